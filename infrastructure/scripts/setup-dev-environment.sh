#!/bin/sh
# Makes this machine ready to work on DICE: the engine and the packages of the build (as root on
# Debian and Ubuntu installed after saying what; BOOTSTRAP=no forbids it), .env.development,
# the data folders, and the JavaScript packages of the workspace where pnpm is at hand.
set -eu
cd "$(dirname -- "$0")/../.."

make phase1-setup
pnpm=$(sed -n 's/.*"packageManager": *"\(pnpm@[0-9.]*\).*/\1/p' workspace/package.json)
if command -v pnpm >/dev/null 2>&1; then
    (cd workspace && pnpm install --frozen-lockfile)
elif command -v corepack >/dev/null 2>&1; then
    (cd workspace && corepack "${pnpm:-pnpm}" install --frozen-lockfile)
else
    echo "pnpm is missing: images build without it; for an editor, npm install --global ${pnpm:-pnpm}, and run this again" >&2
fi
echo "ready: make start-all"
