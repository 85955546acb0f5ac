#!/bin/sh
# What a new dev container lacks: the packages of the workspace.
set -eu
cd "$(dirname -- "$0")/../workspace"
exec pnpm install --frozen-lockfile
