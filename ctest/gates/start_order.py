"""Nothing starts before what it cannot do without: for each hard edge, the times the engine noted."""

import datetime
import json
import sys

import stack as dice


def moment(text):
    seconds, _, rest = text.rstrip("Z").partition(".")
    time = datetime.datetime.fromisoformat(seconds).replace(tzinfo=datetime.timezone.utc).timestamp()
    return time + float("0." + (rest or "0"))


def times(stack, service, entry):
    """When its container started, and when it was what others wait for."""
    dice.expect(entry["container"], service, "was not started")
    state = json.loads(dice.docker("inspect", entry["container"]))[0]["State"]
    started = moment(state["StartedAt"])
    if stack.declared["services"][service].get("completes"):
        dice.expect(state["Status"] == "exited" and state["ExitCode"] == 0, service, "did not complete:", state)
        return started, moment(state["FinishedAt"])
    dice.expect(state["Running"], service, "does not run")
    return started, started + entry["ready_ms"] / 1000


def check(stack):
    wanted = stack.closure("backend")
    stack.up(*sorted(wanted))
    services = stack.services()
    at = {service: times(stack, service, services[service]) for service in wanted}
    for service in sorted(wanted):
        for edge in stack.declared["services"][service].get("depends", []):
            started, other = at[service][0], at[edge["service"]]
            needed = other[0] if edge["condition"] == "started" else other[1]
            print(f"{service} started {1000 * (started - needed):.0f} ms after {edge['service']} was {edge['condition']}")
            # The times of one engine's clock; readiness is rounded to milliseconds.
            dice.expect(started >= needed - 0.001, service, "started before", edge["service"], "was", edge["condition"])


def sabotage(manifest):
    """The back end no longer says what it needs, and is started beside it, long before the seeds are in."""
    manifest["services"]["backend"]["depends"] = [
        {"service": service, "condition": "started"} for service in ("postgres", "redis")]
    return "started before"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "order")
