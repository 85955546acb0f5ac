#!/bin/sh
# clang-tidy over the C++ of the build tree, or over the files given. Minutes, so on demand: make lint TIDY=1
# The tree of the preset `asan`, because it goes without precompiled headers: clang stumbles over GCC's.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"
tool=$(command -v clang-tidy-14 || command -v clang-tidy) || skip "clang-tidy is missing: apt-get install clang-tidy-14"
[ -e "${BUILD:=build/asan}/compile_commands.json" ] || {
    echo "there is no $BUILD/compile_commands.json: cmake --preset asan" >&2
    exit 1
}
# shellcheck disable=SC2046 # a list
[ $# -gt 0 ] || set -- $(files 'harness/src/*.cpp')
printf '%s\n' "$@" | xargs --max-procs="$(nproc)" --max-args=1 "$tool" -p "$BUILD" --quiet
