"""usage: traefik_reads.py <source tree> <manifest>

What services/traefik/traefik.yml says that the declarations say, too, is the same: the ports it listens on, which of them
ends TLS, and where it finds the routes. Broken copies are found out.
"""

import json
import os
import pathlib
import posixpath
import re
import sys

import yaml

k_file = "services/traefik/traefik.yml"


def target_of(service, path):
    """Where a path of the source tree is in the container."""
    return next(volume["target"] for volume in service["volumes"] if volume["source"] == str(path))


def faults(document, service, root):
    listens = {point["address"] for point in document["entryPoints"].values()}
    declared = {f":{port}" for port in service["ports"]} | {f":{pair['container']}" for pair in service["prefer"]}
    if listens != declared:
        yield f"it listens on {sorted(listens)}, and declared are {sorted(declared)}"
    if document["entryPoints"].get("websecure", {}).get("address") != f":{service['edge']['port']}":
        yield "it ends TLS on another port than the edge's"
    here = root / "services/traefik/dynamic"
    there = target_of(service, here)
    if document["providers"]["file"] != {"directory": there, "watch": True}:
        yield f"it does not watch {there}"
    # Links of the folder are followed inside the container.
    if posixpath.normpath(posixpath.join(there, os.readlink(here / "watch-routes"))) != service["edge"]["folder"]:
        yield "the folder of routes that it watches is not the edge's"


def main():
    root, manifest = map(pathlib.Path, sys.argv[1:3])
    service = json.loads(manifest.read_text())["services"]["traefik"]
    text = (root / k_file).read_text()
    said = list(faults(yaml.safe_load(text), service, root))
    for right, wrong in ((":8000", ":8001"), (":8443", ":9443"), ("dynamic$", "dynamics"), ("watch: true", "watch: false"),
                         ("websecure:", "secure:")):
        broken = re.sub(right, wrong, text, flags=re.MULTILINE)
        if broken == text or not list(faults(yaml.safe_load(broken), service, root)):
            said.append(f"`{wrong}` is accepted")
    moved = {**service, "edge": {**service["edge"], "folder": "/etc/traefik/others"}}
    if not list(faults(yaml.safe_load(text), moved, root)):
        said.append("routes in another folder are accepted")
    print(*(f"{k_file}: {fault}" for fault in said), sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
