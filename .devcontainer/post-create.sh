#!/bin/sh
# What a new dev container lacks: the development environment's variables, and the packages of the workspace.
set -eu
cd "$(dirname -- "$0")/.."
[ -e .env.development ] || cp .env.example .env.development
cd workspace
exec pnpm install --frozen-lockfile
