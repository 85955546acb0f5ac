"""usage: kustomize.py <source tree> <path>

Makes kustomize from its pinned Go module, at <path>, where it is not there yet.
"""

import pathlib
import sys

import go_tool

k_name = "kustomize"


def require(path):
    return go_tool.require(k_name, path)


def main():
    root, path = sys.argv[1:3]
    go_tool.make(k_name, pathlib.Path(root, "ctest/render/kustomize"), "sigs.k8s.io/kustomize/kustomize/v5", path)


if __name__ == "__main__":
    main()
