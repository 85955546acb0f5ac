"""usage: docker_compose.py <source tree> <path>

Makes Docker Compose from its pinned Go module, at <path>, where it is not there yet.
"""

import os
import pathlib
import shutil
import subprocess
import sys

k_skipped = 77
k_version = "2.40.3"


def skip(reason):
    """Where everything has to be checked, a missing reader is a failure."""
    print("skipped:", reason)
    sys.exit(1 if os.environ.get("CI") == "true" else k_skipped)


def require(path):
    """The program, or the end of the test that needs it."""
    if not pathlib.Path(path).exists():
        skip(f"there is no Docker Compose: {path} is not built")
    return path


def main():
    root, path = sys.argv[1:3]
    if pathlib.Path(path).exists():
        return 0
    if not shutil.which("go"):
        skip("go is missing, which Docker Compose is built with")
    flags = f"-X github.com/docker/compose/v2/internal.Version={k_version}"
    built = subprocess.run(["go", "build", "-o", path, "-ldflags", flags, "github.com/docker/compose/v2/cmd"],
                           cwd=pathlib.Path(root, "harness/bench/rival"), env={**os.environ, "GOFLAGS": "-mod=readonly"})
    if built.returncode != 0:
        skip("Docker Compose cannot be built: see go's message above")
    return 0


if __name__ == "__main__":
    sys.exit(main())
