#!/bin/sh
# The GitHub workflows through actionlint, built once from its Go module.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"
version=v1.7.12
tools=$PWD/build/lint/actionlint-$version
if [ ! -x "$tools/actionlint" ]; then
    command -v go >/dev/null || skip "go is missing, which actionlint is built with: apt-get install golang-go"
    mkdir -p "$tools"
    GOBIN=$tools GOFLAGS=-modcacherw go install "github.com/rhysd/actionlint/cmd/actionlint@$version" ||
        skip "actionlint $version could not be built: see go's message above"
fi
"$tools/actionlint" -color=false .github/workflows/*.yml
