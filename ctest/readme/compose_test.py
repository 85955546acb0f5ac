"""The way in, as README.md shows it: a compose file that knows nothing of Caisson is imported and started.

usage: compose_test.py <build tree of Caisson> <README.md> <folder with a compose.yaml>
Exit code 77: skipped, because there is no engine (a failure with CAISSON_REQUIRE_ENGINE=1).
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

k_skipped = 77
k_head = "cmake_minimum_required(VERSION 3.25)\nproject(again LANGUAGES NONE)\nfind_package(Caisson CONFIG REQUIRED)\n"


def block_of(readme, mark, language):
    match = re.search(rf"<!-- {mark}:.*?-->\n```{language}\n(.*?)```", readme.read_text(), re.DOTALL)
    if not match:
        sys.exit(f"{readme}: no block marked with `<!-- {mark}: … -->`")
    return match.group(1)


def run(*argv, **options):
    return subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, **options)


def output_of(*argv, **options):
    return run(*argv, stdout=subprocess.PIPE, text=True, **options).stdout


def services_of(manifest):
    """What was declared, without where it was."""
    document = json.loads(manifest.read_text())
    for section in ("images", "services"):
        for declared in document[section].values():
            del declared["declared_at"]
    return document["images"], document["services"]


def left_of(instance):
    label = f"label=dev.caisson.instance={instance}"
    return [line for kind in (("ps", "-a"), ("network", "ls"))
            for line in output_of("docker", *kind, "-q", "--filter", label).split()]


def volumes_of(instance):
    return output_of("docker", "volume", "ls", "-q", "--filter", f"name=^{instance}-").split()


def start(folder, commands, environment):
    """Runs the commands, uses what they start, and stops it."""
    cli = ("caisson", "--manifest", "build/caisson/guestbook.json")
    options = {"cwd": folder, "env": environment}
    try:
        said = run("sh", "-ec", commands, stderr=subprocess.PIPE, text=True, **options).stderr
        print(said)
        assert "compose.yaml:5: services.web.logging: the engine keeps the last 32 MB of output" in said, said
        status = json.loads(output_of(*cli, "status", "--format", "json", **options))
        states = {service["name"]: service["state"] for service in status["services"]}
        assert states == {"web": "healthy", "migrate": "completed", "db": "healthy", "cache": "healthy"}, states
        web = next(service for service in status["services"] if service["name"] == "web")
        for visit in (1, 2):
            with urllib.request.urlopen(f"http://127.0.0.1:{web['ports'][0]['host']}/") as answer:
                text = answer.read().decode()
            assert text == f"visits :{visit}\n", text
    finally:
        run("cmake", "--build", "build", "--target", "stop-all", **options)
    left = left_of(status["instance"])
    assert not left, f"stop-all left {left}"
    # Data stays, as it does with compose.
    volumes = volumes_of(status["instance"])
    assert len(volumes) == 1, volumes
    run("docker", "volume", "rm", *volumes, stdout=subprocess.DEVNULL)


def main(build, readme, project):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        print("no engine answers")
        sys.exit(1 if os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" else k_skipped)
    with tempfile.TemporaryDirectory() as root:
        folder, prefix = pathlib.Path(root, "guestbook"), pathlib.Path(root, "prefix")
        run("cmake", "--install", build, "--prefix", prefix, stdout=subprocess.DEVNULL)
        shutil.copytree(project, folder)
        environment = dict(os.environ, CMAKE_PREFIX_PATH=str(prefix), PATH=f"{prefix}/bin:{os.environ['PATH']}")
        start(folder, block_of(readme, "commands", "sh"), environment)
        # The same, read while configuring.
        again = folder / "again"
        again.mkdir()
        declarations = block_of(readme, "declarations", "cmake").replace("compose.yaml", "../compose.yaml")
        (again / "CMakeLists.txt").write_text(k_head + declarations)
        run("cmake", "-S", again, "-B", again / "build", "-G", "Ninja", env=environment)
        once, each_time = (services_of(tree / "build/caisson/guestbook.json") for tree in (folder, again))
        assert once == each_time, (once, each_time)


main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
