"""A service as a process of this machine, under gdb in the developer's own terminal, by the commands of docs/backends.md.

usage: dice_roller_here.py <build tree of Caisson> <the example> <docs/backends.md>
"""

import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading

from roller import roller, skip, until


def commands_of(page):
    block = re.search(r"<!-- commands: run by .*?-->\n```sh\n(.*?)```", pathlib.Path(page).read_text(), re.DOTALL)
    lines = [shlex.split(line, comments=True) for line in block.group(1).splitlines()]
    assert len(lines) == 2 and all(words[0] == "caisson" for words in lines), lines
    return [words[1:] for words in lines]


def unused_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class Terminal:
    """A program that reads what is typed, and says all into a file."""

    def __init__(self, stack, name, *words):
        self.log = stack.folder / f"{name}.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(words, cwd=stack.folder, stdin=subprocess.PIPE, stdout=output, stderr=output,
                                            text=True)

    def type(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def said(self, text):
        return text in self.log.read_text()

    def end(self):
        self.process.stdin.close()
        return self.process.wait(60)


def main(build, example, page):
    if not shutil.which("gdb"):
        skip("there is no gdb")
    up, env = commands_of(page)
    port = unused_port()  # 8080 is everybody's
    up = [word.replace("=process", f"=process:{port}") for word in up]
    with roller(build, example) as stack:
        stack.edit("k_port = 8080", f"k_port = {port}")
        stack.target("dice-roller")
        starting = Terminal(stack, "up", *stack.cli, *up)
        until("what to start", lambda: starting.said(
            f"roller is a process of this machine, on {port}: caisson env --for roller -- {stack.tree}/dice-roller"))
        until("the relay", lambda: stack.caisson("env", "--for", "roller").returncode == 0)
        gdb = Terminal(stack, "gdb", *stack.cli, *env)
        try:
            gdb.type("break roll")
            gdb.type("run")
            assert starting.end() == 0, starting.log.read_text()
            assert stack.service()["state"] == "healthy" and stack.service()["backend"] == "process", stack.service()
            answer = {}
            asking = threading.Thread(target=lambda: answer.update(stack.get("/roll?sides=12")))
            asking.start()
            until("the breakpoint", lambda: gdb.said("Breakpoint 1, ") and gdb.said("sides=12"))
            assert not answer, "it is not stopped"
            gdb.type("delete")
            gdb.type("continue")
            asking.join(60)
            assert answer["sides"] == 12, answer
        finally:
            gdb.process.stdin.close()
            gdb.process.kill()
            gdb.process.wait(60)


main(*sys.argv[1:])
