"""gdb itself, against the gdbserver of `up --debug` and `debug-roller`: it stops at a breakpoint, reads a variable and
goes on, and neither the deadline for readiness nor LIVENESS minds.

usage: dice_roller_gdb.py <build tree of Caisson> <the example>
"""

import os
import shutil
import subprocess
import sys
import threading
import time

from roller import roller, skip, until

k_within = 5  # of the example's HEALTHCHECK


class Gdb:
    """Runs the commands, and holds the program where it stands until it is told to go on."""

    def __init__(self, stack, name, *commands):
        self.gate = stack.folder / f"{name}.gate"
        self.log = stack.folder / f"{name}.log"
        os.mkfifo(self.gate)
        script = stack.folder / f"{name}.gdb"
        script.write_text("\n".join(["set pagination off", "set confirm off", *commands, ""]).replace(
            "HOLD", f"shell cat {self.gate}"))
        init = stack.tree / "caisson" / "roller.gdbinit"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(["gdb", "-nx", "-batch", "-x", init, "-x", script],
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def said(self, text):
        return text in self.log.read_text()

    def go_on(self):
        self.gate.write_text("")
        assert self.process.wait(60) == 0, self.log.read_text()


def time_passes(seconds, holds):
    """Not a wait for something: the claim is that nothing happens for so long."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        holds()
        time.sleep(0.2)


def stop_at_a_breakpoint(stack, name):
    """Breaks in a request, looks, and stays there for longer than a service that is well may be silent."""
    before = stack.life()
    gdb = Gdb(stack, name, "break roll", "continue", "print sides", "backtrace 1", "HOLD", "delete", "detach")
    until("readiness, as soon as it may go on", lambda: stack.service()["state"] == "healthy")
    answer = {}
    asking = threading.Thread(target=lambda: answer.update(stack.get("/roll?sides=12")))
    asking.start()
    until("the breakpoint", lambda: gdb.said("$1 = 12"))
    assert gdb.said("dice_roller.cpp:"), gdb.log.read_text()

    second = stack.caisson("debug", "roller")
    assert second.returncode == 1, second
    assert second.stderr == ("error: a debugger is attached to `roller` already\n"
                             "  Detach it first: gdbserver takes one at a time.\n"), second.stderr

    def is_left_alone():
        assert not answer, "it is not stopped"
        service = stack.service()
        assert service["restarts"] == 0 and stack.life() == before, service

    time_passes(k_within + 2, is_left_alone)
    gdb.go_on()
    asking.join(60)
    assert answer["sides"] == 12, answer
    assert stack.service()["restarts"] == 0 and stack.life() == before


def check_deadline_waits(stack):
    """Stopped before its first instruction, it is not ready in time, and nobody gives it up."""
    stack.target("dice-roller")
    up = subprocess.Popen([*stack.cli, "up", "--debug", "roller", "--progress", "plain"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until("gdbserver", lambda: "Listening on port" in stack.caisson("logs", "roller").stdout)

    def still_waits():
        assert up.poll() is None, up.communicate()

    time_passes(k_within * 2 + 1, still_waits)
    port = next(each["host"] for each in stack.service()["ports"] if each["container"] == 2345)
    init = stack.tree / "caisson" / "roller.gdbinit"
    init.write_text(f"file {stack.tree}/dice-roller\ntarget remote 127.0.0.1:{port}\n")
    gdb = Gdb(stack, "first", "break main", "continue", "HOLD", "delete", "detach")
    until("main", lambda: gdb.said("Breakpoint 1, main"))
    gdb.go_on()
    out, err = up.communicate(timeout=60)
    assert up.returncode == 0, (out, err)
    assert "a debugger has stopped it" in err, err


def check_debug_target(stack):
    """The first session is over: the next one begins anew, with a file for gdb."""
    init = stack.tree / "caisson" / "roller.gdbinit"
    init.unlink()
    said = stack.target("debug-roller")
    assert f"gdb -x {init}" in said, said
    stop_at_a_breakpoint(stack, "second")
    host = stack.container()["HostConfig"]
    assert host["CapDrop"] == ["ALL"] and not host["CapAdd"], host
    assert stack.caisson("up", "roller").returncode == 0
    assert stack.container()["Path"] == "/usr/local/bin/dice-roller", "a plain start has not made it what it was"


def check_missing_server(stack):
    refused = stack.caisson("debug", "roller", CAISSON_GDBSERVER="image")
    assert refused.returncode == 1, refused
    assert "`gdbserver` is neither on this machine nor in the image `debian`" in refused.stderr, refused.stderr
    assert "apt-get install gdbserver" in refused.stderr, refused.stderr


def main(build, example):
    for program in ("gdb", "gdbserver"):
        if shutil.which(program) is None:
            skip(f"there is no {program}")
    with roller(build, example) as stack:
        check_deadline_waits(stack)
        check_debug_target(stack)
        check_missing_server(stack)


main(*sys.argv[1:])
