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
PWA_URL=$(scripts/caisson.sh status --format json |
    node -p 'JSON.parse(fs.readFileSync(0)).services.find(({ name }) => name === "pwa").urls[0]')
PWA_URL=$PWA_URL pnpm --filter @dice/pwa test:frontend
