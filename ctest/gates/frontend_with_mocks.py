"""Mode frontend-only: the PWA works in Chromium with nothing beside it, answered by MirageJS in the page."""

import sys

import stack as dice


def prepare(manifest):
    """The browser comes along with the mode."""
    manifest["modes"]["frontend-only"]["services"].append("pwa-browser-mocks")


def check(stack):
    stack.up("--mode", "frontend-only")
    services = stack.services()
    there = {name for name, service in services.items() if service["state"] != "absent"}
    dice.expect(there == {"pwa", "pwa-browser-mocks"}, "in frontend-only there are", sorted(there))
    browser = services["pwa-browser-mocks"]
    dice.expect(browser["state"] == "completed" and browser["exit_code"] == 0, "the browser's tests are", browser["state"])
    said = stack.run("logs", "pwa-browser-mocks")
    dice.expect("# fail 0" in said and "# pass 0" not in said, "the browser's tests say", said[-500:])


def sabotage(manifest):
    """The built app, which has no mocks."""
    del manifest["modes"]["frontend-only"]["env"]
    return "caisson up --mode frontend-only ended with 1"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "mocks")
