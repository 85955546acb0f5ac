"""The example dice-roller, copied as a user would copy it and configured with the installed package."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

k_skipped = 77


def skip(reason):
    print(reason)
    required = os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" or os.environ.get("CI") == "true"
    sys.exit(1 if required else k_skipped)


def run(*argv, **options):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    assert done.returncode == 0, (argv, done.stdout, done.stderr)
    return done.stdout


def until(what, condition, seconds=60):
    """Asks again until it holds, and returns what then came out."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


class Roller:
    def __init__(self, folder, build, example):
        self.folder = pathlib.Path(folder)
        self.source = self.folder / "dice-roller"
        self.tree = self.folder / "build"
        self.prefix = self.folder / "prefix"
        shutil.copytree(example, self.source)
        run("cmake", "--install", build, "--prefix", self.prefix)
        self.configure()
        manifest = self.tree / "caisson" / "tavern.json"
        self.cli = [str(self.prefix / "bin" / "caisson"), "--manifest", str(manifest)]

    def configure(self, *definitions):
        run("cmake", "-S", self.source, "-B", self.tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
            "-DCMAKE_BUILD_TYPE=Debug", *definitions)

    def target(self, name):
        return run("cmake", "--build", self.tree, "--target", name)

    def caisson(self, *words, **variables):
        return subprocess.run([*self.cli, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**os.environ, **variables})

    def edit(self, old, new, file="dice_roller.cpp"):
        path = self.source / file
        text = path.read_text()
        assert old in text, old
        path.write_text(text.replace(old, new))

    def service(self):
        status = json.loads(self.caisson("status", "--format", "json").stdout)
        return next(each for each in status["services"] if each["name"] == "roller")

    def port(self):
        return next(each["host"] for each in self.service()["ports"] if each["container"] == 8080)

    def get(self, path):
        return self.get_at(self.port(), path)

    def get_at(self, port, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return json.load(answer)

    def container(self):
        return json.loads(run("docker", "inspect", self.service()["container"]))[0]

    def life(self):
        """Another one with another container, and with another start of the same."""
        container = self.container()
        return container["Id"], container["State"]["StartedAt"]


@contextlib.contextmanager
def roller(build, example):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        skip("no engine answers")
    with tempfile.TemporaryDirectory() as folder:
        made = Roller(folder, build, example)
        try:
            yield made
        finally:
            down = made.caisson("down")
            assert down.returncode == 0, down.stderr
