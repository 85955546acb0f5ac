"""`caisson report` of a little project: right, valid, and without touching what it reads.

usage: verb_test.py <caisson> <cmake> <ctest>
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

k_project = """cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
enable_testing()
add_test(NAME good COMMAND sh -c "echo fine")
add_test(NAME "odd <&>" COMMAND sh -c "printf '\\\\001\\\\377]]>'; exit 1")
add_test(NAME skipped COMMAND sh -c "echo reason; exit 77")
add_test(NAME setup COMMAND sh -c "echo broken; exit 1")
add_test(NAME needs COMMAND true)
set_tests_properties(skipped PROPERTIES SKIP_RETURN_CODE 77 LABELS "one;two")
set_tests_properties(setup PROPERTIES FIXTURES_SETUP f)
set_tests_properties(needs PROPERTIES FIXTURES_REQUIRED f)
"""


def contents(folder):
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.iterdir()}


def main(caisson, cmake, ctest):
    with tempfile.TemporaryDirectory() as folder:
        source, build = pathlib.Path(folder, "s"), pathlib.Path(folder, "b")
        source.mkdir()
        (source / "CMakeLists.txt").write_text(k_project)
        subprocess.run([cmake, "-S", source, "-B", build], check=True, stdout=subprocess.DEVNULL)
        (build / "caisson").mkdir()
        manifest = build / "caisson" / "small.json"
        stack = {"name": "small", "domain": "small.local", "declared_at": f"{source}/CMakeLists.txt:2",
                 "source_dir": str(source), "build_dir": str(build), "config": ""}
        manifest.write_text(json.dumps({"schema": 1, "generator": {"name": "Caisson", "version": "0", "cmake": "3.25"},
                                        "stack": stack, "images": {"db": {"reference": "db:1", "declared_at": stack["declared_at"]}},
                                        "services": {"db": {"image": "db", "declared_at": stack["declared_at"]}},
                                        "tests": {"good": {"services": ["db"]}, "skipped": {"services": ["db"]}},
                                        "modes": {}}))

        def report(*arguments):
            return subprocess.run([caisson, "--manifest", manifest, "report", *arguments],
                                  capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})

        assert report().returncode == 1, "without a run there is nothing to report"
        subprocess.run([ctest], cwd=build, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        logs = build / "Testing" / "Temporary"
        before = contents(logs)

        junit = report("--format", "junit")
        assert (junit.returncode, junit.stderr) == (0, ""), junit
        suite = xml.etree.ElementTree.fromstring(junit.stdout)
        assert [suite.get(key) for key in ("tests", "failures", "skipped")] == ["5", "3", "1"], suite.attrib
        cases = {case.get("name"): case for case in suite}
        assert cases["good"].find("system-out").text == "fine\n"
        assert cases["odd <&>"].find("system-out").text == "\N{REPLACEMENT CHARACTER}]]>\n"
        assert cases["skipped"].find("skipped").get("message") == "reason"
        labels = [item.get("value") for item in cases["skipped"].iter("property")]
        assert labels == ["one", "two"], labels
        assert cases["needs"].find("failure").get("message") == "not run: broken"

        lines = report("--format", "github").stdout.splitlines()
        place = f"file={source}/CMakeLists.txt,line=7"
        assert lines[1] == f"::error {place},title=setup failed::broken%0Atests: setup, needs", lines
        assert len(lines) == 2, lines

        times = json.loads(report("--format", "times").stdout)
        assert list(times) == ["good"] and times["good"] >= 0, times
        assert contents(logs) == before, "the log was touched"


main(*sys.argv[1:])
