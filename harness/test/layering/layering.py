#!/usr/bin/env python3
"""Checks that includes in harness/src point one way.

    layering.py <harness/src>   exit 1 and a line for each include against the direction
    layering.py --self-test     plants violations in a tree of its own and expects each to be found
"""

import re
import sys
import tempfile
from pathlib import Path

PURE = {"base", "model", "plan"}

# Layer → the other layers it may include. A new layer is added here first.
MAY_INCLUDE = {
    "base": set(),
    "model": {"base"},
    "plan": {"base", "model"},
    "render": PURE,
    "report": PURE,
    "import": PURE,
    "engine": PURE,
    "probe": PURE | {"engine"},
    "image": PURE | {"engine"},
    "clone": PURE | {"engine", "probe"},
    "run": PURE | {"engine", "probe", "image"},
    "watch": PURE | {"engine", "image", "run"},
    "lease": PURE | {"engine", "probe", "image", "clone", "run"},
    "data": PURE,
    "cli": PURE | {"engine", "probe", "image", "clone", "run", "watch", "lease", "data", "render", "report", "import", "tenant"},
}

# Headers that cost seconds in every file that sees them: in .cpp files, and where they are the point.
HEAVY = re.compile(r"^(boost/asio|boost/beast|CLI/)")
HEAVY_HEADERS_ALLOWED = re.compile(r"^(base/loop\.hpp|engine/docker/|lease/|cli/)")

# Layers that compute only: what they need of the world is given to them.
NO_WORLD = {"plan", "render", "import"}
WORLD = re.compile(
    r"^(base/(file|lock|loop|paths|process|terminal)\.hpp|filesystem|fstream|unistd\.h|fcntl\.h|sys/.*)$"
)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def faults_of_include(file: str, quoted: bool, header: str):
    """Why this include in this file (both relative to harness/src) is wrong."""
    layer = file.split("/")[0]
    if quoted:
        target = header.split("/")[0]
        if "/" not in header or header.startswith("."):
            yield f'"{header}" is not named from the root: say "{layer}/…"'
        elif target != layer and target not in MAY_INCLUDE[layer]:
            known = ", ".join(sorted(MAY_INCLUDE[layer])) or "nothing else"
            yield f'{layer} may not include {target} ("{header}"); it may include {known}'
    if file.endswith(".hpp") and HEAVY.match(header) and not HEAVY_HEADERS_ALLOWED.match(file):
        yield f"<{header}> in a header reaches every includer: move it into a .cpp file"
    if layer in NO_WORLD and WORLD.match(header):
        yield f"{layer} does no I/O, so it has no use for {header}"


def faults_of_tree(root: Path):
    for path in sorted(root.rglob("*")):
        file = path.relative_to(root).as_posix()
        if path.suffix not in {".hpp", ".cpp"}:
            continue
        if file.split("/")[0] not in MAY_INCLUDE:
            yield f"{file}: unknown layer: say in {Path(__file__).name} what it may include"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            include = INCLUDE.match(line)
            if include:
                for fault in faults_of_include(file, include[1] == '"', include[2]):
                    yield f"{file}:{number}: {fault}"


# file, its one line, a part of the fault expected (None: it is right)
PLANTED = [
    ("base/a.cpp", '#include "model/stack.hpp"', "base may not include model"),
    ("model/a.cpp", '#include "plan/plan.hpp"', "model may not include plan"),
    ("plan/a.hpp", '#include "engine/engine.hpp"', "plan may not include engine"),
    ("probe/a.cpp", '  # include "image/image.hpp"', "probe may not include image"),
    ("image/a.cpp", '#include "probe/probe.hpp"', "image may not include probe"),
    ("engine/docker/a.cpp", '#include "run/machine.hpp"', "engine may not include run"),
    ("render/a.cpp", '#include "report/json.hpp"', "render may not include report"),
    ("report/a.cpp", '#include "run/machine.hpp"', "report may not include run"),
    ("clone/a.cpp", '#include "run/machine.hpp"', "clone may not include run"),
    ("run/f.cpp", '#include "clone/sql_session.hpp"', "run may not include clone"),
    ("run/a.cpp", '#include "lease/lease.hpp"', "run may not include lease"),
    ("lease/a.cpp", '#include "cli/main.hpp"', "lease may not include cli"),
    ("run/b.cpp", '#include "machine.hpp"', "not named from the root"),
    ("run/c.cpp", '#include "../plan/plan.hpp"', "not named from the root"),
    ("run/a.hpp", "#include <boost/asio/post.hpp>", "move it into a .cpp file"),
    ("engine/a.hpp", "#include <boost/beast/core.hpp>", "move it into a .cpp file"),
    ("report/a.hpp", "#include <CLI/CLI.hpp>", "move it into a .cpp file"),
    ("plan/b.cpp", "#include <fstream>", "plan does no I/O"),
    ("render/b.cpp", '#include "base/file.hpp"', "render does no I/O"),
    ("import/a.cpp", "#include <filesystem>", "import does no I/O"),
    ("import/b.cpp", '#include "render/graph.hpp"', "import may not include render"),
    ("data/a.cpp", '#include "engine/engine.hpp"', "data may not include engine"),
    ("surprise/a.cpp", "#include <string>", "unknown layer"),
    ("base/loop.hpp", "#include <boost/asio/any_io_executor.hpp>", None),
    ("engine/docker/a.hpp", "#include <boost/beast/core.hpp>", None),
    ("run/d.cpp", "#include <boost/asio/post.hpp>", None),
    ("run/e.cpp", '#include "probe/probe.hpp"', None),
    ("lease/b.cpp", '#include "clone/sql_session.hpp"', None),
    ("cli/a.hpp", '#include "render/graph.hpp"', None),
    ("model/b.cpp", '// #include "cli/main.hpp"', None),
]


def self_test() -> int:
    wrong = 0
    for file, line, expected in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file
            path.parent.mkdir(parents=True)
            path.write_text(line + "\n", encoding="utf-8")
            found = list(faults_of_tree(Path(folder)))
        good = found == [] if expected is None else len(found) == 1 and expected in found[0]
        if not good:
            wrong += 1
            print(f"{file} with {line}\n  expected {expected or 'no fault'}, found {found}")
    print(f"{len(PLANTED) - wrong} of {len(PLANTED)} planted files judged rightly")
    return 1 if wrong else 0


def main() -> int:
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(sys.argv[1])
    if not any(root.rglob("*.cpp")):
        print(f"{root}: no sources here", file=sys.stderr)
        return 2
    faults = list(faults_of_tree(root))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
