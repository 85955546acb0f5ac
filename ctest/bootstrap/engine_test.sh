#!/bin/bash
# The cases of infrastructure/engine/engine.sh. Run: engine_test.sh <case>
. "$(dirname "$0")/machine.sh"

address="unix://$machine/var/run/docker.sock"
record=$machine/state/caisson/engine/engine

# Not one that has ended and that nobody has waited for: that has no command line.
is_dockerd() { [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") == *dockerd* ]]; }

forbidden() {
    environment=(BOOTSTRAP=no)
    on_machine "$engine" start
    expect_status 3
    expect out ''
    expect err "a container engine is missing, and BOOTSTRAP=no forbids installing it. By hand:
  apt-get update && apt-get install --yes --no-install-recommends docker.io iptables"
    expect calls ''
}

not_root() {
    user 1000
    on_machine "$engine" start
    expect_status 3
    expect err "a container engine is missing, and installing it needs root:
  sudo apt-get update && sudo apt-get install --yes --no-install-recommends docker.io iptables"
    expect calls ''
}

elsewhere() {
    local id
    for id in 'fedora:dnf install -y moby-engine' 'arch:pacman -S --needed docker' \
        'alpine:apk add docker' 'opensuse-leap:zypper install -y docker'; do
        distribution "${id%%:*}"
        on_machine "$engine" start
        expect_status 3
        expect err "a container engine is missing, and Caisson installs by itself on Debian and Ubuntu only. Here:
  ${id#*:}"
        expect calls ''
    done
}

# From nothing to an answering engine, once; the end of it; nothing of it left.
installs_starts_stops() {
    on_machine "$engine" start
    expect_status 0
    expect out "$address"
    expect_line err "  (off again with: apt-get purge --autoremove docker.io iptables; images stay in /var/lib/docker)"
    expect_line calls 'apt-get update -qq'
    expect_line calls 'apt-get install --yes --no-install-recommends -qq docker.io iptables'
    local pid
    read -r pid _ <"$record"
    is_dockerd "$pid" || flunk "no dockerd has the recorded pid $pid"

    : >"$machine/calls"
    on_machine "$engine" start
    expect_status 0
    expect out "$address"
    expect calls ''

    on_machine "$engine" stop
    expect_status 0
    ! is_dockerd "$pid" || flunk "dockerd survived its stop"
    [[ ! -e $record ]] || flunk "$record is left"
    on_machine "$engine" stop
    expect_status 0
    expect err "no engine was started from here: nothing to stop"
}

leaves_a_found_engine_alone() {
    CAISSON_BOOTSTRAP_ROOT=$machine "$machine/dockerd" &
    local pid=$!
    until [[ -S $machine/var/run/docker.sock ]]; do kill -0 $pid; done
    on_machine "$engine" start
    expect_status 0
    expect out "$address"
    on_machine "$engine" stop
    expect_status 0
    is_dockerd "$pid" || flunk "stop ended an engine that it had not started"
    expect calls ''
}

# A client, but no engine, as on many build machines.
installed_but_not_running() {
    has_docker
    environment=(BOOTSTRAP=no)
    on_machine "$engine" start
    expect_status 3
    expect err "dockerd is installed but does not run, and BOOTSTRAP=no forbids starting it"
    environment=(_=_)
    on_machine "$engine" start
    expect_status 0
    ! grep -q apt-get "$machine/calls" || flunk "apt-get was called for what is there"
    on_machine "$engine" stop
    expect_status 0
}

# Under another start time a pid is another process.
never_kills_a_reused_pid() {
    sleep 100 &
    local bystander=$! boot
    boot=$(</proc/sys/kernel/random/boot_id)
    mkdir -p "${record%/*}"
    echo "$bystander 1 $boot" >"$record"
    on_machine "$engine" stop
    expect_status 0
    expect err "the engine started from here is gone already"
    kill "$bystander" || flunk "a process that is not ours was ended"
}

removes_a_stale_pid_file() {
    has_docker
    echo $$ >"$machine/var/run/docker.pid"
    on_machine "$engine" start
    expect_status 0
    expect_line err "removing the stale $machine/var/run/docker.pid (pid $$ is no dockerd)"
    on_machine "$engine" stop
}

shows_why_it_died() {
    has_docker
    touch "$machine/var/run/refuse"
    on_machine "$engine" start
    expect_status 1
    expect_line err "refusing, as told"
    [[ ! -e $record ]] || flunk "a dead engine is still recorded"
}

# A build tool waits for every copy of its pipe: a daemon must have none, whatever its number.
holds_no_pipe() {
    has_docker
    # shellcheck disable=SC2016 # expanded by the inner shell
    on_machine sh -c '"$0" start 7>&1 | cat' "$engine"
    expect_status 0
    on_machine "$engine" stop
}

named_but_silent() {
    environment=(DOCKER_HOST=unix:///nowhere.sock)
    on_machine "$engine" start
    expect_status 3
    expect err "DOCKER_HOST is \`unix:///nowhere.sock\`, where no engine answers: start it, or unset DOCKER_HOST"
    expect calls ''
}

"$1"
