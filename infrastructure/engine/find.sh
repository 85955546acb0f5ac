# shellcheck shell=sh disable=SC2034 # `found_by` is for the caller
# Where a container engine may be, in the order of `caisson` itself (harness/src/engine/docker/discover.cpp). Sourced.

# Whether an engine answers at $1. A bare machine may have neither curl nor a client, but Debian always has perl-base.
answers() {
    case $1 in
    unix://*)
        [ -S "${1#unix://}" ] || return 1
        if have curl; then
            curl --silent --fail --max-time 3 --noproxy '*' --output /dev/null --unix-socket "${1#unix://}" http://engine/_ping
        elif have docker; then
            DOCKER_HOST=$1 timeout 3 docker version >/dev/null 2>&1
        else
            # shellcheck disable=SC2016 # perl's variables
            timeout 3 perl -MIO::Socket::UNIX -e '
                my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
                print $s "GET /_ping HTTP/1.0\r\n\r\n";
                exit(<$s> =~ / 200 / ? 0 : 1)' "${1#unix://}" 2>/dev/null
        fi
        ;;
    tcp://*)
        if have curl; then
            curl --silent --fail --max-time 3 --output /dev/null "http://${1#tcp://}/_ping"
        else
            DOCKER_HOST=$1 timeout 3 docker version >/dev/null 2>&1
        fi
        ;;
    *) have docker && DOCKER_HOST=$1 timeout 10 docker version >/dev/null 2>&1 ;;
    esac
}

# The address of the docker client's current context, unless it is the default one.
context_address() {
    configuration=${DOCKER_CONFIG:-${HOME:-/root}/.docker}
    name=${DOCKER_CONTEXT-}
    [ -n "$name" ] || name=$(sed -n 's/.*"currentContext"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "$configuration/config.json" 2>/dev/null)
    case $name in '' | default) return ;; esac
    # The folder is the hash of the name.
    sed -n 's/.*"Host"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' \
        "$configuration/contexts/meta/$(printf %s "$name" | sha256sum | cut -d ' ' -f 1)/meta.json" 2>/dev/null || true
}

# Prints the address of the engine that answers and sets `found_by`.
# An address that somebody asked for by name is the only candidate.
find_engine() {
    for name in CAISSON_ENGINE DOCKER_HOST; do
        eval "address=\${$name-}"
        [ -n "$address" ] || continue
        answers "$address" || fail "$name is \`$address\`, where no engine answers: start it, or unset $name"
        found "$address" "$name"
        return
    done
    address=$(context_address)
    if [ -n "$address" ]; then
        answers "$address" || fail "the docker client's current context names \`$address\`, where no engine answers: start it, or run docker context use default"
        found "$address" "the docker client's current context"
        return
    fi
    runtime=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
    home=${HOME:-/root}
    # shellcheck disable=SC2154 # `root` is of common.sh
    for path in "$runtime/docker.sock" "$root/var/run/docker.sock" \
        "$home/.docker/desktop/docker.sock" "$home/.docker/run/docker.sock" "$home/.rd/docker.sock" \
        "$home/.colima/default/docker.sock" "$home/.config/colima/default/docker.sock" \
        "$runtime/podman/podman.sock" "$root/run/podman/podman.sock"; do
        [ -S "$path" ] || continue
        if [ ! -w "$path" ]; then
            denied=$path
        elif answers "unix://$path"; then
            found "unix://$path" "$path"
            return
        fi
    done
    [ -z "${denied-}" ] ||
        fail "permission denied for the engine at \`$denied\`: add yourself to its group, sudo usermod -aG $(stat -c %G "$denied") $(id -un), and log in again"
    return 1
}

found() {
    echo "$1"
    found_by=$2
}
