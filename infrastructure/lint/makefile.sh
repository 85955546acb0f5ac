#!/bin/sh
# The Makefile explains itself: `make` prints every verb, with what it does.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"
command -v make >/dev/null || skip "make is missing: apt-get install make"
printed=$(make --no-print-directory 2>&1)
missing=$(sed -n 's/^\.PHONY: //p' Makefile | tr ' ' '\n' | grep -vxE 'help|engine|command|rival' | while read -r verb; do
    echo "$printed" | grep -q "^ *$verb " || echo "$verb"
done)
if [ -z "$printed" ] || [ -n "$missing" ]; then
    echo "make does not print these verbs: ${missing:-none at all}: add \`## what it does\` to their rules" >&2
    exit 1
fi
