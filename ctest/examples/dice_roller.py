"""A program of the build runs in a base image: built first, checked against the image, followed as it is linked anew.

usage: dice_roller.py <build tree of Caisson> <the example>
"""

import contextlib
import signal
import subprocess
import sys
import time

from roller import roller, run, until


def check_start(stack):
    program = stack.tree / "dice-roller"
    assert not program.exists()
    stack.target("start-roller")
    assert program.exists(), "start-roller has built nothing"
    for _ in range(20):
        answer = stack.get("/roll?sides=6")
        assert answer["sides"] == 6 and 1 <= answer["rolled"] <= 6, answer
    container = stack.container()
    mounts = [(each["Source"], each["Destination"], each["RW"]) for each in container["Mounts"]]
    assert mounts == [(str(program), "/usr/local/bin/dice-roller", False)], mounts
    host = container["HostConfig"]
    assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and not host["CapAdd"], host
    stack.target("start-roller")
    assert stack.container()["Id"] == container["Id"], "a second start has made it anew"


@contextlib.contextmanager
def watching(stack):
    """The file of what `up --watch` says, until Ctrl-C."""
    log = stack.folder / "watch.log"
    with log.open("wb") as output:
        watch = subprocess.Popen([*stack.cli, "up", "--watch", "roller"], stdin=subprocess.DEVNULL, stderr=output,
                                 stdout=output)
    try:
        until("the watch", lambda: "watching the sources of roller" in log.read_text())
        yield log
    finally:
        watch.send_signal(signal.SIGINT)
        assert watch.wait(60) == 0, log.read_text()


def check_watch(stack):
    """Linked to the same bytes it is left alone; to others it is restarted."""
    before = stack.container()["Id"]
    with watching(stack) as log:
        (stack.tree / "dice-roller").unlink()
        stack.target("dice-roller")
        began = time.monotonic()
        stack.edit('"status":"ok"', '"status":"well"')
        stack.target("dice-roller")
        linked = time.monotonic()
        until("the new program", lambda: "  ready in " in log.read_text())
        print(f"edit to live {time.monotonic() - began:.2f} s, of which {linked - began:.2f} s are the compiler's")
        assert stack.get("/health") == {"status": "well"}
        after = stack.container()["Id"]
        assert after != before
        assert log.read_text().count("roller: restarting") == 1, log.read_text()
        assert stack.get("/health") == {"status": "well"}


def link_with_another_glibc(stack):
    """A glibc that no image has: a library under its name that defines a version of the future."""
    library = stack.folder / "future"
    library.mkdir()
    (library / "future.c").write_text("double future_of_dice(double x) { return x; }\n")
    (library / "future.map").write_text("GLIBC_9.99 { global: future_of_dice; };\n")
    run("cc", "-shared", "-fPIC", "-Wl,-soname,libresolv.so.2", f"-Wl,--version-script={library}/future.map", "-o",
        f"{library}/libfuture.so", f"{library}/future.c")
    stack.edit("namespace {", 'extern "C" double future_of_dice(double);\n\nnamespace {')
    stack.edit("int roll(int sides) {", "int roll(int sides) {\n  sides = static_cast<int>(future_of_dice(sides));")
    stack.edit("caisson_add_stack(", f"target_link_libraries(dice-roller PRIVATE {library}/libfuture.so)\n"
               "caisson_add_stack(", "CMakeLists.txt")
    stack.target("dice-roller")


def check_another_glibc(stack):
    """Refused before anything is touched, by whatever command: what runs goes on running."""
    before = stack.life()
    said = "`dice-roller` needs `GLIBC_9.99`, and `libresolv.so.2` of the image `debian:trixie-slim` ends with `GLIBC_2."
    with watching(stack) as log:
        link_with_another_glibc(stack)
        until("the refusal", lambda: "the new program cannot be started, what runs goes on running" in log.read_text())
        assert said in log.read_text(), log.read_text()
        assert stack.get("/health") == {"status": "well"} and stack.life() == before
    for verb in ("up", "restart"):
        refused = stack.caisson(verb, "roller")
        assert refused.returncode == 1 and said in refused.stderr, refused
        assert "take an image as new as the machine that builds it" in refused.stderr, refused.stderr
        assert stack.get("/health") == {"status": "well"} and stack.life() == before, verb
    (stack.tree / "dice-roller").unlink()
    for verb in ("up", "restart"):
        missing = stack.caisson(verb, "roller")
        assert missing.returncode == 2 and "is not built" in missing.stderr, missing.stderr
    assert stack.life() == before


def main(build, example):
    with roller(build, example) as stack:
        check_start(stack)
        check_watch(stack)
        check_another_glibc(stack)


main(*sys.argv[1:])
