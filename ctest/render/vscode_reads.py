"""usage: vscode_reads.py <source tree> <build tree> <manifest>

What is rendered for VS Code names targets, presets and folders that are there, and misses none of the graph.
"""

import json
import pathlib
import re
import subprocess
import sys


def load(path):
    """JSON with whole-line comments, as ours are."""
    return json.loads(re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M))


def targets_of(build):
    """What can be built there, whatever the generator."""
    done = subprocess.run(["cmake", "--build", build, "--target", "help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"^(?:\.\.\. )?([\w.-]+)(?:: phony)?(?: .*)?$", done.stdout, flags=re.M))


def task_faults(tasks, targets, presets, wanted):
    labels = [task["label"] for task in tasks]
    if sorted(labels) != sorted(wanted):
        yield f"tasks too many or too few: {sorted(set(labels) ^ set(wanted))}"
    for task in tasks:
        words = [task["command"], *task["args"]]
        if words[:3] != ["cmake", "--build", "--preset"] or words[3] not in presets or words[4] != "--target":
            yield f"{task['label']} runs {words}"
        elif words[5] not in targets:
            yield f"{task['label']} builds {words[5]}, which is no target"


def launch_faults(root, launch, labels, debugged):
    entries = {entry["name"]: entry for entry in launch["configurations"]}
    ports = {entry["preLaunchTask"]: entry.get("port") for entry in entries.values()}
    if ports != {f"debug-{name}": debug["port"] for name, debug in debugged.items() if debug["kind"] == "node"}:
        yield f"it attaches to {ports}"
    for name, entry in entries.items():
        if entry["preLaunchTask"] not in labels:
            yield f"{name}: there is no task {entry['preLaunchTask']}"
        folder = entry.get("localRoot", "${workspaceFolder}").replace("${workspaceFolder}", str(root))
        if not pathlib.Path(folder).is_dir():
            yield f"{name}: there is no {folder}"
    for compound in launch.get("compounds", []):
        if set(compound["configurations"]) != set(entries):
            yield "not all are attached to together"


def closure_of(services, roots, profiles):
    names = set()
    todo = [root for root in roots if services[root].get("profile") in (None, *profiles)]
    while todo:
        name = todo.pop()
        if name not in names:
            names.add(name)
            todo += [edge["service"] for edge in services[name].get("depends", [])]
    return names


def main():
    root, build, manifest = map(pathlib.Path, sys.argv[1:4])
    declared = json.loads(manifest.read_text())
    presets = {preset["name"] for preset in json.loads((root / "CMakePresets.json").read_text())["buildPresets"]}
    targets = targets_of(build)
    said = []
    for path, rendering in declared["renderings"].items():
        if rendering["kind"] != "vscode":
            continue
        modes, services = declared["modes"], declared["services"]
        mode = next(mode for name, mode in modes.items() if rendering.get("mode") == name or
                    ("mode" not in rendering and mode.get("default")))
        names = closure_of(services, mode["services"], mode.get("profiles", []))
        debugged = {name: services[name]["debug"] for name in names if "debug" in services[name]}
        wanted = ["start-all", "stop-all", *(f"start-mode-{mode}" for mode in modes), *(f"debug-{name}" for name in debugged),
                  *(f"{verb}-{name}" for name in names for verb in ("start", "stop"))]
        tasks, launch = load(root / path / "tasks.json"), load(root / path / "launch.json")
        said += task_faults(tasks["tasks"], targets, presets, wanted)
        said += launch_faults(root, launch, wanted, debugged)
        print(path, "has", len(tasks["tasks"]), "tasks and", len(launch["configurations"]), "configurations")
        # The same questions about a broken copy.
        tasks["tasks"][-1]["args"][-1] += "-x"
        launch["configurations"][0]["port"] += 1
        if not list(task_faults(tasks["tasks"], targets, presets, wanted)):
            said.append("a task of a target that is not there is accepted")
        if not list(launch_faults(root, launch, wanted, debugged)):
            said.append("another port is accepted")
    print(*said, sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
