#!/bin/sh
# `caisson` with DICE's manifest, from the build tree beside this workspace, or from the one that BUILD names.
set -eu
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
build=${BUILD:-$root/build}
caisson=$build/harness/src/cli/caisson
manifest=$build/caisson/dice.json

if [ ! -x "$caisson" ] || [ ! -e "$manifest" ]; then
    echo "$build has no \`caisson\` yet: cd $root && make phase1-setup && cmake --build --preset dev --target caisson" >&2
    exit 2
fi
exec "$caisson" --manifest "$manifest" "$@"
