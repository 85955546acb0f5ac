"""The back end under a debugger that speaks the DevTools protocol: a breakpoint by a line of TypeScript is hit by a
request, a variable is read, and while the program stands there, neither readiness nor LIVENESS gives it up.

usage: debug_backend.py <caisson> <manifest>
"""

import json
import pathlib
import sys
import threading
import time
import urllib.request

import devtools
import stack as dice

k_source = pathlib.Path(__file__).resolve().parents[2] / "workspace/backend/src/http/request-observer.ts"
k_line = "response.setHeader('X-Request-Id', requestId);"


def prepare(manifest):
    """One failure is one too many."""
    manifest["services"]["backend"]["liveness"]["grace"] = 0


class Request(threading.Thread):
    """A request that nobody but the breakpoint's condition knows from others."""

    def __init__(self, stack):
        super().__init__(daemon=True)
        self.request = urllib.request.Request(stack.url("backend", 3001) + "/health",
                                              headers={"X-Request-Id": "debugged"})
        self.answer = None
        self.start()

    def run(self):
        with urllib.request.urlopen(self.request, timeout=120) as answer:
            self.answer = json.load(answer)

    def is_answered(self):
        self.join(60)
        dice.expect(self.answer and self.answer["status"] == "ok", "the request went on to", self.answer)


def life_of(stack):
    """Another one with another container, and with another start of the same."""
    return dice.docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", stack.container("backend"))


def is_left_alone(stack, life):
    dice.expect(life_of(stack) == life, "it was restarted")
    dice.expect(stack.services()["backend"]["restarts"] == 0, "a restart was counted")


def check(stack):
    stack.run("up", "--debug", "backend", "backend")
    life = life_of(stack)
    tools = devtools.connect(stack, "backend", 9229)
    try:
        devtools.break_at(tools, stack, "backend", k_source, k_line, "given === 'debugged'")
        request = Request(stack)
        value = devtools.value_of(tools, tools.event("Debugger.paused"), "`${method} ${path} ${requestId}`")
        dice.expect(value == "GET /health debugged", value)
        # The claim is that nothing happens for so long: LIVENESS asks every second.
        ends = time.monotonic() + 15
        while time.monotonic() < ends:
            dice.expect(not request.answer, "it is not stopped")
            is_left_alone(stack, life)
            time.sleep(1)
        tools.call("Debugger.resume")
        request.is_answered()
    finally:
        tools.close()
    is_left_alone(stack, life)
    stack.up("backend")
    dice.expect(life_of(stack).split()[0] != life.split()[0], "a plain start has not made it what it was")


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "debug-backend")
