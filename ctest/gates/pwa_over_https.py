"""The PWA in Chromium, over HTTPS by its name: the service worker, offline reading and editing, data of the real back end."""

import sys

import stack as dice


def check(stack):
    stack.up("--profile", "proxy", "--profile", "browser", "pwa-browser")
    browser = stack.services()["pwa-browser"]
    dice.expect(browser["state"] == "completed" and browser["exit_code"] == 0, "the browser's tests are", browser["state"])
    said = stack.run("logs", "pwa-browser")
    dice.expect("# fail 0" in said and "# skipped 0" in said and "# pass 0" not in said, "the browser's tests say", said[-500:])


def sabotage(manifest):
    """A certificate for other names: no browser goes on."""
    manifest["services"]["certificates"]["env"]["NAMES"] = "api traefik"
    return "caisson up --profile proxy --profile browser pwa-browser ended with 1"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "pwa")
