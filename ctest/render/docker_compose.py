"""usage: docker_compose.py <source tree> <path>

Makes Docker Compose from its pinned Go module, at <path>, where it is not there yet.
"""

import pathlib
import sys

import go_tool

k_name = "Docker Compose"
k_version = "2.40.3"


def require(path):
    return go_tool.require(k_name, path)


def main():
    root, path = sys.argv[1:3]
    go_tool.make(k_name, pathlib.Path(root, "harness/bench/rival"), "github.com/docker/compose/v2/cmd", path,
                 "-ldflags", f"-X github.com/docker/compose/v2/internal.Version={k_version}")


if __name__ == "__main__":
    main()
