#!/bin/sh
# The layout of C++: `check` complains, `fix` rewrites. What clang-format 14 says, other releases differ.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"
tool=$(command -v clang-format-14 || command -v clang-format) || skip "clang-format is missing: apt-get install clang-format-14"
case ${1:-check} in
check) set -- --dry-run -Werror ;;
fix) set -- -i ;;
*) echo "usage: format.sh check|fix" >&2 && exit 2 ;;
esac
files '*.cpp' '*.hpp' | xargs "$tool" --style=file "$@"
