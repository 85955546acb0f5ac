"""usage: devcontainer_reads.py <source tree> <manifest> <tools folder> [<docker-compose>]

The reference implementation of Dev Containers reads every devcontainer.json that is rendered, and finds what the
manifest says; Docker Compose reads the files that go with them. Broken ones are found out.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import npm_tools
from reader import skip

k_program = "node_modules/@devcontainers/cli/devcontainer.js"
# Of the reference (containers.dev/implementors/json_reference): the CLI reads keys that nobody knows without a word.
k_types = {"name": str, "image": str, "build": dict, "dockerComposeFile": list, "service": str, "runServices": list, "overrideCommand": bool,
           "workspaceFolder": str, "workspaceMount": str, "runArgs": list, "remoteUser": str, "remoteEnv": dict,
           "forwardPorts": list, "portsAttributes": dict, "initializeCommand": list, "postCreateCommand": list, "customizations": dict}
k_attributes = {"label": lambda text: bool(text), "protocol": {"http", "https"}.__contains__,
                "onAutoForward": {"notify", "openBrowser", "openBrowserOnce", "openPreview", "silent", "ignore"}.__contains__}


def read(reader, opened, config):
    """What the reader makes of a file, and where it would put the sources."""
    done = subprocess.run([*reader, "read-configuration", "--workspace-folder", opened, "--config", config],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        return {}, {}
    answer = json.loads(done.stdout)
    answer["configuration"].pop("configFilePath", None)
    return answer["configuration"], answer["workspace"]


def form_faults(found):
    """Where it is not of the form that the reference gives."""
    for key, value in found.items():
        if key not in k_types:
            yield f"`{key}` is no key of a devcontainer.json"
        elif not isinstance(value, k_types[key]):
            yield f"`{key}` is {value!r}"
    for port, attributes in found.get("portsAttributes", {}).items():
        for key, value in attributes.items():
            if not k_attributes.get(key, lambda _: False)(value):
                yield f"port {port}: `{key}` is {value!r}"
    if ("image" in found) == ("dockerComposeFile" in found):
        yield "it says neither of which image it is nor which files Compose reads, or both"
    if not found.get("name"):
        yield "it has no name"
    if found.get("remoteUser") in (None, "root"):
        yield "who works there is root"
    text = json.dumps(found)
    if "docker.sock" in text or "--privileged" in text:
        yield "it reaches the engine of the host"


def place_faults(root, config, found):
    """Where a file that it names is not there."""
    for name in found.get("dockerComposeFile", []):
        if not (config.parent / name).is_file():
            yield f"there is no {name}"
    script = root / ".devcontainer/post-create.sh"
    if not os.access(script, os.X_OK) or not found.get("postCreateCommand", [""])[0].endswith("/.devcontainer/post-create.sh"):
        yield "what it runs once is not there"
    command = found.get("initializeCommand", [""])[0]
    if not os.access(command, os.X_OK) or os.path.realpath(command) != os.path.realpath(root / ".devcontainer/initialize.sh"):
        yield "what prepares it is not there"


def graph_faults(rendering, manifest, found):
    """Where it is not what the manifest says."""
    if found.get("initializeCommand", [])[1:] != rendering.get("services", []):
        yield "what prepares it is told of another service"
    if "services" not in rendering:
        if found.get("image") != manifest["images"][rendering["image"]]["reference"]:
            yield f"it is of the image {found.get('image')}"
        return
    services = manifest["services"]
    name, = rendering["services"]
    service = services[name]
    if found.get("service") != name or found.get("runServices") != [name]:
        yield f"it is not in the place of {name}"
    debug = [service["debug"]["port"]] if "debug" in service else []
    own = [*service.get("ports", []), *(pair["container"] for pair in service.get("prefer", [])), *debug]
    reached = [edge["service"] for edge in service.get("depends", [])] + service.get("wants", [])
    ports = found.get("forwardPorts", [])
    if {port for port in ports if isinstance(port, int)} != set(own):
        yield f"it forwards {ports}, and {name} opens {own}"
    for port in ports:
        if isinstance(port, str):
            other, number = port.split(":")
            if other not in reached or int(number) not in services[other]["ports"]:
                yield f"it forwards {port}, which {name} does not reach"
    for edge in service.get("depends", []):
        for number in services[edge["service"]].get("ports", []):
            if f"{edge['service']}:{number}" not in ports:
                yield f"it does not forward {number} of {edge['service']}"
    if {str(port) for port in ports} != set(found.get("portsAttributes", {})):
        yield "not every port has a label"


def compose_faults(compose, root, config, found, stack, reference):
    """Where Docker Compose does not make of both files what a developer needs."""
    files = [config.parent / name for name in found["dockerComposeFile"]]
    words = [word for file in files for word in ("-f", file)]
    done = subprocess.run([compose, *words, "--env-file", root / ".env.example", "config", "--format", "json"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        return [done.stderr]
    service = json.loads(done.stdout)["services"][found["service"]]
    mounts = {(mount["source"], mount["target"]) for mount in service["volumes"]}
    said = {"the root can be written": not service.get("read_only"),
            "it has an image of its own": service["image"] == reference and "build" not in service,
            "the tree is there": (str(root), f"/workspaces/{stack}") in mounts,
            "nobody asks for its health": service.get("healthcheck", {"disable": True}).get("disable"),
            "it keeps its networks": len(service["networks"]) > 0}
    return [f"not so: {what}" for what, holds in said.items() if not holds]


class Check:
    def __init__(self, root, manifest, reader, compose):
        self.root = root
        self.manifest = manifest
        self.reader = reader
        self.compose = compose

    def faults(self, path, root):
        """Of the file at `path` in a tree like ours."""
        config = root / path
        opened = config.parent.parent
        found, workspace = read(self.reader, opened, config)
        said = [*form_faults(found), *place_faults(root, config, found),
                *graph_faults(self.manifest["renderings"][path], self.manifest, found)]
        if not workspace.get("workspaceFolder", "").endswith(opened.relative_to(root).as_posix().strip(".")):
            said.append(f"it opens {workspace.get('workspaceFolder')}")
        if not said and self.compose and "dockerComposeFile" in found:
            said += self.compose_faults(path, config, root, found)
        return said

    def compose_faults(self, path, config, root, found):
        reference = self.manifest["images"][self.manifest["renderings"][path]["image"]]["reference"]
        return compose_faults(self.compose, root, config, found, self.manifest["stack"]["name"], reference)

    def broken(self, path):
        """Each way to break the file that nobody finds out."""
        text = (self.root / path).read_text()
        for right, wrong in (('"name":', '"nmae":'), ('"remoteUser": "vscode"', '"remoteUser": "root"'),
                             ('"silent"', '"quiet"'), ("forwardPorts", "forwardedPorts"),
                             ("initialize.sh", "initialise.sh"), ('"image": "dice/', '"image": "rice/'), ('"service": "', '"service": "x')):
            if right not in text:
                continue
            with tempfile.TemporaryDirectory() as folder:
                tree = pathlib.Path(folder)
                for part in {".devcontainer", pathlib.Path(path).parent.as_posix()}:
                    shutil.copytree(self.root / part, tree / part)
                for compose in (self.root / path).parent.parent.glob("docker-compose.yml"):
                    shutil.copy(compose, (tree / path).parent.parent)
                (tree / path).write_text(text.replace(right, wrong, 1))
                if not self.faults(path, tree):
                    yield f"`{wrong}` is accepted"

    def broken_override(self, path):
        """Each way to break the second file for Compose that nobody finds out."""
        config = self.root / path
        found, _ = read(self.reader, config.parent.parent, config)
        if not self.compose or "dockerComposeFile" not in found:
            return
        first, second = found["dockerComposeFile"]
        text = (config.parent / second).read_text()
        for right, wrong in (("read_only: false", "read_only: true"), ("source: ../..", "source: .."), ("disable: true", "disable: false"),
                             ("/devcontainer:dev", "/other:dev")):
            with tempfile.NamedTemporaryFile("w", suffix=".yml") as copy:
                copy.write(text.replace(right, wrong))
                copy.flush()
                named = {**found, "dockerComposeFile": [first, copy.name]}
                if right in text and not self.compose_faults(path, config, self.root, named):
                    yield f"`{wrong}` is accepted"


def main():
    root, manifest, tools = map(pathlib.Path, sys.argv[1:4])
    compose = sys.argv[4] if len(sys.argv) > 4 and os.path.exists(sys.argv[4]) else None
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        skip("no engine answers, which the reader asks even to read a file")
    reader = npm_tools.require(root / "ctest/render/devcontainers", tools, k_program)
    check = Check(root, json.loads(manifest.read_text()), reader, compose)
    said = []
    for path, rendering in check.manifest["renderings"].items():
        if rendering["kind"] != "devcontainer":
            continue
        said += [f"{path}: {fault}" for fault in (*check.faults(path, root), *check.broken(path), *check.broken_override(path))]
        print("read", path)
    if not compose:
        print("what Docker Compose makes of them is not seen: it is not built")
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
