# shellcheck shell=sh
# What the checks share: where the repository is, its files, tools that may be missing. Sourced.
set -eu
cd "$(dirname -- "$0")/../.."

# Files of the repository by git's patterns, also in a source archive without git.
files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
            [ ! -f "$file" ] || echo "$file"
        done
    else
        for pattern; do
            find . -path ./build -prune -o -name node_modules -prune -o -type f -name "${pattern##*/}" -print
        done
    fi
}

# A tool that is not there is a reason to skip, but not where everything has to be checked.
skip() {
    echo "skipped: $1" >&2
    [ "${CI-}" != true ] || exit 1
    exit 77
}
