"""/health, /ready and /metrics of the back end: well, with a dependency gone or silent, and well again."""

import json
import sys

import stack as dice

k_seconds = 15  # for a change to be noticed

k_always_well = """
require('http').createServer((request, answer) => answer.end(JSON.stringify(
  {status: request.url === '/ready' ? 'ready' : 'ok', down: []}) + '\\nhttp_request_duration_seconds_bucket'))
  .listen(3001)
"""


def check_well(api):
    for path, word in (("/health", '"ok"'), ("/ready", '"ready"'), ("/metrics", "http_request_duration_seconds_bucket")):
        code, text = dice.get(api + path)
        dice.expect(code == 200 and word in text, path, "answers", code, text[:200])


def check_ill(api, service):
    """Alive, not ready, and it says for want of what."""
    def noticed():
        code, text = dice.get(api + "/ready")
        return code == 503 and service in json.loads(text)["down"]
    dice.until(f"/ready is 503 for want of {service}", k_seconds, noticed)
    code, text = dice.get(api + "/health")
    dice.expect(code == 200, f"without {service}, /health answers", code, text)
    code, text = dice.get(api + "/metrics")
    dice.expect(code == 200, f"without {service}, /metrics answers", code, text)


def check_recovers(api, service):
    dice.until(f"/ready is 200 with {service} back", k_seconds, lambda: dice.get(api + "/ready")[0] == 200)
    check_well(api)


def check(stack):
    stack.up("backend")
    api = stack.url("backend", 3001)
    check_well(api)
    for service in ("postgres", "redis"):
        container = stack.container(service)
        # Silent: connections stay, nothing answers.
        dice.docker("pause", container)
        try:
            check_ill(api, service)
        finally:
            dice.docker("unpause", container)
        check_recovers(api, service)
        # Gone, and started again.
        dice.docker("stop", "--time", "5", container)
        check_ill(api, service)
        stack.up(service)
        check_recovers(api, service)


def sabotage(manifest):
    """A back end whose endpoints look at nothing."""
    backend = manifest["services"]["backend"]
    backend["command"] = ["node", "-e", k_always_well]
    return "/ready is 503 for want of postgres"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "health")
