"""The back end under a debugger while its sources are edited: after an edit the debugger finds the new program, at the
new line.

usage: debug_edits.py <caisson> <manifest>
"""

import signal
import subprocess
import sys
import urllib.request

import copied_sources
import debug_backend
import devtools
import stack as dice
from copied_sources import copy

k_start_within = 1500  # with images to build
source = copy / debug_backend.k_source.relative_to(debug_backend.k_source.parents[3])


def prepare(manifest):
    copied_sources.use(manifest, "backend")
    manifest["services"]["backend"]["liveness"]["grace"] = 20  # it is silent while it is started again


def stops_at(stack, line):
    tools = devtools.connect(stack, "backend", 9229)
    try:
        devtools.break_at(tools, stack, "backend", source, line, "given === 'debugged'")
        request = debug_backend.Request(stack)
        value = devtools.value_of(tools, tools.event("Debugger.paused"), "requestId")
        dice.expect(value == "debugged", value)
        tools.call("Debugger.resume")
        request.is_answered()
    finally:
        tools.close()


def check(stack):
    said = stack.folder / "watch.log"
    with said.open("wb") as file:
        watch = subprocess.Popen([*stack.cli, "up", "--watch", "--debug", "backend", "backend"],
                                 stdin=subprocess.DEVNULL, stdout=file, stderr=file)
    try:
        dice.until("the watch", k_start_within, lambda: b"watching the sources of backend" in said.read_bytes()
                   or dice.expect(watch.poll() is None, said.read_text()))
        stops_at(stack, debug_backend.k_line)
        edited = "    response.setHeader('X-Edited', 'yes');\n"
        text = source.read_text()
        fresh = source.with_suffix(".new")
        fresh.write_text(text.replace(f"    {debug_backend.k_line}\n", edited + f"    {debug_backend.k_line}\n"))
        fresh.rename(source)
        dice.until("the edit is live", 30, lambda: edited_answers(stack))
        stops_at(stack, "response.setHeader('X-Edited', 'yes');")
    finally:
        watch.send_signal(signal.SIGINT)
        dice.expect(watch.wait(60) == 0, said.read_text())


def edited_answers(stack):
    try:
        with urllib.request.urlopen(stack.url("backend", 3001) + "/health", timeout=10) as answer:
            return answer.headers["X-Edited"] == "yes"
    except OSError:  # it is being started again
        return False


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "debug-edits")
