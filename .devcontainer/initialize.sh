#!/bin/sh
# On the host, before a dev container is made: the image it is of and, where it stands in for the service $1, what Compose
# has to know. Read: CAISSON, CAISSON_MANIFEST (else those of the build tree).
set -eu
cd "$(dirname -- "$0")/.."
caisson=${CAISSON:-build/harness/src/cli/caisson}
CAISSON_MANIFEST=${CAISSON_MANIFEST:-build/caisson/dice.json}
export CAISSON_MANIFEST
if [ ! -x "$caisson" ] || [ ! -e "$CAISSON_MANIFEST" ]; then
    echo "dev container: its image is made by Caisson, which is not built yet: run \`make doctor\`, then open it again" >&2
    exit 1
fi
[ -e .env.development ] || cp .env.example .env.development
mkdir -p data/postgres data/redis data/localstack
images=$("$caisson" images "$@" devcontainer --format env)
docker tag "$(echo "$images" | sed -n 's/^CAISSON_IMAGE_DEVCONTAINER=//p')" dice/devcontainer:dev
[ $# = 0 ] || echo "$images" >"workspace/$1/.env"
