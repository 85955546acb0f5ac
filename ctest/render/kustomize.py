"""usage: kustomize.py <source tree> <path>

Makes kustomize from its pinned Go module, at <path>, where it is not there yet.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from docker_compose import skip


def require(path):
    """The program, or the end of the test that needs it."""
    if not pathlib.Path(path).exists():
        skip(f"there is no kustomize: {path} is not built")
    return path


def main():
    root, path = sys.argv[1:3]
    if pathlib.Path(path).exists():
        return 0
    if not shutil.which("go"):
        skip("go is missing, which kustomize is built with")
    built = subprocess.run(["go", "build", "-o", path, "sigs.k8s.io/kustomize/kustomize/v5"],
                           cwd=pathlib.Path(root, "ctest/render/kustomize"), env={**os.environ, "GOFLAGS": "-mod=readonly"})
    if built.returncode != 0:
        skip("kustomize cannot be built: see go's message above")
    return 0


if __name__ == "__main__":
    sys.exit(main())
