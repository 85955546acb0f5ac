"""usage: compose_backend.py <source tree> <docker-compose> <manifest> <caisson>

The back end of DICE from the rendered file, by Docker Compose: it comes up healthy, in the order of the graph, answers
as it does under Caisson, finds whom it declares and nobody else, and leaves nothing.
"""

import json
import pathlib
import sys

import compose_project as projects
import health_endpoints
import stack as dice
from docker_compose import require

k_file = "workspace/backend/docker-compose.yml"


def check_names(project):
    """A service finds whom it declares, under every name, and nobody else."""
    for name in ("postgres", "postgres-service", "redis-service.dice.svc.cluster.local"):
        dice.expect(project.finds("backend", name), "backend does not find", name)
    for service, name in (("redis", "postgres"), ("postgres", "redis"), ("redis", "postgres-service"), ("backend", "seed")):
        dice.expect(not project.finds(service, name), service, "finds", name, "which it does not declare")


def main():
    root, compose, manifest, caisson = sys.argv[1:5]
    require(compose)
    declared = json.loads(pathlib.Path(manifest).read_text())
    roots = declared["renderings"][k_file]["services"]
    closure = projects.closure_of(declared["services"], *roots)
    try:
        with projects.project_of(root, compose, manifest, caisson, k_file, closure, roots) as project:
            project.start(closure)
            check_names(project)
            health_endpoints.check_well(f"http://127.0.0.1:{project.port('backend', 3001)}")
    except dice.Red as red:
        print("red:", red)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
