"""usage: compose_go.py <source tree> <path>

Makes a reader of the Compose Specification's reference loader, from its pinned Go module, at <path>, where it is not there yet.
"""

import pathlib
import sys

import go_tool

k_name = "compose-go"


def require(path):
    return go_tool.require(k_name, path)


def main():
    root, path = sys.argv[1:3]
    go_tool.make(k_name, pathlib.Path(root, "ctest/render/compose_go"), ".", path)


if __name__ == "__main__":
    main()
