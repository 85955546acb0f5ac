"""usage: compose_full_stack.py <source tree> <docker-compose> <manifest> <caisson>

All of DICE from the rendered file at the top, by Docker Compose: every service comes up healthy, and behind the edge,
over HTTPS by a certificate of the authority that was made here, are the page and the data that Caisson's start has.
"""

import json
import os
import pathlib
import socket
import sys

import compose_project as projects
import edge as edges
import stack as dice
from docker_compose import require

k_file = "docker-compose.yml"
k_preferred = (80, 443)  # of the edge; another stack on this machine may have them


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def check_edge(project):
    edge = edges.Edge(project.folder / "certs", project.port("traefik", 8443), project.port("traefik", 8000))
    code, _, text = edge.get("pwa.dice.local", "/")
    dice.expect(code == 200 and "<html" in text, "https://pwa.dice.local answers", code, text[:200])
    code, _, text = edge.get("api.dice.local", "/ready")
    dice.expect(code == 200 and json.loads(text)["status"] == "ready", "/ready answers", code, text[:200])
    code, _, text = edge.get("api.dice.local", "/trpc/characters.list", headers=edge.sign_in("user@dice.local"))
    names = {character["name"] for character in json.loads(text)["result"]["data"]["items"]} if code == 200 else set()
    dice.expect({"Test Fighter", "Sample Wizard"} <= names, "the characters are", code, sorted(names))


def main():
    root, compose, manifest, caisson = sys.argv[1:5]
    require(compose)
    declared = json.loads(pathlib.Path(manifest).read_text())
    name, mode = next(item for item in declared["modes"].items() if item[1].get("default"))
    closure = projects.closure_of(declared["services"], *mode["services"])
    os.environ.update({f"CAISSON_PORT_{port}": str(free_port()) for port in k_preferred})
    try:
        with projects.project_of(root, compose, manifest, caisson, k_file, closure, ["--mode", name]) as project:
            project.start(closure)
            check_edge(project)
    except dice.Red as red:
        print("red:", red)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
