"""A project of Docker Compose from a rendered file, with data of its own and the images that Caisson made."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "gates"))

import stack as dice  # noqa: E402

k_start_within = 900  # seconds, on a machine that does much else


class Project:
    def __init__(self, words, name, declared, folder):
        self.words = words
        self.name = name
        self.declared = declared
        self.folder = folder

    def run(self, *words, check=True):
        print("-- docker compose", *words, flush=True)
        done = subprocess.run([*self.words, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        dice.expect(not check or done.returncode == 0, "docker compose", *words, "ended with", done.returncode)
        return done.stdout

    def services(self):
        lines = self.run("ps", "--all", "--format", "json").splitlines()
        return {entry["Service"]: entry for entry in map(json.loads, lines)}

    def has_come(self):
        """Whether each service is in the state that the graph wants; one that has failed is an error."""
        for name, entry in self.services().items():
            dice.expect(entry["Health"] != "unhealthy", name, "is unhealthy")
            once = name == "caisson-probe" or self.declared[name].get("completes")
            if once and entry["State"] == "exited":
                dice.expect(entry["ExitCode"] == 0, name, "ended with", entry["ExitCode"])
            elif once or entry["State"] != "running" or entry["Health"] != self.health_of(name):
                return False
        return True

    def health_of(self, name):
        """What Compose calls the health of a service that is as it should be."""
        return "healthy" if self.declared[name].get("healthcheck") else ""

    def start(self, expected):
        """All of `expected` come, and nobody else."""
        self.run("up", "--detach")
        dice.until("every service has come", k_start_within, self.has_come)
        names = set(self.services()) - {"caisson-probe"}
        dice.expect(names == expected, "there are", sorted(names), "and not", sorted(expected))
        self.check_order(names)

    def inspect(self, service, what):
        container = self.run("ps", "--all", "--quiet", service).strip()
        return dice.docker("inspect", "--format", what, container)

    def check_order(self, names):
        """Who waits for a one-shot started after its end."""
        for name in names:
            for edge in self.declared[name].get("depends", []):
                if edge["condition"] == "completed":
                    ended = self.inspect(edge["service"], "{{.State.FinishedAt}}")
                    started = self.inspect(name, "{{.State.StartedAt}}")
                    dice.expect(ended < started, name, "started at", started, "before", edge["service"], "ended at", ended)

    def finds(self, service, name):
        return subprocess.run([*self.words, "exec", "-T", service, "getent", "hosts", name],
                              stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

    def port(self, service, port):
        """Of this machine, on the loopback alone."""
        address = self.run("port", service, str(port)).strip()
        dice.expect(address.startswith("127.0.0.1:"), service, "answers at", address)
        return int(address.split(":")[1])

    def left(self):
        """What is still there of it, of any kind."""
        label = f"label=com.docker.compose.project={self.name}"
        return [name for words in (("ps", "-a"), ("network", "ls"), ("volume", "ls"))
                for name in dice.docker(*words, "-q", "--filter", label).split()]


def closure_of(declared, *roots):
    """The services and all they depend on."""
    below = [edge["service"] for root in roots for edge in declared[root].get("depends", [])]
    return {*roots, *(closure_of(declared, *below) if below else ())}


def override(declared, names, folder):
    """The developer's data are not for tests: what is written goes into memory, or into `folder` where several services
    have it, as the gates do it."""
    own = dice.with_data_of_its_own({"services": {name: declared[name] for name in names}}, folder)
    services = {}
    for name, service in own["services"].items():
        before = {volume["target"]: volume["source"] for volume in declared[name].get("volumes", [])}
        mounts = [{"type": "bind", "source": volume["source"], "target": volume["target"],
                   "read_only": bool(volume.get("read_only"))}
                  for volume in service["volumes"] if before[volume["target"]] != volume["source"]]
        mounts += [{"type": "tmpfs", "target": target} for target in service.get("tmpfs", []) if target in before]
        if mounts:
            services[name] = {"volumes": mounts}
    return {"services": services}


@contextlib.contextmanager
def project_of(root, compose, manifest, caisson, path, names, images):
    """The project of the file at `path`, which holds the services `names`; `images` are the words that have `caisson
    images` make theirs. What is left of it afterwards is an error."""
    declared = json.loads(pathlib.Path(manifest).read_text())["services"]
    name = f"dice-render-{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix=name, ignore_cleanup_errors=True) as folder:
        made = subprocess.run([caisson, "--manifest", manifest, "images", *images, "--format", "env"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if made.returncode == dice.k_engine_unreachable:
            dice.skip("no engine answers")
        dice.expect(made.returncode == 0, "caisson images ended with", made.returncode)
        environment = pathlib.Path(folder, "images.env")
        environment.write_text(made.stdout + pathlib.Path(root, ".env.example").read_text())
        own = pathlib.Path(folder, "own.json")
        own.write_text(json.dumps(override(declared, names, pathlib.Path(folder))))
        words = [compose, "--project-name", name, "--file", f"{root}/{path}", "--file", str(own), "--env-file", str(environment)]
        project = Project(words, name, declared, pathlib.Path(folder))
        try:
            yield project
        finally:
            project.run("down", "--volumes", "--timeout", "5", check=False)
        dice.expect(not project.left(), "after `down` there is", project.left())
