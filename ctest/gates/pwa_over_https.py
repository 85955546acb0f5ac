"""The PWA in Chromium, over HTTPS by its name: the service worker, offline reading and editing, data of the real back end."""

import sys

import browser
import stack as dice


def check(stack):
    browser.expect_green(stack, "pwa-browser", "--profile", "proxy", "--profile", "aws", "--profile", "browser", "pwa-browser")


def sabotage(manifest):
    """A certificate for other names: no browser goes on, whoever is behind the edge."""
    services = manifest["services"]
    services["certificates"]["env"]["NAMES"] = "api traefik"
    edge = [need for need in services["pwa-browser"]["depends"] if need["service"] in ("certificates", "traefik", "pwa")]
    services["pwa-browser"]["depends"] = edge
    browser.run_only(manifest, "pwa-browser", "wrong password")
    return "ERR_CERT_COMMON_NAME_INVALID"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "pwa")
