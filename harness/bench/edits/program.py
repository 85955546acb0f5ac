"""How long the example dice-roller takes from an edit until the new program answers, and from when it is linked.

usage: program.py <caisson> <source folder of Caisson> <scratch folder>     with ctest/examples in PYTHONPATH
"""

import pathlib
import shutil
import signal
import subprocess
import sys
import time
import urllib.error

from roller import Roller, until

k_edits = 7


class Example(Roller):
    """With the package as it lies in the source tree."""

    def __init__(self, caisson, package, folder):
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.source, self.tree, self.prefix = (self.folder / name for name in ("dice-roller", "build", "prefix"))
        shutil.copytree(pathlib.Path(package) / "workspace/examples/dice-roller", self.source)
        config = self.prefix / "lib/cmake/Caisson/CaissonConfig.cmake"
        config.parent.mkdir(parents=True)
        config.write_text(f'include("{package}/cmake/Caisson.cmake")\n')
        self.configure(f"-DCAISSON_EXECUTABLE={caisson}")
        self.cli = [caisson, "--manifest", str(self.tree / "caisson/tavern.json")]

    def answers(self, port, word):
        try:
            return self.get_at(port, "/health") == {"status": word}
        except (OSError, urllib.error.URLError, ValueError):
            return False  # it is being started again


def measure(example):
    example.target("dice-roller")
    watch = subprocess.Popen([*example.cli, "--progress", "quiet", "up", "--watch", "roller"], stdin=subprocess.DEVNULL)
    try:
        until("the start", lambda: example.service()["state"] == "healthy", 300)
        port, before = example.port(), "ok"
        for number in range(k_edits + 1):
            word = f"edit-{number}"
            began = time.monotonic()
            example.edit(f'"status":"{before}"', f'"status":"{word}"')
            example.target("dice-roller")
            linked = time.monotonic()
            until(word, lambda: example.answers(port, word))
            live = time.monotonic()
            before = word
            if number > 0:  # the first one also pays for what is read for the first time
                print("figure edited", live - began)
                print("figure linked", live - linked)
    finally:
        watch.send_signal(signal.SIGINT)
        watch.wait(60)
        example.caisson("down")


measure(Example(*sys.argv[1:]))
