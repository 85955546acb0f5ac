"""usage: kubernetes_reads.py <folder> <kustomize> <manifest>

kubernetes-validate and kustomize read the folder: every document is one of Kubernetes 1.33, every stage of the manifest
builds and differs from the base as declared. Broken ones are refused.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import kubernetes_validate
import yaml
from kustomize import require

k_version = "1.33"


def build(kustomize, folder):
    done = subprocess.run([kustomize, "build", folder], capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(f"kustomize build {folder}: {done.stderr}")
    return list(yaml.safe_load_all(done.stdout))


def validate(documents):
    for document in documents:
        try:
            kubernetes_validate.validate(document, k_version, strict=True)
        except kubernetes_validate.ValidationError as error:
            raise ValueError(f"{document['kind']} {document['metadata']['name']}: {error.message}") from error


def by_name(documents, *kinds):
    return {document["metadata"]["name"]: document for document in documents if document["kind"] in kinds}


def amount(text):
    """A number of bytes or of processors."""
    for unit, size in (("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10), ("m", 1e-3)):
        if text.endswith(unit):
            return float(text[:-len(unit)]) * size
    return float(text)


def faults(documents, overlay, images):
    """Where a stage is not what is declared of it."""
    workloads = by_name(documents, "Deployment", "StatefulSet", "Job")
    scalers = by_name(documents, "HorizontalPodAutoscaler")

    def expect(what, found, wanted):
        if found != wanted:
            yield f"{what} is {found} and not {wanted}"

    for name, count in overlay.get("replicas", {}).items():
        yield from expect(f"replicas of {name}", workloads[name]["spec"]["replicas"], count)
    for name, span in overlay.get("autoscale", {}).items():
        spec = scalers[name]["spec"]
        yield from expect(f"the scale of {name}", [spec["minReplicas"], spec["maxReplicas"]], [span["least"], span["most"]])
        yield from expect(f"replicas of {name}", workloads[name]["spec"].get("replicas"), None)
    for key, kind, resource in (("memory_bytes", "limits", "memory"), ("cpus", "limits", "cpu"),
                                ("reserve_memory_bytes", "requests", "memory"), ("reserve_cpus", "requests", "cpu")):
        for name, wanted in overlay.get(key, {}).items():
            resources = workloads[name]["spec"]["template"]["spec"]["containers"][0]["resources"]
            yield from expect(f"{key} of {name}", amount(resources[kind][resource]), wanted)
    for name, wanted in overlay.get("storage_bytes", {}).items():
        for claim in workloads[name]["spec"]["volumeClaimTemplates"]:
            yield from expect(f"storage of {name}", amount(claim["spec"]["resources"]["requests"]["storage"]), wanted)
    used = {container["image"] for workload in workloads.values()
            for container in workload["spec"]["template"]["spec"]["containers"]}
    for image, tag in overlay.get("tags", {}).items():
        wanted = images[image]["reference"].rsplit(":", 1)[0] + ":" + tag
        if wanted not in used:
            yield f"nobody runs {wanted}"


def expect_refused(what, action):
    try:
        action()
    except ValueError:
        return
    raise ValueError(f"{what} is accepted")


def controls(kustomize, folder):
    """Both readers see what is wrong: otherwise their silence would say nothing."""
    documents = build(kustomize, folder / "base")
    policy = next(document for document in documents if document["kind"] == "NetworkPolicy")
    expect_refused("an unknown field", lambda: validate([{**policy, "spec": {**policy["spec"], "podSelektor": {}}}]))
    expect_refused("a wrong type", lambda: validate([{**policy, "spec": {**policy["spec"], "policyTypes": "Egress"}}]))
    with tempfile.TemporaryDirectory() as name:
        stage = pathlib.Path(name, "stage")
        stage.mkdir()
        (pathlib.Path(name) / "base").symlink_to(folder / "base")
        patch = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "nobody"}}
        (stage / "kustomization.yaml").write_text(json.dumps(
            {"resources": ["../base"], "patches": [{"patch": json.dumps(patch)}]}))
        expect_refused("a patch of nobody", lambda: build(kustomize, stage))


def main():
    folder, kustomize, manifest = pathlib.Path(sys.argv[1]), require(sys.argv[2]), sys.argv[3]
    declared = json.loads(pathlib.Path(manifest).read_text())
    said = []
    try:
        for path in sorted(folder.rglob("*.yaml")):
            documents = list(yaml.safe_load_all(path.read_text()))
            if path.name == "kustomization.yaml" or path.parent.name == "patches":
                continue
            validate(documents)
        stages = {path.name for path in (folder / "overlays").iterdir()}
        if stages != set(declared["overlays"]):
            said.append(f"there are the stages {stages}")
        for stage in sorted(stages):
            documents = build(kustomize, folder / "overlays" / stage)
            validate(documents)
            said += [f"{stage}: {fault}" for fault in faults(documents, declared["overlays"][stage], declared["images"])]
            print(stage, "has", len(documents), "objects")
        controls(kustomize, folder)
    except ValueError as error:
        said.append(str(error))
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
