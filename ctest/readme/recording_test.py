"""The recordings in README.md, played: each command is run, and what is shown of it has to be said, in that order; `…`
stands for what differs from run to run. Times are those of the run that recorded them, and are written anew by `record`.

usage: recording_test.py <build tree of Caisson> <its source tree> <caisson> <manifest of DICE> [record [<which>]]
Exit code 77: skipped, because there is no engine (a failure with CAISSON_REQUIRE_ENGINE=1).
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

root = pathlib.Path(sys.argv[2])
sys.path[:0] = [str(root / "ctest/gates"), str(root / "ctest/examples")]

import edge as edges  # noqa: E402
import hot_reload  # noqa: E402
import stack as dice  # noqa: E402
from roller import roller  # noqa: E402

k_mark = r"(<!-- recording: {}; .*?-->\n```console\n)(.*?)(```\n)"
k_line = re.compile(r" *[\d.]+ s  (.*)")
k_patience = 180  # seconds


class Steps:
    """Commands, and what each is followed by."""

    def __init__(self, text):
        self.steps = []
        for line in text.splitlines():
            if line.startswith("$ "):
                self.steps.append((line[2:], []))
            else:
                self.steps[-1][1].append(k_line.fullmatch(line)[1])

    def play(self, shell):
        """The same with the times of this run."""
        played = []
        for command, expected in self.steps:
            played.append(f"$ {command}")
            played += [f"{took:6.1f} s  {line}" for line, took in zip(expected, shell.play(command, expected))]
        return "\n".join(played) + "\n"


class Shell:
    """One bash; what it and all that it began say is one stream."""

    def __init__(self, folder, environment):
        self.said = []  # (when, line)
        self.news = threading.Condition()
        # With a way in of its own: what it begins shall not read its commands. Jobs of a shell with -m feel Ctrl-C.
        theirs, ours = os.pipe()
        self.commands = os.fdopen(ours, "w", buffering=1)
        loop = f'while IFS= read -r -u {theirs} command; do eval "$command"; done'
        self.process = subprocess.Popen(["bash", "-m", "-c", loop], cwd=folder, env={**os.environ, **environment}, text=True,
                                        pass_fds=[theirs], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        os.close(theirs)
        self.listen(self.process.stdout)

    def listen(self, stream, prefix=""):
        def read():
            for line in stream:
                with self.news:
                    self.said.append((time.monotonic(), prefix + line.rstrip("\n")))
                    self.news.notify_all()
        threading.Thread(target=read, daemon=True).start()

    def awaited(self, line, since, began):
        """Where it was said after `since`, once it is."""
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        at = since
        with self.news:
            while True:
                while at < len(self.said):
                    if pattern.fullmatch(self.said[at][1]):
                        return at
                    at += 1
                left = began + k_patience - time.monotonic()
                dice.expect(left > 0, f"`{line}` is not among", *(said for _, said in self.said[since:]))
                self.news.wait(left)

    def play(self, command, expected):
        """When each line was said, counted from the command."""
        print("$", command, flush=True)
        with self.news:
            since = len(self.said)
        began = time.monotonic()
        self.commands.write(command + "\n")
        times = []
        for line in expected:
            at = self.awaited(line, since, began)
            since = at + 1
            times.append(self.said[at][0] - began)
            print(f"{times[-1]:6.1f} s  {self.said[at][1]}", flush=True)
        return times

    def close(self):
        """All that it began is interrupted, and waited for."""
        with contextlib.suppress(BrokenPipeError):
            self.commands.write("kill -INT $(jobs -p); wait\n")
            self.commands.close()
        self.process.wait(120)


@contextlib.contextmanager
def shell_in(folder, programs, **environment):
    programs.mkdir(parents=True, exist_ok=True)
    shell = Shell(folder, {"PATH": f"{programs}:{os.environ['PATH']}", **environment})
    try:
        yield shell
    finally:
        shell.close()


@contextlib.contextmanager
def in_dice(build, cli, path):
    """It runs already, from sources that are a copy. Its certificate is trusted, its names lead there, and a page is open."""
    declared = json.loads(pathlib.Path(path).read_text())
    dice.sweep(cli, declared, "recording")
    with dice.instance_of_dice(cli, declared, "recording", hot_reload.prepare, ("postgres",)) as stack:
        with hot_reload.watched(stack):
            pass
        tree = hot_reload.copy.parent
        (tree / "data").mkdir()
        programs = stack.folder / "bin"
        programs.mkdir()
        (programs / "caisson").symlink_to(cli)
        edge = edges.of_stack(stack)
        (programs / ".curlrc").write_text(f'connect-to = "::127.0.0.1:{edge.port}"\ncacert = "{edge.authority}"\n')
        with shell_in(tree, programs, CAISSON_MANIFEST=str(stack.manifest), CAISSON_INSTANCE=stack.instance,
                      CAISSON_BACKUPS=str(tree / "data/backups"), CURL_HOME=str(programs)) as shell:
            page = subprocess.Popen([*stack.cli, "logs", "--follow", hot_reload.k_browser], stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, text=True)
            shell.listen(page.stdout)
            try:
                yield shell
            finally:
                page.send_signal(signal.SIGINT)
                page.wait(60)


@contextlib.contextmanager
def in_example(build, cli, path):
    with roller(build, root / "workspace/examples/dice-roller") as stack:
        with shell_in(stack.source, stack.prefix / "bin", CMAKE_PREFIX_PATH=str(stack.prefix)) as shell:
            stack.cli[-1] = str(stack.source / "build/caisson/tavern.json")
            yield shell


k_places = {"DICE": in_dice, "dice-roller": in_example}


def main(build, cli, path, record="", only=""):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        dice.skip("no engine answers")
    for program in ("gdb", "gdbserver", "curl"):
        if shutil.which(program) is None:
            dice.skip(f"there is no {program}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    readme = root / "README.md"
    for name, place in k_places.items():
        mark = re.compile(k_mark.format(re.escape(name)), re.DOTALL)
        found = mark.search(readme.read_text())
        if not found:
            sys.exit(f"README.md has no recording of {name}")
        if only and name != only:
            continue
        try:
            with place(build, cli, path) as shell:
                played = Steps(found[2]).play(shell)
        except dice.Red as red:
            print("red:", red)
            return 1
        if record:
            readme.write_text(mark.sub(lambda match, text=played: match[1] + text + match[3], readme.read_text()))
    return 0


sys.exit(main(sys.argv[1], *sys.argv[3:]))
