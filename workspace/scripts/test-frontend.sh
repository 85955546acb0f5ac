#!/bin/sh
# The PWA's browser tests on mode frontend-only, in an instance of its own: what runs already stays as it is.
# CHROMIUM names the browser (/usr/bin/chromium).
set -eu
cd "$(dirname -- "$0")/.."
CAISSON_INSTANCE=dice-frontend-tests-$$
export CAISSON_INSTANCE

trap 'scripts/caisson.sh down' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
scripts/caisson.sh --mode frontend-only up
# Ports of this machine are chosen: those in the container say nothing here.
eval "$(scripts/caisson.sh env --export)"
PWA_URL=$CAISSON_PWA_URL
STORYBOOK_URL=http://$CAISSON_PWA_HOST:$CAISSON_PWA_PORT_6006
export PWA_URL STORYBOOK_URL
pnpm --filter @dice/pwa test:frontend
