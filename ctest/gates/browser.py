"""Tests in a browser for a gate: a service that runs Node's test runner once."""

import re

import stack as dice


def expect_green(stack, service, *options):
    """Brings `service` up with all it needs, and holds it to what its tests say, which a failed start would take away."""
    stack.run("up", "--keep", *options, check=False)
    browser = stack.services()[service]
    dice.expect(browser["state"] in ("completed", "exited"), service, "is", browser["state"])
    said = stack.run("logs", service, quiet=True)
    passed, failed = counted(said, "pass"), counted(said, "fail")
    if failed or not passed or browser["exit_code"] != 0:
        print(said)
        causes = re.findall(r"^ *error: (?:\|-\n)?(.*)", said, re.MULTILINE)
        raise dice.Red(f"{failed} of {service}'s tests fail: {'; '.join(dict.fromkeys(map(str.strip, causes)))}")
    print(f"{service}: {passed} tests passed")


def run_only(manifest, service, words):
    """One test of the app, by words of its name, is as good for a control as all of them."""
    manifest["services"][service]["command"] = ["node", "--test", f"--test-name-pattern={words}", "test/browser/app.test.js"]


def counted(said, what):
    return sum(int(number) for number in re.findall(rf"# {what} (\d+)", said))
