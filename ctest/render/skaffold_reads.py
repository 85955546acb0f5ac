"""usage: skaffold_reads.py <source tree> <manifest>

Each skaffold.yaml that is rendered has the form of skaffold/v4beta14 as far as we use it, and names folders, images,
services and ports that there are. Broken copies are found out.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys

import yaml

k_manifests = {"kustomize": {"paths": [str]}}
# Of the schema of v4beta14 (skaffold.dev/docs/references/yaml) what we write; `?`: may be missing.
k_form = {
    "apiVersion": str, "kind": str, "metadata": {"name": str},
    "build?": {"artifacts": [{"image": str, "context": str, "sync?": {"manual": [{"src": str, "dest": str, "strip": str}]},
                              "custom": {"buildCommand": str, "dependencies": {"paths": [str], "ignore": [str]}}}]},
    "manifests": k_manifests, "deploy": {"kubectl": {}},
    "portForward?": [{"resourceType": str, "resourceName": str, "namespace": str, "port": int, "localPort": int}],
    "profiles?": [{"name": str, "manifests": k_manifests}],
}


def form_faults(value, form, at=""):
    """Where a value is not of the form: a type, a list of one form, or an object."""
    if isinstance(form, list):
        if not isinstance(value, list) or not value:
            yield f"{at} is no list"
            return
        for index, item in enumerate(value):
            yield from form_faults(item, form[0], f"{at}[{index}]")
    elif isinstance(form, dict):
        if not isinstance(value, dict):
            yield f"{at} is no object"
            return
        keys = {key.rstrip("?"): inner for key, inner in form.items()}
        yield from (f"{at}.{key} is not known" for key in value.keys() - keys.keys())
        yield from (f"{at}.{key} is missing" for key in form if not key.endswith("?") and key not in value)
        for key in value.keys() & keys.keys():
            yield from form_faults(value[key], keys[key], f"{at}.{key}")
    elif type(value) is not form:
        yield f"{at} is {value!r}"


def artifact_faults(folder, artifact, declared):
    image, context = artifact["image"], folder / artifact["context"]
    references = {entry.get("reference", "") for entry in declared["images"].values()}
    if not any(re.fullmatch(re.escape(image) + "[:@].*", reference) for reference in references):
        yield f"{image} is no image of the stack"
    if not context.is_dir():
        yield f"{image}: there is no folder {context}"
    command = artifact["custom"]["buildCommand"]
    if subprocess.run(["sh", "-n", "-c", command], stderr=subprocess.DEVNULL).returncode != 0:
        yield f"{image}: no shell takes {command}"
    named = re.search(r"caisson images (\S+) --format env \| sed -n 's/\^(CAISSON_IMAGE_\w+)=", command)
    used = declared["services"].get(named[1] if named else "", {}).get("image", "")
    if not named or named[2] != "CAISSON_IMAGE_" + used.upper().replace("-", "_"):
        yield f"{image}: {command} asks for an image that its service does not have"
    for rule in artifact.get("sync", {}).get("manual", []):
        if not (context / rule["src"].removesuffix("**")).exists() or not rule["src"].startswith(rule["strip"]):
            yield f"{image}: nothing is at {rule['src']}, or {rule['strip']} is no part of it"
        if not rule["dest"].startswith("/"):
            yield f"{image}: {rule['dest']} is no place in a container"


def names_faults(folder, document, declared):
    artifacts = document.get("build", {}).get("artifacts", [])
    images = [artifact["image"] for artifact in artifacts]
    if len(images) != len(set(images)):
        yield f"one image is made twice: {images}"
    for artifact in artifacts:
        yield from artifact_faults(folder, artifact, declared)
    for part in (document, *document.get("profiles", [])):
        for path in part["manifests"]["kustomize"]["paths"]:
            if not (folder / path / "kustomization.yaml").is_file():
                yield f"{path} is no folder of kustomize"
    for forward in document.get("portForward", []):
        service = declared["services"].get(forward["resourceName"].removesuffix("-service"), {})
        opened = [*service.get("ports", []), *(pair["container"] for key in ("publish", "prefer") for pair in service.get(key, []))]
        if forward["port"] not in opened or forward["namespace"] != declared["stack"]["name"]:
            yield f"nobody opens {forward}"


def faults(folder, document, declared):
    said = list(form_faults(document, k_form))
    if not said and (document["apiVersion"], document["kind"]) != ("skaffold/v4beta14", "Config"):
        said.append("it is of another version")
    return said or list(names_faults(folder, document, declared))


def broken(document):
    """Copies with a mistake each."""
    def change(what, edit):
        other = copy.deepcopy(document)
        edit(other)
        return what, other
    artifact = lambda other: other["build"]["artifacts"][0]  # noqa: E731
    yield change("another version", lambda other: other.update(apiVersion="skaffold/v1"))
    yield change("an unknown key", lambda other: other.update(artifact=[]))
    yield change("a missing key", lambda other: artifact(other).pop("custom"))
    yield change("a wrong type", lambda other: artifact(other).update(context=1))
    yield change("an unknown image", lambda other: artifact(other).update(image="nobody"))
    yield change("a folder that is not there", lambda other: artifact(other).update(context="./nowhere"))
    yield change("an overlay that is not there", lambda other: other["manifests"]["kustomize"].update(paths=["./nowhere"]))
    yield change("a port that nobody opens", lambda other: other["portForward"][0].update(port=1))


def main():
    root, manifest = map(pathlib.Path, sys.argv[1:3])
    declared = json.loads(manifest.read_text())
    said = []
    for path in (path for path, rendering in declared["renderings"].items() if rendering["kind"] == "skaffold"):
        document = yaml.safe_load((root / path).read_text())
        folder = (root / path).parent
        said += [f"{path}: {fault}" for fault in faults(folder, document, declared)]
        said += [f"{path}: {what} is accepted" for what, other in broken(document) if not faults(folder, other, declared)]
        print(path, "makes", len(document["build"]["artifacts"]), "images")
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
