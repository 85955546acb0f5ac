"""Mode backend-only on its real dependencies, in one instance: what has to hold while they come and go.

usage: backend_only.py <caisson> <manifest>
"""

import sys

import certificate
import edge as edges
import internal_key
import level_ups
import portraits
import rds
import side_by_side
import stack as dice

k_kept = {"localstack"}
k_checks = (level_ups, certificate, side_by_side, internal_key, rds, portraits)


def prepare(manifest):
    certificate.prepare(manifest)


def check(stack):
    stack.up("--mode", "backend-only", "--profile", "aws", "--profile", "proxy")
    edge = edges.of_stack(stack)
    for each in k_checks:
        print("==", each.__doc__, flush=True)
        each.check(stack, edge)


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "backend-only")
