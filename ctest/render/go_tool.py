"""A reader that is made from its pinned Go module."""

import os
import pathlib
import shutil
import subprocess

from reader import skip


def require(name, path):
    """The program, or the end of the test that needs it."""
    if not pathlib.Path(path).exists():
        skip(f"there is no {name}: {path} is not built")
    return path


def make(name, module, package, path, *flags):
    """Builds `package` from the folder `module` at `path`, where it is not there yet."""
    if pathlib.Path(path).exists():
        return
    if not shutil.which("go"):
        skip(f"go is missing, which {name} is built with")
    built = subprocess.run(["go", "build", "-o", path, *flags, package],
                           cwd=module, env={**os.environ, "GOFLAGS": "-mod=readonly"})
    if built.returncode != 0:
        skip(f"{name} cannot be built: see go's message above")
