#!/bin/sh
# What building Caisson needs: `check` says what is missing, `install` gets it, in one call, and
# only what is missing. Read: BOOTSTRAP=no (never install).
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/engine/common.sh
. "$here/common.sh"

# Each line of the list of which nothing is installed.
missing_lines() {
    installed=" $(dpkg-query --show --showformat '${db:Status-Abbrev}${Package}\n' 2>/dev/null |
        sed -n 's/^ii *//p' | tr '\n' ' ')"
    sed -e '/^#/d' -e '/^ *$/d' "$here/dependencies.debian.txt" | while read -r line; do
        found=no
        for package in $line; do
            case $installed in *" $package "*) found=yes ;; esac
        done
        [ "$found" = yes ] || echo "$line"
    done
}

# Of several that will do, the first that this release of Debian has.
choose() {
    while read -r line; do
        chosen=
        for package in $line; do
            [ "$package" != '|' ] || continue
            [ -n "$chosen" ] || chosen=$package
            case $line in *'|'*) apt-cache show "$package" >/dev/null 2>&1 || continue ;; esac
            chosen=$package
            break
        done
        echo "$chosen"
    done
}

elsewhere() {
    case $(family) in
    fedora)
        set -- cmake ninja-build gcc-c++ pkgconf ccache boost-devel json-devel spdlog-devel fmt-devel \
            cli11-devel openssl-devel libarchive-devel libnghttp2-devel libnl3-devel runc sqlite-devel gtest-devel gmock-devel \
            rapidcheck-devel google-benchmark-devel python3 ShellCheck mmdebstrap
        ;;
    arch)
        set -- cmake ninja gcc pkgconf ccache boost nlohmann-json spdlog fmt cli11 openssl libarchive \
            libnghttp2 libnl runc sqlite gtest rapidcheck benchmark python shellcheck mmdebstrap
        ;;
    *)
        say "Caisson installs what it is built with on Debian and Ubuntu only. This is neither: install what corresponds to
$(missing_lines | sed 's/^/  /')"
        return
        ;;
    esac
    say "Caisson installs what it is built with on Debian and Ubuntu only. Here, if not done yet:
  $(install_command "$@")"
}

verb=${1:-install}
case $verb in
check | install) ;;
*) fail "usage: dependencies.sh check|install" 2 ;;
esac

# Elsewhere the configure step is the judge of what is missing.
if [ "$(family)" != debian ] || ! have dpkg-query; then
    elsewhere
    exit 0
fi

lines=$(missing_lines)
[ -n "$lines" ] || exit 0
packages=$(echo "$lines" | choose | tr '\n' ' ')
packages=${packages% }
[ "$verb" = install ] || fail "missing for the build: $packages"
# shellcheck disable=SC2086 # a list
require_installer "part of what the build needs" $packages
say "installing what the build needs: $packages"
if have apt-cache && [ "${lines#*|}" != "$lines" ]; then
    # Which of the alternatives exist is known only after an update.
    apt-get update -qq >&2 || fail "apt-get update failed: see its message above" 1
    packages=$(echo "$lines" | choose | tr '\n' ' ')
fi
# shellcheck disable=SC2086 # a list
apt_install $packages
lines=$(missing_lines)
[ -z "$lines" ] || fail "still missing after the installation: $lines" 1
