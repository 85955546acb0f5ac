"""usage: compose_reads.py <source tree> <docker-compose> <manifest>

Docker Compose reads every file that is rendered for it, and finds what the manifest says; broken ones it refuses.
"""

import json
import pathlib
import subprocess
import sys

from docker_compose import require

k_conditions = {"healthy": "service_healthy", "started": "service_started",
                "completed": "service_completed_successfully"}


def config(compose, root, path, text, *words):
    """What Compose makes of `text` in the place of the file."""
    return subprocess.run([compose, "-f", "-", "--project-directory", pathlib.Path(root, path).parent,
                           "--env-file", f"{root}/.env.example", *words, "config", "--format", "json"],
                          input=text, capture_output=True, text=True)


def faults(read, declared):
    """Where what Compose has read is not what is declared."""
    for name, service in read["services"].items():
        if name == "caisson-probe":
            continue
        wanted = {edge["service"]: k_conditions[edge["condition"]] for edge in declared["services"][name].get("depends", [])}
        found = {other: edge["condition"] for other, edge in service.get("depends_on", {}).items()
                 if other != "caisson-probe"}
        if found != wanted:
            yield f"{name} waits for {found} and not {wanted}"
        if declared["services"][name].get("healthcheck") and not service.get("healthcheck", {}).get("test"):
            yield f"{name} has lost its health check"
        if service["cap_drop"] != ["ALL"] or "no-new-privileges:true" not in service["security_opt"]:
            yield f"{name} has more rights than under Caisson"


def main():
    root, compose, manifest = sys.argv[1:4]
    require(compose)
    declared = json.loads(pathlib.Path(manifest).read_text())
    profiles = {service.get("profile") for service in declared["services"].values()} - {None}
    switches = [word for profile in sorted(profiles) for word in ("--profile", profile)]
    said = []
    for path, rendering in declared["renderings"].items():
        if rendering["kind"] != "compose":
            continue
        text = pathlib.Path(root, path).read_text()
        done = config(compose, root, path, text, *switches)
        if done.returncode != 0 or done.stderr:
            said.append(f"{path}: {done.returncode}\n{done.stderr}")
            continue
        read = json.loads(done.stdout)
        said += [f"{path}: {fault}" for fault in faults(read, declared)]
        print(path, "has", len(read["services"]), "services")
        for right, wrong in (("healthcheck:", "healthchek:"), ("\nservices:", "\nservices:\n  x: {depends_on: [nobody]}")):
            if config(compose, root, path, text.replace(right, wrong), *switches).returncode == 0:
                said.append(f"{path}: `{wrong}` is accepted")
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
