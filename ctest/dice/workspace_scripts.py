"""The scripts of the pnpm workspace as they are written, with a pnpm that looks at what is handed on to it instead of
running a test runner: whether it is asked for what some package has, and whether the services that it is told of answer.

usage: workspace_scripts.py <build tree> <workspace>
       workspace_scripts.py pnpm <word>...   it is that pnpm
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse

import stack as dice

k_red = 3  # exit code of a test runner
k_asked = "DICE_TEST_ASKED"  # a file for what pnpm was asked
k_code = "DICE_TEST_CODE"


class Scripts:
    def __init__(self, build, workspace, folder):
        self.workspace = workspace
        self.scripts = json.loads((workspace / "package.json").read_text())["scripts"]
        packages = [json.loads(file.read_text()) for file in workspace.glob("*/package.json")]
        self.packages = {package["name"]: package["scripts"] for package in packages}
        self.asked = folder / "asked"
        pnpm = folder / "pnpm"
        pnpm.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{__file__}" pnpm "$@"\n')
        pnpm.chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "BUILD": build, k_asked: str(self.asked)}

    def run(self, name, code=0):
        """What pnpm was asked, and the exit code."""
        print(f"-- pnpm {name}", flush=True)
        self.asked.unlink(missing_ok=True)
        done = subprocess.run(["sh", "-c", self.scripts[name]], cwd=self.workspace, stdin=subprocess.DEVNULL,
                              env={**self.environment, k_code: str(code)})
        dice.expect(self.asked.exists(), name, "ended with", done.returncode, "and never ran a test")
        return json.loads(self.asked.read_text()), done.returncode

    def expect(self, name, *words, told=()):
        """Green where the tests are, red where they are, and services there in the meantime."""
        for code in (0, k_red):
            asked, ended = self.run(name, code)
            dice.expect(ended == code, name, "ends with", ended, "where its tests end with", code)
            dice.expect(asked["words"] == list(words), name, "runs pnpm", *asked["words"])
            dice.expect(asked["answering"] == sorted(told), name, "tells of", asked["answering"], "that answer")
        which = words[words.index("--filter") + 1] if "--filter" in words else None
        has = [package for package, scripts in self.packages.items() if words[-1] in scripts]
        dice.expect(which in has if which else has, "no package has the script", words[-1])


def answers(url):
    """Whether a connection is taken; of HTTP, whether a page comes."""
    if url.startswith("http"):
        return dice.get(url)[0] == 200
    place = urllib.parse.urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port), 10).close()
    except OSError:
        return False
    return True


def be_pnpm(words):
    urls = {name: value for name, value in os.environ.items()
            if name in ("PWA_URL", "STORYBOOK_URL", "CAISSON_POSTGRES_URL", "CAISSON_REDIS_URL")}
    answering = sorted(name for name, url in urls.items() if answers(url))
    pathlib.Path(os.environ[k_asked]).write_text(json.dumps({"words": words, "answering": answering}))
    return int(os.environ[k_code])


def check(scripts):
    databases = ("CAISSON_POSTGRES_URL", "CAISSON_REDIS_URL")
    scripts.expect("test", "--recursive", "test")
    for name in ("test:integration", "test:api"):
        scripts.expect(name, "--recursive", "--if-present", name, told=databases)
    scripts.expect("test:frontend", "--filter", "@dice/pwa", "test:frontend", told=("PWA_URL", "STORYBOOK_URL"))
    left = dice.docker("ps", "-aq", "--filter", "label=dev.caisson.instance", "--filter", "name=dice-frontend-tests-")
    dice.expect(not left, "test:frontend leaves containers")


def main():
    if sys.argv[1] == "pnpm":
        return be_pnpm(sys.argv[2:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        dice.skip("no engine answers")
    with tempfile.TemporaryDirectory() as folder:
        try:
            check(Scripts(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(folder)))
        except dice.Red as red:
            print("red:", red)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
