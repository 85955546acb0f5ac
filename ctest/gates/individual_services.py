"""Each service starts alone: it, what its profile adds and their hard dependencies come up, and nothing else does."""

import sys

import stack as dice


def check(stack):
    declared = stack.declared["services"]
    names = [name for name, service in sorted(declared.items()) if not service.get("completes")]
    dice.expect(len(names) >= 3, "there are only", names)
    for name in names:
        profile = declared[name].get("profile")
        stack.up(*(["--profile", profile] if profile else []), name)
        services = stack.services()
        there = {other for other, entry in services.items() if entry["state"] != "absent"}
        mates = [other for other in declared if profile and declared[other].get("profile") == profile]
        wanted = stack.closure(name, *mates)
        dice.expect(there == wanted, "for", name, "there are", sorted(there), "and not", sorted(wanted))
        for other in wanted:
            state = "completed" if declared[other].get("completes") else "healthy"
            dice.expect(services[other]["state"] == state, "for", name, other, "is", services[other]["state"])
        stack.down()
        left = {other for other, entry in stack.services().items() if entry["state"] != "absent"}
        dice.expect(not left, "after", name, "was stopped there are", left)


def sabotage(manifest):
    """Redis brings Postgres along."""
    manifest["services"]["redis"]["depends"] = [{"service": "postgres", "condition": "healthy"}]
    return "for redis there are ['postgres', 'redis']"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "individual")
