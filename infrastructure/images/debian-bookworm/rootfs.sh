#!/bin/sh
# Writes the root file system of a small Debian, of the suite named in the file
# beside this one, to the tar file $1: what a registry calls `debian:<suite>-slim`.
# A recipe's hash sees its own folder only, so each suite's folder holds the same script.
#
# Read: DEBIAN_MIRROR, e.g. `http://mirror.example/debian` (else the mirror this machine's
# apt uses, else mmdebstrap's own), DEBIAN_SECURITY_MIRROR, SOURCE_DATE_EPOCH.
set -eu

tar=${1:?usage: rootfs.sh <tar file to write>}
suite=$(cat "$(dirname -- "$0")/suite")
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
    echo "rootfs.sh: $1" >&2
    exit 1
}
command -v mmdebstrap >/dev/null ||
    fail 'mmdebstrap is missing: apt-get install mmdebstrap'
[ -r "$keyring" ] ||
    fail "\`$keyring\` is missing: apt-get install debian-archive-keyring"

# apt reads every format of its own sources; a pinned snapshot has its date after the archive's name.
# shellcheck disable=SC2016 # apt's own format, not the shell's
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep -m 1 -E '/debian(/|$)' || true)}
mirror=${mirror%/}
security=${DEBIAN_SECURITY_MIRROR:-$(echo "$mirror" | sed -E 's,/debian(/|$),/debian-security\1,')}

# Layers above carry no caches; mmdebstrap itself lives on one, so this is said last.
# shellcheck disable=SC2016 # $1 is the hook's, not ours
set -- --aptopt='Acquire::Languages "none"' --aptopt='Dir::Cache::pkgcache ""' --aptopt='Dir::Cache::srcpkgcache ""' \
    --customize-hook='echo "APT::Keep-Downloaded-Packages \"false\";" >"$1/etc/apt/apt.conf.d/99no-archives"'

# What the image's apt has to share with this machine's: a frozen mirror and a proxy.
eval "$(apt-config shell valid Acquire::Check-Valid-Until http Acquire::http::Proxy https Acquire::https::Proxy)"
[ "${valid:-true}" != false ] || set -- "$@" --aptopt='Acquire::Check-Valid-Until "false"'
[ -z "${http:-}" ] || export http_proxy="$http"
[ -z "${https:-}" ] || export https_proxy="$https"

if [ -n "$mirror" ]; then
    origin="deb [signed-by=$keyring]"
    set -- "$@" "$suite" "$tar" "$origin $mirror $suite main" \
        "$origin $mirror $suite-updates main" "$origin $security $suite-security main"
else
    set -- "$@" "$suite" "$tar"
fi

# The same inputs give the same bytes, as far as Debian's packages do.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}
export SOURCE_DATE_EPOCH

echo "Debian $suite, made here from ${mirror:-the default mirror}: stands in for debian:$suite-slim" >&2
exec mmdebstrap --quiet --variant=minbase --include=ca-certificates --format=tar --keyring="$keyring" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-include=/usr/share/locale/locale.alias' \
    "$@"
