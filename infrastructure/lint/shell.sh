#!/bin/sh
# Every shell script through shellcheck.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"
command -v shellcheck >/dev/null || skip "shellcheck is missing: apt-get install shellcheck"
files '*.sh' .ci/run | xargs shellcheck --external-sources --source-path=SCRIPTDIR --source-path=.
