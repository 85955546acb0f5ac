#!/bin/bash
# The cases of infrastructure/engine/dependencies.sh. Run: dependencies_test.sh <case>
. "$(dirname "$0")/machine.sh"

everything() { sed -e '/^#/d' -e 's/ |.*//' "$list" >"$machine/installed"; }
without() { sed -i "/^$1\$/d" "$machine/installed"; }

complete() {
    everything
    on_machine "$dependencies" install
    expect_status 0
    expect out ''
    expect err ''
    expect calls ''
}

only_what_is_missing() {
    everything
    without ninja-build
    without libfmt-dev
    on_machine "$dependencies" install
    expect_status 0
    expect err "installing what the build needs: ninja-build libfmt-dev"
    expect calls "apt-get update -qq
apt-get install --yes --no-install-recommends -qq ninja-build libfmt-dev"
    : >"$machine/calls"
    on_machine "$dependencies" install
    expect_status 0
    expect calls ''
}

# This machine's release has no Boost 1.81.
what_the_release_has() {
    everything
    without libboost1.81-dev
    on_machine "$dependencies" install
    expect_status 0
    expect_line calls 'apt-get install --yes --no-install-recommends -qq libboost1.83-dev'
}

forbidden() {
    everything
    without cmake
    environment=(BOOTSTRAP=no)
    on_machine "$dependencies" install
    expect_status 3
    expect err "part of what the build needs is missing, and BOOTSTRAP=no forbids installing it. By hand:
  apt-get update && apt-get install --yes --no-install-recommends cmake"
    expect calls ''
}

not_root() {
    everything
    without cmake
    user 1000
    on_machine "$dependencies" install
    expect_status 3
    expect err "part of what the build needs is missing, and installing it needs root:
  sudo apt-get update && sudo apt-get install --yes --no-install-recommends cmake"
    expect calls ''
}

elsewhere() {
    distribution arch
    on_machine "$dependencies" install
    expect_status 0
    expect_line err "Caisson installs what it is built with on Debian and Ubuntu only. Here, if not done yet:"
    grep -q '^  pacman -S --needed cmake ' "$machine/err" || flunk "no pacman command"
    expect calls ''
}

failed_installation() {
    everything
    without cmake
    # shellcheck disable=SC2016 # expanded by the stand-in
    stub apt-get '[ "$1" = update ] || { echo "E: no such luck"; exit 100; }'
    on_machine "$dependencies" install
    expect_status 1
    expect_line err "apt-get install failed: see its message above"
}

"$1"
