"""Each dev container opens with the reference implementation, as editors open it: the file is what the graph says, the
image has the tools, who works there is not root and owns what is written on both sides, no engine is inside, what runs
once has run, and who stands in a service's place finds whom that one finds. The sources are a copy."""

import atexit
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import stack as dice

k_root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(k_root / "ctest/render"))

import devcontainer_reads as reads  # noqa: E402
import docker_compose  # noqa: E402
import npm_tools  # noqa: E402

k_name = "devcontainer"  # of the gate
k_label = "dice.gate.devcontainer"  # its value: <instance>:<file>
k_reference = "dice/devcontainer:dev"
k_uid = 1000  # of who works there, where the gate is root: else it is whoever runs the gate
k_authorities = "/usr/local/share/host-authorities.crt"
k_start_within = 120  # seconds
k_tools = {
    "kubectl version --client": r"^Client Version: v1\.33\.",
    "k9s version --short": r"v0\.27\.4\b",
    "helm version --short": r"^v3\.16\.",
    "docker --version": r"^Docker version \d+\.",
    "node --version": r"^v22\.",
    "pnpm --version": r"^10\.",
    "git --version": r"^git version 2\.",
    "go version": r"\bgo1\.26",
    "cmake --version": r"^cmake version 3\.",
    "g++ --version": r"^g\+\+ .* 12\.",
}


def authorities():
    """What this machine's own clients trust: a proxy in between may have its own."""
    named = (os.environ.get(name) for name in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"))
    return next((path for path in (*named, "/etc/ssl/certs/ca-certificates.crt") if path and os.path.exists(path)), None)


def copy_of_sources(tree):
    """Without what is made, and without the repository: the copy is nobody's work. Its owner is who works in it."""
    left_out = shutil.ignore_patterns(".git", "build", "build-*", "data", "node_modules", "dist", ".env", ".env.development")
    shutil.copytree(k_root, tree, symlinks=True, ignore=left_out)
    if os.geteuid() != 0:
        return os.geteuid()
    for folder, folders, files in os.walk(tree):
        for path in (folder, *(os.path.join(folder, name) for name in (*folders, *files))):
            os.chown(path, k_uid, k_uid, follow_symlinks=False)
    return k_uid


def containers_of(instance):
    """Those that the editor opened, and those of Compose beside them."""
    opened = dice.docker("ps", "-a", "--format", '{{.ID}} {{.Label "%s"}}' % k_label, "--filter", f"label={k_label}")
    beside = dice.docker("ps", "-aq", "--filter", f"label=com.docker.compose.project={instance}")
    mine = [line.split()[0] for line in opened.splitlines() if line.split()[1].startswith(f"{instance}:")]
    return list(dict.fromkeys([*mine, *beside.split()]))


def remove(instance):
    """All that an instance of this gate has made: Compose has a project of its name."""
    containers = containers_of(instance)
    images = [dice.docker("inspect", "--format", "{{.Config.Image}}", container) for container in containers]
    if containers:
        dice.docker("rm", "--force", "--volumes", *containers)
    for image in {image for image in images if image.startswith("vsc-")}:  # with another uid than the image has
        dice.docker("rmi", image)
    for kind in ("network", "volume"):
        left = dice.docker(kind, "ls", "-q", "--filter", f"label=com.docker.compose.project={instance}").split()
        if left:
            dice.docker(kind, "rm", *left)


def sweep():
    """Takes away what those that were killed have left: this gate, and others that open dev containers."""
    labels = '{{.Label "%s"}} {{.Label "com.docker.compose.project"}}' % k_label
    for instance, process in set(re.findall(r"\b(dice-gate-[-\w]+-(\d+))\b", dice.docker("ps", "-a", "--format", labels))):
        if not pathlib.Path("/proc", process).exists():
            remove(instance)


class Editor:
    """The reference implementation, on a copy of the source tree."""

    def __init__(self, stack, tree):
        build = pathlib.Path(stack.declared["stack"]["build_dir"])
        self.compose = docker_compose.require(build / "harness/bench/rival/docker-compose")
        self.program = npm_tools.require(k_root / "ctest/render/devcontainers", build / "ctest/tools-devcontainers", reads.k_program)
        self.stack = stack
        self.tree = tree
        self.owner = copy_of_sources(self.tree)
        self.engine = dice.docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}")
        self.environment = {**os.environ, "CAISSON": stack.cli[0], "CAISSON_MANIFEST": str(stack.manifest),
                            "CAISSON_INSTANCE": stack.instance, "DOCKER_HOST": self.engine}
        self.machine = []
        if authorities():
            self.machine = ["--mount", f"type=bind,source={authorities()},target={k_authorities}",
                            "--remote-env", f"NODE_EXTRA_CA_CERTS={k_authorities}"]

    def words(self, verb, path, *more):
        opened = (self.tree / path).parent.parent
        return [*map(str, self.program), verb, "--workspace-folder", str(opened), "--config", str(self.tree / path), "--docker-compose-path",
                str(self.compose), "--id-label", f"{k_label}={self.stack.instance}:{path}", *more]

    def open(self, path):
        print("-- open", path, flush=True)
        done = subprocess.run(self.words("up", path, *self.machine), env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        answer = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}
        if answer.get("outcome") != "success":
            print(done.stderr)
            raise dice.Red(f"{path} does not open: {answer.get('description') or answer.get('message') or done.returncode}")
        dice.expect("postCreateCommand" in done.stderr, path, "opens without what it runs once:", done.stderr[-2000:])
        return Container(self, path, answer["containerId"])


class Container:
    def __init__(self, editor, path, identity):
        self.editor = editor
        self.path = path
        self.identity = identity
        self.folder = (editor.tree / path).parent.parent  # that is opened, on the host

    def start(self, script, **options):
        words = self.editor.words("exec", self.path, "--remote-env", f"NODE_EXTRA_CA_CERTS={k_authorities}", "bash", "-c", script)
        return subprocess.Popen(words, env=self.editor.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                **options)

    def says(self, script):
        """In the folder that is opened, as who works there."""
        process = self.start(script, stderr=subprocess.PIPE)
        said, complaints = process.communicate()
        dice.expect(process.returncode == 0, f"in {self.path} `{script}` ends with", process.returncode, said, complaints[-2000:])
        return said.strip()


def check_tools(container):
    said = container.says("; ".join(f"echo '== {command}'; {command} 2>&1 || true" for command in k_tools))
    answers = dict(part.split("\n", 1) for part in said.removeprefix("== ").split("\n== "))
    for command, wanted in k_tools.items():
        dice.expect(re.search(wanted, answers[command], re.MULTILINE), f"in {container.path} `{command}` says", answers[command].strip())


def check_rights(container):
    """Who works there, and whose files are whose."""
    outside, inside = container.folder / "from-outside", container.folder / "from-inside"
    outside.write_text("outside\n")
    os.chown(outside, container.editor.owner, container.editor.owner)
    user = container.says("id -un && echo inside >>from-outside && echo inside >from-inside && test ! -w /etc/passwd")
    dice.expect(user == "vscode", "who works in", container.path, "is", user)
    dice.expect(outside.read_text() == "outside\ninside\n", container.path, "has another tree than this:", outside.read_text())
    dice.expect(inside.stat().st_uid == container.editor.owner, "what is written in", container.path, "belongs to", inside.stat().st_uid)
    packages = container.editor.tree / "workspace/node_modules"
    dice.expect(packages.is_dir() and packages.stat().st_uid == container.editor.owner, container.path, "has no packages of its own")


def check_no_engine(container):
    """None is mounted; which one is meant is passed on, so that who wants one inside says so."""
    found = json.loads(dice.docker("inspect", container.identity))[0]
    dice.expect(not found["HostConfig"]["Privileged"], container.path, "is privileged")
    dice.expect(not any("docker.sock" in mount["Source"] for mount in found["Mounts"]), container.path, "mounts an engine's socket")
    said = container.says("printenv DOCKER_HOST; ! docker version >/dev/null 2>&1 && ! env -u DOCKER_HOST docker version 2>&1")
    dice.expect(said.startswith(f"{container.editor.engine}\n"), container.path, "is told of the engine", said)


def check_place(container, service, configuration):
    """It has the environment of the service, and finds whom that one finds."""
    plain = {name: value for name, value in service.get("env", {}).items() if "${" not in value}
    said = dict(line.split("=", 1) for line in container.says("env").splitlines() if "=" in line)
    for name, value in plain.items():
        dice.expect(said.get(name) == value, f"in {container.path} {name} is", said.get(name), "and not", value)
    for port in (port for port in configuration["forwardPorts"] if isinstance(port, str)):
        host, number = port.split(":")
        container.says(f": </dev/tcp/{host}/{number}")


def check_backend(container):
    """Built and started by hand, it is as ready as the service."""
    container.says("pnpm build >&2")
    port = dice.docker("port", container.identity, "3001").splitlines()[0].rsplit(":", 1)[1]
    started = container.start("exec pnpm start", stderr=subprocess.STDOUT)
    try:
        dice.until("the back end in its dev container is ready", k_start_within, lambda: is_ready(port))
    finally:
        started.terminate()
        print(started.communicate()[0][-2000:])


def is_ready(port):
    code, text = dice.get(f"http://127.0.0.1:{port}/ready")
    return code == 200 and json.loads(text)["status"] == "ready"


@contextlib.contextmanager
def removed_afterwards(instance):
    """All that the instance makes goes, and the image that editors know is what it was."""
    before = dice.docker("images", "-q", k_reference)
    try:
        yield
    finally:
        remove(instance)
        if before:
            dice.docker("tag", before, k_reference)
        elif dice.docker("images", "-q", k_reference):
            dice.docker("rmi", "--no-prune", k_reference)


def check(stack):
    sweep()
    editor = Editor(stack, stack.folder / "tree")
    with removed_afterwards(stack.instance):
        for path, rendering in stack.declared["renderings"].items():
            if rendering["kind"] == "devcontainer":
                check_one(editor, path, rendering)


def check_one(editor, path, rendering):
    declared = editor.stack.declared
    faults = reads.Check(k_root, declared, editor.program, editor.compose).faults(path, k_root)
    dice.expect(not faults, path, "is not as the graph says:", *faults)
    container = editor.open(path)
    check_tools(container)
    check_rights(container)
    check_no_engine(container)
    for name in rendering.get("services", []):
        check_place(container, declared["services"][name], reads.read(editor.program, container.folder, editor.tree / path)[0])
        if name == "backend":
            check_backend(container)
    print(path, "is as it should be", flush=True)


k_spoilt = tempfile.TemporaryDirectory(prefix="dice-gate-devcontainer-spoilt")
atexit.register(k_spoilt.cleanup)


def sabotage(manifest):
    """The image has lost a tool."""
    pathlib.Path(k_spoilt.name, "Dockerfile").write_text(
        "ARG BASE_DEVCONTAINER_WHOLE\nFROM ${BASE_DEVCONTAINER_WHOLE}\nUSER root\nRUN rm /usr/local/bin/k9s\nUSER vscode\n")
    whole = manifest["images"]["devcontainer"]
    manifest["images"]["devcontainer-whole"] = whole
    manifest["images"]["devcontainer"] = {
        "declared_at": whole["declared_at"], "reference": whole["reference"], "recipe": k_spoilt.name, "bases": ["devcontainer-whole"]}
    return "`k9s version --short` says"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], k_name)
