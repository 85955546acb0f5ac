# shellcheck shell=bash disable=SC2034,SC2016 # used by the cases; expanded by the stand-ins
# A machine of our own making for the bootstrap scripts: a root below which they look, a PATH with
# recorded stand-ins for what would change a real machine, and the checks the cases use. Sourced.
set -euo pipefail

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
engine=$SOURCE/infrastructure/engine/engine.sh
dependencies=$SOURCE/infrastructure/engine/dependencies.sh
list=$SOURCE/infrastructure/engine/dependencies.debian.txt

# Sockets have short names, so not in the build tree.
machine=$(mktemp -d)
cleanup() {
    local pid
    pid=$(cat "$machine/var/run/docker.pid" 2>/dev/null) || pid=
    [[ -z $pid || $(cat "/proc/$pid/comm" 2>/dev/null) != dockerd ]] || kill "$pid" || true
    rm -rf "$machine"
}
trap cleanup EXIT
mkdir -p "$machine"/{bin,etc,var/run,home,state,run}
: >"$machine/calls"
: >"$machine/installed"

for tool in sh cat sed cut id grep sleep setsid tail tr mkdir rm stat perl timeout printf sha256sum dirname env; do
    ln -s "$(command -v "$tool")" "$machine/bin/$tool"
done

stub() { # name, body
    printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n%s\n' "$1" "$machine" "$2" >"$machine/bin/$1"
    chmod +x "$machine/bin/$1"
}
stub iptables ''
stub ip ''
stub systemctl ''
stub apt-cache 'case $2 in libboost1.81-dev) exit 100 ;; esac'
# Installing is remembered, and docker.io brings a dockerd.
stub apt-get '
[ "$1" = install ] || exit 0
for word; do case $word in install | -*) ;; *) echo "$word" >>"'"$machine"'/installed" ;; esac; done
! grep -q "^docker.io$" "'"$machine"'/installed" || cp "'"$machine"'/dockerd" "'"$machine"'/bin/dockerd"'
printf '#!/bin/sh\nsed "s/^/ii /" "%s/installed"\n' "$machine" >"$machine/bin/dpkg-query"
chmod +x "$machine/bin/dpkg-query"
cp "$SOURCE/ctest/bootstrap/dockerd.pl" "$machine/dockerd"
chmod +x "$machine/dockerd"
ln -s "$(command -v cp)" "$machine/bin/cp"

distribution() { echo "ID=$1" >"$machine/etc/os-release"; }
user() { # root or not, whoever runs the test
    rm "$machine/bin/id"
    printf '#!/bin/sh\ncase $1 in -un) echo someone ;; *) echo %s ;; esac\n' "$1" >"$machine/bin/id"
    chmod +x "$machine/bin/id"
}
has_docker() { cp "$machine/dockerd" "$machine/bin/dockerd"; }
distribution debian
user 0

# Runs "$@" on the machine; its streams and status are kept.
on_machine() {
    status=0
    env -i PATH="$machine/bin" HOME="$machine/home" CAISSON_BOOTSTRAP_ROOT="$machine" XDG_STATE_HOME="$machine/state" \
        XDG_RUNTIME_DIR="$machine/run" "${environment[@]}" timeout 60 "$@" >"$machine/out" 2>"$machine/err" || status=$?
}
environment=(_=_)

flunk() {
    echo "FAILED: $1"
    for file in out err calls; do
        echo "--- $file"
        cat "$machine/$file"
    done
    exit 1
}
expect_status() { [[ $status == "$1" ]] || flunk "exit status is $status, not $1"; }
expect() { # file, exactly this text
    [[ $(<"$machine/$1") == "$2" ]] || flunk "$1 is not exactly:
$2"
}
expect_line() { grep -qxF -- "$2" "$machine/$1" || flunk "$1 has no line: $2"; }
