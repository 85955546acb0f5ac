"""usage: compose_loads.py <source tree> <compose-go> <manifest>

The loader of the Compose Specification's reference implementation reads every file that is rendered for Compose, without a
warning, and finds what the manifest says; each broken copy it refuses, for that reason.
"""

import json
import pathlib
import re
import subprocess
import sys

from compose_go import require
from compose_reads import faults

# What is broken, and what the loader says of it.
k_broken = ((r"healthcheck:", "healthchek:", "additional properties 'healthchek' not allowed"),
            (r"condition: service_\w+", "condition: service_well", "depends_on.+condition value must be one of"),
            (r"\[CMD, ", "[COMMAND, ", "healthcheck.test must start either by"),
            (r"(?m)^(networks:\n)  \S+: \{\}\n", r"\1", "refers to undefined network"),
            (r"read_only: true", "read_only: perhaps", "read_only.+(boolean|bool)"),
            (r"(?m)^services:", "services:\n  x: {image: a, depends_on: [nobody]}", "depends on undefined service"),
            (r"(?m)^services:", "services:\n  x: &x {image: a, labels: *x}", "(cycle|anchor)"))


def load(reader, root, path, text):
    return subprocess.run([reader, f"{root}/{path}", f"{root}/.env.example"], input=text, capture_output=True, text=True)


def main():
    root, reader, manifest = sys.argv[1:4]
    require(reader)
    declared = json.loads(pathlib.Path(manifest).read_text())
    said = []
    for path in (path for path, rendering in declared["renderings"].items() if rendering["kind"] == "compose"):
        text = pathlib.Path(root, path).read_text()
        done = load(reader, root, path, text)
        if done.returncode != 0 or done.stderr:
            said.append(f"{path}: {done.returncode}\n{done.stderr}")
            continue
        read = json.loads(done.stdout)
        said += [f"{path}: {fault}" for fault in faults(read, declared)]
        print(path, "has", len(read["services"]), "services")
        for right, wrong, reason in k_broken:
            broken = re.sub(right, wrong, text, count=1)
            refused = load(reader, root, path, broken)
            if broken == text or refused.returncode == 0 or not re.search(reason, refused.stderr):
                said.append(f"{path}: of `{wrong}` the loader says {refused.stderr!r}")
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
