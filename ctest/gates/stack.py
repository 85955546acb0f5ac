"""DICE for a gate: an instance of its own, with data that go with it.

A gate is a module with `check(stack)`, which raises Red where a promise is not kept, and for its control
`sabotage(manifest)`, which breaks what the gate is about and returns what Red must then say. What it needs changed in
the manifest, `prepare(manifest)` changes; `k_kept` names the services whose data outlive their containers.
"""

import contextlib
import copy
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

k_skipped = 77
k_engine_unreachable = 3


class Red(Exception):
    """The gate is not passed."""


def expect(condition, *said):
    if not condition:
        raise Red(" ".join(str(word) for word in said))


def skip(reason):
    print(reason)
    sys.exit(1 if os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" else k_skipped)


def with_data_of_its_own(manifest, folder, kept=()):
    """The folders of the source tree belong to the developer's instance: what is written goes into memory, or into
    `folder` where another service reads it or where it is that of a service that is `kept`."""
    manifest = copy.deepcopy(manifest)
    volumes = [volume for service in manifest["services"].values() for volume in service.get("volumes", [])]
    written = {pathlib.Path(volume["source"]) for volume in volumes if not volume.get("read_only")}

    def written_above(volume):
        source = pathlib.Path(volume["source"])
        return next((place for place in written if place == source or place in source.parents), None)

    used = [written_above(volume) for volume in volumes]
    for name, service in manifest["services"].items():
        mounted = []
        for volume in service.get("volumes", []):
            place = written_above(volume)
            if place and used.count(place) == 1 and name not in kept:
                service.setdefault("tmpfs", []).append(volume["target"])
                continue
            if place:
                own = folder / place.name / pathlib.Path(volume["source"]).relative_to(place)
                own.mkdir(parents=True, exist_ok=True)
                volume["source"] = str(own)
            mounted.append(volume)
        service["volumes"] = mounted
        fixed = service.pop("publish", []) + service.pop("prefer", [])
        ports = service.get("ports", []) + [each["container"] for each in fixed]
        service["ports"] = list(dict.fromkeys(ports))
    return manifest


class Stack:
    """`declared` is the manifest as it should be, whatever was done to the one that runs."""

    def __init__(self, cli, declared, running, instance, folder):
        self.declared = declared
        self.running = running
        self.instance = instance
        self.folder = folder
        self.manifest = self.folder / "dice.json"
        self.cli = [cli, "--manifest", str(self.manifest), "--instance", instance, "--progress", "plain"]
        self.rewrite(lambda _: None)

    def rewrite(self, change):
        """As if other declarations had been configured."""
        change(self.running)
        self.manifest.write_text(json.dumps(self.running))

    def run(self, *words, check=True, quiet=False):
        print("--", *words, flush=True)
        done = subprocess.run([*self.cli, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL if quiet else None)
        if done.returncode == k_engine_unreachable:
            skip("no engine answers")
        if check:
            expect(done.returncode == 0, "caisson", *words, "ended with", done.returncode)
        return done.stdout

    def up(self, *services):
        """Services, or modes and profiles as options."""
        return self.run("up", *services)

    def down(self):
        self.run("down", check=False, quiet=True)

    def services(self):
        status = json.loads(self.run("status", "--format", "json"))
        return {service["name"]: service for service in status["services"]}

    def container(self, service):
        return self.services()[service]["container"]

    def port(self, service, port):
        """Of the host, on 127.0.0.1."""
        ports = self.services()[service]["ports"]
        return next(each["host"] for each in ports if each["container"] == port)

    def url(self, service, port):
        return f"http://127.0.0.1:{self.port(service, port)}"

    def closure(self, *roots):
        """What must run so that `roots` do: they and all they depend on."""
        found, rest = set(), list(roots)
        while rest:
            service = rest.pop()
            if service not in found:
                found.add(service)
                rest += [edge["service"] for edge in self.declared["services"][service].get("depends", [])]
        return found

    def end(self):
        self.down()


def docker(*words):
    return subprocess.run(["docker", *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def get(url, body=None, headers=None):
    """Status code and body of an answer, whatever its code; (0, reason) when there is none."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def until(what, seconds, question):
    """Asks until the answer is true, which must be within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        expect(time.monotonic() < deadline, "not within", seconds, "s:", what)
        time.sleep(0.05)


def sweep(cli, declared, name):
    """Takes away what a gate of this name left that was killed."""
    left = docker("ps", "-a", "--format", '{{.Label "dev.caisson.instance"}}', "--filter", "label=dev.caisson.instance")
    for instance in set(left.split()):
        found = re.fullmatch(rf"dice-gate-{name}-(\d+)", instance)
        if found and not pathlib.Path("/proc", found[1]).exists():
            with tempfile.TemporaryDirectory(prefix=instance) as folder:
                Stack(cli, declared, declared, instance, pathlib.Path(folder)).end()


@contextlib.contextmanager
def instance_of_dice(cli, declared, name, change, kept=()):
    """`change` is told the manifest that runs. Data of the services `kept` outlive their containers."""
    instance = f"dice-gate-{name}-{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix=instance, ignore_cleanup_errors=True) as folder:
        running = with_data_of_its_own(declared, pathlib.Path(folder), kept)
        change(running)
        stack = Stack(cli, declared, running, instance, pathlib.Path(folder))
        try:
            yield stack
        finally:
            stack.end()


def main(gate, name):
    """usage: <gate>.py <caisson> <manifest> [control]"""
    cli, path = sys.argv[1:3]
    declared = json.loads(pathlib.Path(path).read_text())
    control = sys.argv[3:] == ["control"]
    expected = ""

    def change(running):
        nonlocal expected
        if hasattr(gate, "prepare"):
            gate.prepare(running)
        if control:
            expected = gate.sabotage(running)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        skip("no engine answers")
    sweep(cli, declared, name)
    said = ""
    try:
        with instance_of_dice(cli, declared, name, change, getattr(gate, "k_kept", ())) as stack:
            gate.check(stack)
    except Red as red:
        said = str(red)
    if control and expected in said and said:
        print("red, as it must be:", said)
    elif control:
        print(f"the control must be red with `{expected}`, and " + (f"says `{said}`" if said else "is green"))
        sys.exit(1)
    elif said:
        print("red:", said)
        sys.exit(1)
