"""When the gates of a phase have passed, the data they were passed with are the rollback point `phase<n>-stable`: made
where the stack runs, replaced by the next pass, left alone by a red one, and come back to.

usage: stable_point.py <build tree of Caisson> <its source tree>
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

k_skipped = 77


def run(*argv, code=0, **options):
    """What it says, on either stream."""
    print("--", *argv, flush=True)
    done = subprocess.run([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)
    assert (done.returncode == 0) == (code == 0), (done.returncode, done.stdout)
    return done.stdout


class Project:
    def __init__(self, folder, build, source):
        self.tree = folder / "build"
        self.open = self.tree / "open"
        self.copy = folder / "stable"
        shutil.copytree(source / "ctest/gates/stable", self.copy)
        run("cmake", "--install", build, "--prefix", folder / "prefix")
        run("cmake", "-S", self.copy, "-B", self.tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={folder / 'prefix'}")
        self.cli = [folder / "prefix/bin/caisson", "--manifest", self.tree / "caisson/stable.json"]

    def target(self, name, code=0):
        return run("cmake", "--build", self.tree, "--target", name, code=code)

    def caisson(self, *words):
        return run(*self.cli, *words)

    def sql(self, text):
        return self.caisson("exec", "db", "--", "psql", "-U", "shop", "-At", "-c", text).split()

    def points(self):
        """Name → when it was made, and the file."""
        listed = json.loads(self.caisson("rollback", "list", "--format", "json"))["points"]
        folder = self.copy / "data/backups/points"
        return {each["name"]: (each["made_at"], (folder / f"{each['name']}.tar").read_bytes()) for each in listed}


def check(project):
    project.open.touch()
    said = project.target("gate-phase1")
    assert "no point `phase1-stable` is made: nothing runs that has data" in said, said
    assert not project.points()

    project.target("start-all")
    project.sql("create table orders (id int); insert into orders values (1)")
    project.target("gate-phase1")
    first = project.points()
    assert list(first) == ["phase1-stable"], first

    project.sql("insert into orders values (2)")
    project.open.unlink()
    project.target("gate-phase1", code=8)
    assert project.points() == first, "a phase that was not passed has touched its point"

    project.open.touch()
    project.target("gate-phase1")
    second = project.points()
    assert list(second) == ["phase1-stable"] and second != first, "the next pass has not replaced it"

    project.sql("insert into orders values (3)")
    project.caisson("rollback", "to", "phase1-stable")
    assert project.sql("select id from orders order by 1") == ["1", "2"]


def check_dice(build, source):
    """`make gate PHASE=1` is that very target, and its point DICE's."""
    said = run("make", "-n", "gate", "PHASE=1", cwd=source)
    assert "cmake --build --preset dev --target gate-phase1\n" in said, said
    said = run("make", "-n", "gate", code=2, cwd=source)
    assert "give the phase: make gate PHASE=1" in said, said
    if (build / "caisson/dice.json").exists():
        commands = run("cmake", "--build", build, "--target", "gate-phase1", "--", "-n", "-v")
        kept = f"--manifest {build}/caisson/dice.json rollback create phase1-stable --replace --if-running"
        assert re.search(rf"ctest .*gate.*1.* --no-tests=error .* && .*{re.escape(kept)}", commands), commands


def main(build, source):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        print("no engine answers")
        sys.exit(1 if os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" else k_skipped)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as at_end:
        project = Project(pathlib.Path(folder), build, source)
        at_end.callback(project.caisson, "down")
        check(project)
    check_dice(build, source)


main(*map(pathlib.Path, sys.argv[1:]))
