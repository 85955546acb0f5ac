"""What the scenarios need of the world: a project of their own, ctest, and the engine's events."""

import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

SKIPPED = 77


def engine_answers():
    return subprocess.run(["docker", "version"], capture_output=True).returncode == 0


class Events:
    """Engine events of one stack's ephemeral containers, from its making on."""

    def __init__(self, stack):
        self._seen = []
        self._news = queue.Queue()
        self._process = subprocess.Popen(
            ["docker", "events", "--filter", "type=container", "--filter",
             f"label=dev.caisson.stack={stack}", "--format", "{{json .}}"],
            stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            self._news.put(json.loads(line))

    def _take(self, timeout):
        event = self._news.get(timeout=timeout)
        labels = event["Actor"]["Attributes"]
        self._seen.append((event["Action"], labels.get("dev.caisson.service", "")))

    def drain(self):
        try:
            while True:
                self._take(0.3)
        except queue.Empty:
            return self

    def count(self, action, service):
        return self._seen.count((action, service))

    def wait_for(self, action, service, number=1, timeout=30):
        end = time.monotonic() + timeout
        while self.count(action, service) < number:
            self._take(max(0.01, end - time.monotonic()))

    def close(self):
        self._process.terminate()
        self._process.wait()


class World:
    """A project with a stack of its own in a build tree of its own, and its tests."""

    def __init__(self, prefix, trees=1, grace="0s"):
        self.folder = tempfile.TemporaryDirectory(prefix="caisson-leases-")
        self.stack = "leases-" + uuid.uuid4().hex[:8]
        root = pathlib.Path(self.folder.name)
        shutil.copytree(pathlib.Path(__file__).parent / "project", root / "source")
        self.environment = dict(os.environ, CAISSON_GRACE=grace, XDG_STATE_HOME=str(root / "state"))
        self.environment.pop("CAISSON_INSTANCE", None)
        self.environment.pop("CAISSON_MANIFEST", None)
        self.caisson = f"{prefix}/bin/caisson"
        self.trees = [str(root / f"build{number}") for number in range(trees)]
        for tree in self.trees:
            subprocess.run(
                ["cmake", "-S", root / "source", "-B", tree, f"-DCMAKE_PREFIX_PATH={prefix}",
                 f"-DSTACK={self.stack}", f"-DPYTHON={sys.executable}"],
                check=True, capture_output=True, env=self.environment)
        self.events = Events(self.stack)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.events.close()
        self.end_supervisors()
        self.wait_until(lambda: not self.containers() and not self.networks(), 30)
        self.folder.cleanup()

    def command(self, *arguments, tree=0):
        return ["ctest", "--test-dir", self.trees[tree], *arguments]

    def ctest(self, *arguments, tree=0, expect=0):
        ended = subprocess.run(self.command(*arguments, tree=tree), env=self.environment, text=True,
                               stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        assert (ended.returncode == 0) == (expect == 0), ended.stdout + ended.stderr
        return ended.stdout

    def start_ctest(self, *arguments, tree=0):
        return subprocess.Popen(self.command(*arguments, tree=tree), env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def manifest(self, tree=0):
        return f"{self.trees[tree]}/caisson/{self.stack}.json"

    def run(self, *arguments, tree=0, **options):
        return subprocess.run([self.caisson, "--manifest", self.manifest(tree), *arguments],
                              text=True, capture_output=True, stdin=subprocess.DEVNULL,
                              **{"env": self.environment, **options})

    def waiting_test(self, tree=0):
        """The pid of the test `waits`, once it has begun."""
        begun = pathlib.Path(self.trees[tree], "begun")
        self.wait_until(begun.exists, 120)
        pid = int(begun.read_text())
        begun.unlink()
        return pid

    def containers(self):
        return self._ids("ps", "-a")

    def networks(self):
        return self._ids("network", "ls")

    def _ids(self, *command):
        return subprocess.run(
            ["docker", *command, "-q", "--filter", f"label=dev.caisson.stack={self.stack}"],
            check=True, capture_output=True, text=True).stdout.split()

    def supervisors(self):
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except (OSError, ValueError):
                continue
            if words[:2] == [b"caisson", b"supervise"] and self.stack.encode() in b" ".join(words):
                found.append(int(entry.name))
        return found

    def end_supervisors(self):
        for pid in self.supervisors():
            os.kill(pid, signal.SIGTERM)
        self.wait_until(lambda: not self.supervisors(), 30)

    @staticmethod
    def wait_until(condition, seconds):
        """Of what has no event to wait for; how long it took."""
        begin = time.monotonic()
        while not condition():
            assert time.monotonic() - begin < seconds, "it did not come about"
            time.sleep(0.01)
        return time.monotonic() - begin
