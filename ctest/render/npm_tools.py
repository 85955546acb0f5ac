"""Programs from npm for the tests: what a folder's package-lock.json pins, installed once into a folder of the build tree."""

import fcntl
import pathlib
import shutil
import subprocess

from reader import skip


def require(source, tools, program):
    """The words that run <program>, or the end of the test that needs it."""
    for needed in ("node", "npm"):
        if not shutil.which(needed):
            skip(f"{needed} is missing, which {program} is made of")
    tools = pathlib.Path(tools)
    tools.mkdir(parents=True, exist_ok=True)
    with open(tools / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = pathlib.Path(source, "package-lock.json").read_text()
        there = tools / "package-lock.json"
        if not (tools / "node_modules").exists() or not there.exists() or there.read_text() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(pathlib.Path(source, name), tools / name)
            got = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"],
                                 cwd=tools, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if got.returncode != 0:
                there.unlink()
                skip(f"{program} cannot be installed: {got.stderr}")
    return ["node", tools / program]
