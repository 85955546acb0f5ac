"""What the scenarios need of the world: a project of their own, ctest, and the engine's events."""

import json
import os
import pathlib
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

import orphan

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
        for variable in ("CAISSON_INSTANCE", "CAISSON_MANIFEST", "CAISSON_REQUIRE_ENGINE"):
            self.environment.pop(variable, None)
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

    def __exit__(self, kind, *_):
        if kind is not None:
            self.describe()
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

    def run(self, *arguments, tree=0, env=None, timeout=120):
        return orphan.run([self.caisson, "--manifest", self.manifest(tree), *arguments],
                          env or self.environment, timeout)

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

    def lease(self, *services, tree=0, isolate=()):
        return Lease(self, services, tree, isolate)

    def images(self, name):
        return subprocess.run(
            ["docker", "images", "-q", "--filter", f"label=dev.caisson.image={name}"],
            check=True, capture_output=True, text=True).stdout.split()

    def strangers(self, image):
        return Strangers(self.stack, image)

    def watchdogs(self):
        return self._processes(b"watchdog")

    def supervisors(self):
        return self._processes(b"supervise")

    def _processes(self, verb):
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except (OSError, ValueError):
                continue
            if words[:2] == [b"caisson", verb] and self.stack.encode() in b" ".join(words):
                found.append(int(entry.name))
        return found

    def describe(self):
        """What a failed scenario leaves to look at."""
        for what in (["ps", "-a"], ["network", "ls"]):
            subprocess.run(["docker", *what, "--filter", f"label=dev.caisson.stack={self.stack}"])
        for log in sorted(pathlib.Path(self.folder.name).glob("state/caisson/*/supervisor.log")):
            print(log.read_text()[-4000:], flush=True)

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


class Lease:
    """A test, as the supervisor sees it: an open connection that speaks lines of JSON."""

    def __init__(self, world, services, tree, isolate):
        path = world.run("supervisor", tree=tree)
        assert path.returncode == 0, path.stderr
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path.stdout.strip())
        self._lines = self._socket.makefile("rw")
        self.granted = self.ask(request="lease", protocol=2, manifest=world.manifest(tree),
                                services=list(services), isolate=list(isolate), name="lease", warm=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._lines.close()
        self._socket.close()

    def ask(self, **request):
        self._lines.write(json.dumps(request) + "\n")
        self._lines.flush()
        reply = json.loads(self._lines.readline())
        assert not reply.get("error"), reply
        return reply

    def answers(self, service, seconds=20):
        """Whether the service answers at all; one that was recreated has the port it had."""
        facts = self.granted["services"][service]
        place = facts["host"], facts["ports"]["6379"]
        try:
            with socket.create_connection(place, timeout=seconds) as connection:
                connection.settimeout(seconds)
                connection.sendall(b"PING\r\n")
                return connection.recv(16) == b"+PONG\r\n"
        except OSError:
            return False


class Strangers:
    """Containers and networks that carry labels like ours: of another machine, of another pid
    namespace, of nobody, persistent ones of a dead owner."""

    def __init__(self, stack, image):
        this = [pathlib.Path("/etc/machine-id").read_text().strip(),
                pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
                str(os.stat("/proc/self/ns/pid").st_ino)]
        dead = "4194303/1"
        owners = {"machine": ["f" * 32, *this[1:]], "namespace": [*this[:2], "1"], "nobody": None}
        self._names = []
        for name, owner in owners.items():
            labels = [f"dev.caisson.environment={stack}.tffffff"]
            if owner:
                labels.append("dev.caisson.owner=" + "/".join([*owner, dead]))
            self._add(f"{stack}-{name}", image, labels)
        self._add(f"{stack}-persistent", image, ["dev.caisson.owner=" + "/".join([*this, dead])])

    def _add(self, name, image, labels):
        words = [word for label in labels for word in ("--label", label)]
        subprocess.run(["docker", "create", "--name", name, *words, image], check=True, capture_output=True)
        subprocess.run(["docker", "network", "create", *words, name], check=True, capture_output=True)
        self._names.append(name)

    def all_there(self):
        return all(subprocess.run(["docker", *what, "inspect", name], capture_output=True).returncode == 0
                   for name in self._names for what in (["container"], ["network"]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in self._names:
            subprocess.run(["docker", "rm", "-f", name], capture_output=True)
            subprocess.run(["docker", "network", "rm", name], capture_output=True)
