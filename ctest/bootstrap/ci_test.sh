#!/bin/bash
# The cases of .ci/run. Run: ci_test.sh <case>
. "$(dirname "$0")/machine.sh"

for tool in mktemp readlink; do ln -s "$(command -v "$tool")" "$machine/bin/$tool"; done
has_docker
tests() { # status; what it does besides
    stub make "${2-}
echo \"engine required: \$CAISSON_REQUIRE_ENGINE\"
echo '50% tests passed, 1 tests failed out of 2'
echo 'make: *** Error' >&2
exit $1"
}
starts_engine="'$engine' start >/dev/null"
runs() { [[ -S $machine/var/run/docker.sock ]]; }

status_of_the_tests() {
    tests 2
    on_machine "$SOURCE/.ci/run"
    expect_status 2
    expect_line calls 'make test'
    expect_line out 'engine required: 1'
    [[ $(tail -n 2 "$machine/out" | head -n 1) == '50% tests passed, 1 tests failed out of 2' ]] ||
        flunk "it does not end with ctest's closing lines"
    tests 0
    on_machine "$SOURCE/.ci/run"
    expect_status 0
}

does_not_wait_for_what_stays() {
    mkfifo "$machine/gate"
    exec 8<>"$machine/gate" # open for as long as this test runs
    tests 0 "cat <'$machine/gate' 8>&- & echo \$! >'$machine/stays'"
    on_machine "$SOURCE/.ci/run"
    expect_status 1
    expect_line err "still running: cat (pid $(cat "$machine/stays"))"
    exec 8>&-
}

leaves_a_found_engine() {
    on_machine "$engine" start
    tests 0
    on_machine "$SOURCE/.ci/run"
    expect_status 0
    runs || flunk "it ended an engine that was there before"
}

ends_its_own_engine() {
    tests 2 "$starts_engine"
    on_machine "$SOURCE/.ci/run"
    expect_status 2
    ! runs || flunk "its engine still runs"
    [[ ! -e $machine/state/caisson/engine/engine ]] || flunk "its engine is still recorded"
}

"$1"
