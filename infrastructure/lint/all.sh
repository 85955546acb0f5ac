#!/bin/sh
# Every check of style; one after the other, so that all there is to say is said. TIDY=1: clang-tidy too.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"
status=0
for check in format shell recipes workflows makefile ${TIDY:+tidy}; do
    echo "== $check"
    "infrastructure/lint/$check.sh" || [ $? = 77 ] || status=1
done
exit "$status"
