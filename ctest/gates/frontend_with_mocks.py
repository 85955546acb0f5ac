"""Mode frontend-only: the PWA works in Chromium with nothing beside it, answered by MirageJS in the page, and with
profile `mock` on the JSON server."""

import sys

import browser
import stack as dice

k_mirage, k_mock = "pwa-browser-mocks", "pwa-browser-mock-backend"


def prepare(manifest):
    """The browsers come along with the mode, each with what it is for."""
    manifest["modes"]["frontend-only"]["services"] += [k_mirage, k_mock]


def check(stack):
    browser.expect_green(stack, k_mirage, "--mode", "frontend-only")
    dice.expect(there(stack) == {"pwa", k_mirage}, "in frontend-only there are", sorted(there(stack)))
    browser.expect_green(stack, k_mock, "--mode", "frontend-only", "--profile", "mock", "--profile", "browser-mock")
    beside = there(stack) - {k_mirage}
    dice.expect(beside == {"pwa", "mock-backend", k_mock}, "with profile mock there are", sorted(beside))


def there(stack):
    return {name for name, service in stack.services().items() if service["state"] != "absent"}


def sabotage(manifest):
    """The built app, which has no mocks."""
    del manifest["modes"]["frontend-only"]["env"]
    browser.run_only(manifest, k_mirage, "wrong password")
    return f"1 of {k_mirage}'s tests fail: locator.waitFor: Timeout"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "mocks")
