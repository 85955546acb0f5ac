"""A copy of DICE's sources that may be edited, and a manifest that is of it instead. It goes when the program ends."""

import atexit
import os
import pathlib
import shutil
import tempfile

k_folder = tempfile.TemporaryDirectory(prefix="dice-sources")
atexit.register(k_folder.cleanup)
copy = pathlib.Path(k_folder.name, "workspace")


def moved(value, old, new):
    """Every path below `old`, wherever it is in a part of the manifest, as one below `new`."""
    if isinstance(value, dict):
        return {key: moved(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [moved(each, old, new) for each in value]
    inside = isinstance(value, str) and (value == old or value.startswith(old + "/"))
    return new + value[len(old):] if inside else value


def use(manifest, *names):
    """Services and images of these names are of a copy that is made here."""
    own = manifest["images"]["backend"]["context"]
    left_out = shutil.ignore_patterns("node_modules", "dist", "coverage", ".astro", ".env")
    shutil.copytree(own, copy, symlinks=True, ignore=left_out)
    os.chmod(k_folder.name, 0o755)  # whoever a container runs as reads them
    for kind in ("images", "services"):
        for name in names:
            manifest[kind][name] = moved(manifest[kind][name], own, str(copy))
