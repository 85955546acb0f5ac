"""Each entry of TROUBLESHOOTING.md as its reader lives it: the fault is made, its message is seen, the entry is followed, and
all is well again.

usage: troubleshooting_test.py <source tree> <caisson> <manifest>
Exit code 77: skipped, because there is no engine (a failure with CAISSON_REQUIRE_ENGINE=1).
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "gates"))

import devcontainer as dev  # noqa: E402
import stack as dice  # noqa: E402

k_name = "troubleshooting"
k_start_within = 900  # seconds, with images to build
k_patience = 15000  # milliseconds


def engine_socket():
    return dice.docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}").removeprefix("unix://")


class Relay:
    """A port of the loopback that leads to a socket of this machine."""

    def __init__(self, path):
        self.path = path
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def accept(self):
        with contextlib.suppress(OSError):  # it was closed
            while True:
                client, _ = self.server.accept()
                engine = socket.socket(socket.AF_UNIX)
                engine.connect(self.path)
                for one, other in ((client, engine), (engine, client)):
                    threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def pass_on(one, other):
        with contextlib.suppress(OSError):
            while some := one.recv(65536):
                other.sendall(some)
            other.shutdown(socket.SHUT_WR)


class Entry:
    """What is seen, and what to do about it, block by block."""

    def __init__(self, text):
        self.title = text.split("\n", 1)[0]
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        self.seen = next(body.strip() for kind, body in blocks if kind == "text")
        self.commands = [body for kind, body in blocks if kind == "sh"]
        self.change = next((body for kind, body in blocks if kind == "diff"), "")

    def is_seen_in(self, said):
        return re.search(".*".join(map(re.escape, self.seen.split("…"))), said)


class Shell:
    """A folder that has what entries name, and an instance of DICE with data of its own. `inside`: words before a shell."""

    def __init__(self, root, stack, entry, inside=()):
        self.stack = stack
        self.entry = entry
        self.inside = inside
        self.folder = stack.folder / "tree"
        programs = self.folder / "bin"
        programs.mkdir(parents=True)
        (programs / "caisson").symlink_to(stack.cli[0])
        for name in (".env.example", ".env.development"):
            shutil.copy(root / ".env.example", self.folder / name)
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "CURL_HOME": str(self.folder),
                            "CAISSON_MANIFEST": str(stack.manifest), "CAISSON_INSTANCE": stack.instance}

    def words(self, script):
        return [*self.inside, "bash", "-c", script]

    def run(self, script):
        """Exit code and all it says."""
        print("$", script.strip().replace("\n", "\n$ "), flush=True)
        done = subprocess.run(self.words(script), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(done.stdout, flush=True)
        return done.returncode, done.stdout

    def sees(self, script):
        code, said = self.run(script)
        dice.expect(code != 0, f"{self.entry.title}: there is no fault")
        dice.expect(self.entry.is_seen_in(said), f"{self.entry.title}: `{self.entry.seen}` is not in", said)

    def follows(self, block=0):
        """The last of the commands tells whether all is well; what it says."""
        code, said = self.run(self.entry.commands[block])
        dice.expect(code == 0, f"{self.entry.title}: the entry does not help:", said)
        return said

    @contextlib.contextmanager
    def running(self, script):
        """A command that goes on, and what it says in a file."""
        print("$", script.strip(), flush=True)
        said = self.folder / "said"
        with open(said, "wb") as file:
            process = subprocess.Popen(self.words(f"exec {script}"), cwd=self.folder, env=self.environment,
                                       stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        try:
            yield lambda: said.read_text(errors="replace")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=120)
            print(said.read_text(errors="replace"), flush=True)


def give_environment(manifest, path):
    """The file that the developer edits is the shell's own."""
    for service in manifest["services"].values():
        if "env_files" in service:
            service["env_files"] = [str(path)]


def no_start(root, new, entry):
    with new(entry) as shell:
        own = shell.folder / ".env.development"
        shell.stack.rewrite(lambda manifest: give_environment(manifest, own))
        own.write_text("".join(line for line in own.open() if not line.startswith("INTERNAL_JWT_SECRET=")))
        shell.sees("caisson up backend")
        shell.follows()
        dice.expect(shell.stack.services()["backend"]["state"] == "healthy", "the back end is not healthy")


def no_database(root, new, entry):
    with new(entry, kept=["postgres"]) as shell:
        own = shell.folder / ".env.development"
        shell.stack.rewrite(lambda manifest: give_environment(manifest, own))
        # Postgres looks at the password for as long as it is waited for.
        shell.stack.rewrite(lambda manifest: manifest["services"]["postgres"]["healthcheck"].update(within_ms=k_patience))
        shell.run("caisson up migrate && caisson down")
        own.write_text(own.read_text().replace("POSTGRES_PASSWORD=dice_dev_password", "POSTGRES_PASSWORD=another"))
        shell.sees("caisson up migrate")
        shell.follows()


def no_hot_reload(root, new, entry):
    """The limit is a name space's own, so that nobody else on this machine feels it."""
    holder = subprocess.Popen(["unshare", "--user", "--map-root-user", "sh", "-c", "echo && exec cat"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    try:
        if not holder.stdout.readline():
            print(entry.title, "is left out: this machine gives nobody a name space of users")
            return
        inside = ["nsenter", "--target", str(holder.pid), "--user", "--preserve-credentials"]
        with new(entry, inside=inside) as shell:
            watch = entry.commands[0].splitlines()[-1]
            shell.run("sysctl -w user.max_inotify_watches=2")
            with shell.running(watch) as said:
                dice.until(f"`{entry.seen}` is said", k_start_within, lambda: entry.is_seen_in(said()))
            dice.expect(shell.run(entry.commands[0].splitlines()[0])[0] == 0, "the limit cannot be raised")
            with shell.running(watch) as said:
                dice.until("the sources are watched", k_start_within, lambda: "watching the sources of pwa" in said())
                dice.expect(not entry.is_seen_in(said()), "the limit is still reached")
    finally:
        holder.communicate()


def no_trust(root, new, entry):
    with new(entry) as shell:
        certificates = shell.stack.running["services"]["certificates"]["volumes"][0]["source"]
        (shell.folder / "infrastructure").mkdir()
        (shell.folder / "infrastructure/certs").symlink_to(certificates)
        shell.run("caisson --profile proxy up traefik")
        reach(shell)
        shell.sees("curl --silent --show-error https://traefik.dice.local/ping")
        dice.expect(shell.follows(0).endswith("OK"), "the edge does not answer")
        authority = pathlib.Path(certificates, "ca.crt")
        before = authority.read_text()
        remove, restart, *_ = entry.commands[1].splitlines()
        shell.run(f"{remove}\n{restart}")
        reach(shell)
        dice.expect(shell.run(entry.commands[0])[1].endswith("OK"), "the edge does not answer by its new certificate")
        dice.expect(authority.read_text() != before, "the authority is the one of before")


def reach(shell):
    """The names of the edge lead to the instance's own."""
    (shell.folder / ".curlrc").write_text(f'connect-to = "::127.0.0.1:{shell.stack.port("traefik", 8443)}"\nsilent\nshow-error\n')


def no_port(root, new, entry):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        entry.seen = entry.seen.replace("443", str(port))
        with new(entry) as shell:
            shell.stack.rewrite(lambda manifest: manifest["services"]["traefik"].update(prefer=[{"host": port, "container": 8443}]))
            code, said = shell.run("caisson --profile proxy up traefik")
            dice.expect(code == 0 and entry.is_seen_in(said), f"`{entry.seen}` is not in", said)
            dice.expect(shell.stack.port("traefik", 8443) != port, "the edge has a port that is taken")
            holder.close()
            shell.follows()
            dice.expect(shell.stack.port("traefik", 8443) == port, "the edge has not got its port back")


def no_edge(root, new, entry):
    with new(entry) as shell:
        shell.run("caisson up backend")
        shell.sees("""caisson exec backend -- node -e "require('net').connect(5000, 'moto')" """)
        service = re.search(r"caisson_add_service\((\S+)", entry.change)[1]
        before, after = (set(re.search(rf"^\{sign} *WANTS (.*)", entry.change, re.MULTILINE)[1].split()) for sign in "-+")
        declared = shell.stack.running["services"][service]
        dice.expect(set(declared["wants"]) == before, "the entry changes", before, "and declared is", declared["wants"])
        shell.stack.rewrite(lambda manifest: manifest["services"][service].update(wants=sorted(after)))
        shell.follows()


def no_engine(root, new, entry):
    """The engine on the loopback is the one of this machine, passed on."""
    dev.sweep()
    with new(entry) as shell, dev.removed_afterwards(shell.stack.instance), Relay(engine_socket()) as relay:
        editor = dev.Editor(shell.stack, shell.stack.folder / "sources")
        shell.folder = editor.tree
        up, run = (shlex.join(editor.words(verb, ".devcontainer/devcontainer.json")) for verb in ("up", "exec"))
        program = pathlib.Path(shell.stack.folder, "tree/bin/devcontainer")
        program.write_text(f"""#!/bin/sh
verb=$1
shift 3
case $verb in
up) exec {up} --skip-post-create "$@" ;;
*) exec {run} "$@" ;;
esac
""")
        program.chmod(0o755)
        shell.environment.update({**editor.environment, "PATH": shell.environment["PATH"]})
        del shell.environment["DOCKER_HOST"]
        _, open_it, ask = entry.commands[0].splitlines()
        code, said = shell.run(open_it)
        dice.expect(code == 0, "the dev container does not open:", said)
        shell.sees(ask)
        entry.commands[0] = entry.commands[0].replace("2375", str(relay.port))
        dice.expect("Server:" in shell.follows(), "another engine answers")
        code, said = shell.run("env -u CAISSON .devcontainer/initialize.sh")
        dice.expect(code == 1 and "its image is made by Caisson, which is not built yet" in said, "before Caisson is built:", said)


k_cases = {"A service does not start": no_start, "The database cannot be reached": no_database, "An edit is not live": no_hot_reload,
           "The browser does not trust the page": no_trust, "A port is taken": no_port,
           "A service does not find another": no_edge, "The dev container finds no engine": no_engine}


def main():
    root, cli, path = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    only = sys.argv[4:]
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        dice.skip("no engine answers")
    declared = json.loads(pathlib.Path(path).read_text())
    entries = {entry.title: entry for entry in map(Entry, (root / "TROUBLESHOOTING.md").read_text().split("\n## ")[1:])}
    if list(entries) != list(k_cases):
        sys.exit(f"TROUBLESHOOTING.md: the entries are {list(entries)}, and the tests {list(k_cases)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    @contextlib.contextmanager
    def new(entry, kept=(), inside=()):
        # One that nobody has used before: ports that were chosen are remembered.
        name = f"{k_name}-{list(k_cases).index(entry.title)}"
        dice.sweep(cli, declared, name)
        with dice.instance_of_dice(cli, declared, name, lambda manifest: None, kept) as stack:
            yield Shell(root, stack, entry, inside)

    for title, case in k_cases.items():
        if only and title not in only:
            continue
        print("==", title, flush=True)
        try:
            case(root, new, entries[title])
        except dice.Red as red:
            print("red:", red)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
