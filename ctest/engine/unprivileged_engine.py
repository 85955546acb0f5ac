"""A port that is preferred, and an engine that may not open it: a Docker of the test's own, in name spaces of its own and
without the capability, which says what a rootless one says.

usage: unprivileged_engine.py <caisson> <toy> <rootfs.sh of the toy>
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import stack as dice

k_spaces = ("unshare", "--net", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child")
k_without = ("setpriv", "--inh-caps", "-net_bind_service", "--bounding-set", "-net_bind_service")
k_start_within = 60  # seconds
k_port = 443


def manifest(folder):
    place = "/s/CMakeLists.txt:1"
    db = {"declared_at": place, "image": "toy", "command": ["/toy", "serve", "8080"],
          "prefer": [{"host": k_port, "container": 8080}],
          "healthcheck": {"kind": "http", "port": 8080, "path": "/", "within_ms": 30000}}
    return {"schema": 1, "generator": {"name": "Caisson", "version": "0.1.0", "cmake": "3.25.1"},
            "stack": {"name": "toys", "declared_at": place, "source_dir": str(folder), "build_dir": str(folder)},
            "images": {"toy": {"declared_at": place, "reference": "toy:1", "recipe": str(folder / "recipe")}},
            "services": {"db": db},
            "modes": {"all": {"declared_at": place, "services": ["db"], "default": True}}}


class Engine:
    """Everything of it lies in memory, and goes with the mount."""

    def __init__(self, folder):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "engine", folder], check=True)
        (folder / "daemon.json").write_text("{}")  # not the one of this machine
        self.socket = f"unix://{folder}/docker.sock"
        self.log = folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*k_without, "dockerd", "--config-file", folder / "daemon.json", "--host", self.socket, "--bridge", "none",
                 "--data-root", folder / "data", "--exec-root", folder / "exec", "--pidfile", folder / "pid"],
                stdout=log, stderr=log)

    def answers(self):
        dice.expect(self.process.poll() is None, "the engine has ended:", self.log.read_text()[-1000:])
        return subprocess.run(["docker", "--host", self.socket, "version"], capture_output=True).returncode == 0

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def check(cli, engine, folder):
    dice.until("the engine answers", k_start_within, engine.answers)
    path = folder / "stack.json"
    path.write_text(json.dumps(manifest(folder)))
    environment = {**os.environ, "DOCKER_HOST": engine.socket, "CAISSON_MANIFEST": str(path), "CAISSON_INSTANCE": "toys",
                   "CAISSON_IMAGE_SOURCE": "recipe", "XDG_STATE_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}

    def run(*words):
        done = subprocess.run([cli, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        print("--", *words, done.stderr, sep="\n", flush=True)
        dice.expect(done.returncode == 0, "caisson", *words, "ended with", done.returncode)
        return done

    try:
        said = run("up").stderr
        told = re.search(rf"db: port {k_port} of this machine is not permitted to the engine: (\d+) instead", said)
        dice.expect(told, "nothing is said of port", k_port)
        (port,) = json.loads(run("status", "--format", "json").stdout)["services"][0]["ports"]
        dice.expect(port["host"] == int(told[1]), "said is", told[1], "and published", port)
        dice.expect("up to date" in run("up").stderr, "the next start is not content with that port")
    finally:
        run("down")


def inside(cli, toy, rootfs):
    """In the name spaces."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = pathlib.Path(place)
        engine = Engine(folder)
        try:
            (folder / "recipe").mkdir()
            shutil.copy(toy, folder / "recipe/toy")
            shutil.copy(rootfs, folder / "recipe/rootfs.sh")
            check(cli, engine, folder)
        except dice.Red as red:
            print("red:", red)
            return 1
        finally:
            engine.end()
            subprocess.run(["umount", "--lazy", folder], check=False)
    return 0


def main():
    if sys.argv[1] == "inside":
        return inside(*sys.argv[2:])
    missing = [program for program in ("unshare", "setpriv", "dockerd", "ip") if not shutil.which(program)]
    if os.geteuid() != 0 or missing:
        dice.skip(f"needs root and {', '.join(missing) or 'nothing else'}")
    return subprocess.run([*k_spaces, sys.executable, "-B", __file__, "inside", *sys.argv[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main())
