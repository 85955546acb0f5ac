"""usage: promtool.py <source tree> <manifest> <tools folder>

Prometheus' own checker reads what is rendered for it, and refuses broken copies. It comes from Debian's package, whose
signature apt checks, unpacked into <tools folder>: nothing is installed.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from reader import skip


def promtool(tools):
    program = shutil.which("promtool") or tools / "usr/bin/promtool"
    if pathlib.Path(program).exists():
        return program
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        skip("there is no promtool, and no Debian package to take it from")
    tools.mkdir(parents=True, exist_ok=True)
    got = subprocess.run(["apt-get", "download", "prometheus"], cwd=tools, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    packages = list(tools.glob("prometheus_*.deb"))
    if got.returncode != 0 or not packages:
        skip(f"promtool cannot be had (apt-get update may help): {got.stderr}")
    subprocess.run(["dpkg", "--extract", packages[0], tools], check=True)
    return program


def check(program, path):
    return subprocess.run([program, "check", "config", path], stdin=subprocess.DEVNULL, capture_output=True, text=True)


def main():
    root, manifest, tools = map(pathlib.Path, sys.argv[1:4])
    program = promtool(tools)
    renderings = json.loads(manifest.read_text())["renderings"]
    said = []
    for path in (path for path, rendering in renderings.items() if rendering["kind"] == "prometheus"):
        done = check(program, root / path)
        print(path, done.stdout.strip())
        if done.returncode != 0:
            said.append(f"{path}: {done.stderr}")
        text = (root / path).read_text()
        for right, wrong in (("scrape_configs", "scrape_config"), ("metrics_path: /", "metrics_path: [/"), ("15s", "15x"),
                             (".local:", ".local/")):
            with tempfile.NamedTemporaryFile("w", suffix=".yml") as copy:
                copy.write(text.replace(right, wrong))
                copy.flush()
                if check(program, copy.name).returncode == 0:
                    said.append(f"{path}: `{wrong}` is accepted")
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
