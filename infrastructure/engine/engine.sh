#!/bin/sh
# Finds a container engine, or on Debian and Ubuntu installs and starts one.
#
#   find    the engine's address on stdout, by what it was found on stderr
#   start   its address on stdout, after installing and starting Docker if there is none; does nothing if there is one
#   stop    ends the engine that `start` started, and no other
#   status  which engine answers, and whether it is ours
#
# Exit status: 0 done, 1 it failed, 2 usage, 3 there is no engine and this machine was left as it was.
# Read: BOOTSTRAP=no (never install or start), CAISSON_ENGINE, DOCKER_HOST, DOCKER_CONTEXT, XDG_*.
# An engine that was there is never reconfigured, started or stopped.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=infrastructure/engine/common.sh
. "$here/common.sh"
# shellcheck source=infrastructure/engine/process.sh
. "$here/process.sh"
# shellcheck source=infrastructure/engine/find.sh
. "$here/find.sh"
PATH=$PATH:$root/usr/local/sbin:$root/usr/sbin:$root/sbin # where dockerd is, for users who are not root

state=${XDG_STATE_HOME:-${HOME:-/root}/.local/state}/caisson/engine
run=$root/var/run # where dockerd keeps its socket and pid files
log=$state/dockerd.log
deadline=30 # seconds; dockerd takes one or two

systemd_runs() { [ -d "$root/run/systemd/system" ]; }

# A pid file that a crash left behind stops dockerd as soon as anything else has that pid.
clear_stale() {
    [ -r "$1" ] || return 0
    read -r pid <"$1" || true
    [ "$(process_name "${pid:-0}")" = "$2" ] || {
        say "removing the stale $1 (pid ${pid:-none} is no $2)"
        rm -f "$1"
    }
}

# What dockerd changes on the host and does not change back. $1: a file to keep it in.
remember_network() {
    {
        cat /proc/sys/net/ipv4/ip_forward 2>/dev/null || echo 0
        iptables -S FORWARD 2>/dev/null | sed -n 's/^-P FORWARD //p'
        [ -d /sys/class/net/docker0 ] && echo docker0
    } >"$1" 2>/dev/null || true
}

restore_network() {
    [ -r "$1" ] || return 0
    if have iptables-save && iptables-save >"$1.rules" 2>/dev/null; then
        grep -vi docker "$1.rules" | iptables-restore 2>/dev/null || true
        policy=$(sed -n 2p "$1")
        case $policy in ACCEPT | DROP) iptables -P FORWARD "$policy" 2>/dev/null || true ;; esac
    fi
    grep -q '^docker0$' "$1" || ip link delete docker0 2>/dev/null || true
    [ "$(sed -n 1p "$1")" = 1 ] || echo 0 >/proc/sys/net/ipv4/ip_forward 2>/dev/null || true
}

install_docker() {
    case $(family) in
    debian) packages='docker.io iptables' ;;
    fedora) packages='moby-engine' ;;
    arch | suse | alpine) packages='docker' ;;
    *) packages='Docker Engine (or Podman with its socket)' ;;
    esac
    # shellcheck disable=SC2086 # a list
    require_installer "a container engine" $packages
    say "no container engine answers here: installing $packages, in which the services run
  (off again with: apt-get purge --autoremove $packages; images stay in /var/lib/docker)"
    # shellcheck disable=SC2086 # a list
    apt_install $packages
    have dockerd || fail "docker.io is installed, but there is no dockerd in $PATH" 1
}

# Until the engine answers, or its process is gone, or the deadline. $1: the pid to watch, or empty.
await_engine() {
    tries=$((deadline * 10))
    while [ "$tries" -gt 0 ]; do
        ! answers "unix://$run/docker.sock" || return 0
        [ -z "$1" ] || kill -0 "$1" 2>/dev/null || return 1
        sleep 0.1
        tries=$((tries - 1))
    done
    return 1
}

start_systemd() {
    say "starting docker.service"
    systemctl start docker || fail "docker.service did not start: see journalctl -u docker" 1
    await_engine '' || fail "docker.service runs, but nothing answers after $deadline s: see journalctl -u docker" 1
    echo systemd >"$state/engine"
}

# A daemon of its own session with nothing of the caller's open: a build tool waits for every copy of its pipe.
start_daemon() {
    pid=
    ! read -r pid 2>/dev/null <"$run/docker.pid" || true
    if [ "$(process_name "${pid:-0}")" = dockerd ]; then
        say "dockerd is starting already (pid $pid)"
        await_engine "$pid" || fail "dockerd (pid $pid) does not answer on $run/docker.sock: look at its log, or end it" 1
        return
    fi
    clear_stale "$run/docker.pid" dockerd
    clear_stale "$run/docker/containerd/containerd.pid" containerd
    remember_network "$state/network"
    say "starting dockerd, log in $log"
    # Containers inherit its limit of open files.
    # shellcheck disable=SC3045 # dash and busybox have it
    ulimit -n "$(ulimit -H -n)" 2>/dev/null || true
    setsid dockerd </dev/null >"$log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
    pid=$!
    process_identity "$pid" >"$state/engine"
    await_engine "$pid" || {
        if kill -0 "$pid" 2>/dev/null; then
            say "dockerd does not answer after $deadline s. The end of $log:"
        else
            say "dockerd ended before it answered. The end of $log:"
        fi
        tail -n 20 "$log" >&2
        end_process "$(cat "$state/engine")" 5
        rm -f "$state/engine"
        exit 1
    }
}

start() {
    ! find_engine || return 0
    if ! have dockerd; then
        install_docker
        fresh=yes
    else
        [ "${BOOTSTRAP:-yes}" != no ] || fail "dockerd is installed but does not run, and BOOTSTRAP=no forbids starting it"
        is_root || fail "dockerd is installed but does not run, and starting it needs root:
  $(systemd_runs && echo 'sudo systemctl start docker' || echo "sudo $here/engine.sh start")"
        fresh=no
    fi
    mkdir -p "$state"
    if systemd_runs; then
        start_systemd
    elif [ "$fresh" = yes ] && answers "unix://$run/docker.sock"; then
        # The package has started it: ours all the same.
        process_identity "$(cat "$run/docker.pid")" >"$state/engine"
    else
        start_daemon
    fi
    find_engine || fail "the engine was started, but does not answer" 1
}

stop() {
    if [ ! -s "$state/engine" ]; then
        say "no engine was started from here: nothing to stop"
        return 0
    fi
    identity=$(cat "$state/engine")
    if [ "$identity" = systemd ]; then
        systemctl stop docker.socket docker || fail "docker.service did not stop: see journalctl -u docker" 1
    elif process_is "$identity"; then
        # dockerd ends its containers and its containerd itself; should it not, they are ended here.
        containerd=
        ! read -r containerd 2>/dev/null <"$run/docker/containerd/containerd.pid" || true
        [ "$(process_name "${containerd:-0}")" = containerd ] && containerd=$(process_identity "$containerd") || containerd=
        end_process "$identity" "$deadline" || fail "dockerd (pid ${identity%% *}) cannot be ended" 1
        [ -z "$containerd" ] || end_process "$containerd" 5 || true
        restore_network "$state/network"
        say "the engine started from here has ended"
    else
        say "the engine started from here is gone already"
    fi
    rm -f "$state/engine" "$state/network" "$state/network.rules"
}

status() {
    if find_engine; then
        say "found by $found_by"
        if [ -s "$state/engine" ] && { [ "$(cat "$state/engine")" = systemd ] || process_is "$(cat "$state/engine")"; }; then
            say "started from here: make engine-stop ends it"
        else
            say "not started from here: left alone"
        fi
    else
        fail "no container engine answers: make start-all finds or installs one"
    fi
}

case ${1-} in
find)
    find_engine || fail "no container engine answers"
    say "found by $found_by"
    ;;
start | stop | status) "$1" ;;
*) fail "usage: engine.sh find|start|stop|status" 2 ;;
esac
