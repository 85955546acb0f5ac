"""The example of README.md, run as a reader would: installed package, new project, start, look, stop.

usage: readme_test.py <build tree of Caisson> <README.md>
Exit code 77: skipped, because there is no engine (a failure with CAISSON_REQUIRE_ENGINE=1).
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

k_skipped = 77


def example_of(readme):
    match = re.search(r"<!-- example:.*?-->\n```cmake\n(.*?)```", readme.read_text(), re.DOTALL)
    if not match:
        sys.exit(f"{readme}: no example marked with `<!-- example: … -->`")
    return match.group(1)


def run(*argv, **options):
    return subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, **options)


def output_of(*argv):
    return run(*argv, stdout=subprocess.PIPE, text=True).stdout


def containers_of(instance):
    return output_of("docker", "ps", "-aq", "--filter", f"label=dev.caisson.instance={instance}").split()


def main(build, readme):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        print("no engine answers")
        sys.exit(1 if os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" else k_skipped)
    with tempfile.TemporaryDirectory() as folder:
        prefix, source, tree = (str(pathlib.Path(folder, name)) for name in ("prefix", "shop", "build"))
        run("cmake", "--install", build, "--prefix", prefix, stdout=subprocess.DEVNULL)
        pathlib.Path(source).mkdir()
        pathlib.Path(source, "CMakeLists.txt").write_text(example_of(readme))
        run("cmake", "-S", source, "-B", tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}")
        cli = [f"{prefix}/bin/caisson", "--manifest", f"{tree}/caisson/shop.json"]
        try:
            run("cmake", "--build", tree, "--target", "start-all")
            status = json.loads(output_of(*cli, "status", "--format", "json"))
            states = {service["name"]: service["state"] for service in status["services"]}
            assert states == {"db": "healthy", "migrate": "completed", "report": "completed"}, states
            assert "0" in output_of(*cli, "logs", "report"), "the report saw no table"
        finally:
            run("cmake", "--build", tree, "--target", "stop-all")
        left = containers_of(status["instance"])
    assert not left, f"stop-all left {left}"


main(sys.argv[1], pathlib.Path(sys.argv[2]))
