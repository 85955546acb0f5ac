# shellcheck shell=sh
# Processes by identity, not by number: a pid is used again, a pid with its start time and boot is not. Sourced.

process_name() { cat "/proc/$1/comm" 2>/dev/null || true; }

# "pid start-time boot-id" of a process, empty if there is none. The name in stat may hold anything, so from the last `)`.
process_identity() {
    started=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20) || true
    [ -z "$started" ] || echo "$1 $started $(cat /proc/sys/kernel/random/boot_id)"
}

process_is() { [ -n "$1" ] && [ "$(process_identity "${1%% *}")" = "$1" ]; }

# Asks, then after $2 seconds forces, the process of identity $1 to end.
end_process() {
    process_is "$1" || return 0
    kill -TERM "${1%% *}" 2>/dev/null || true
    tries=$(($2 * 10))
    while process_is "$1" && ! process_is_zombie "${1%% *}"; do
        [ "$tries" -gt 0 ] || {
            kill -KILL "${1%% *}" 2>/dev/null || true
            break
        }
        sleep 0.1
        tries=$((tries - 1))
    done
    tries=20
    while process_is "$1" && ! process_is_zombie "${1%% *}"; do
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
        tries=$((tries - 1))
    done
}

# Ended, and not yet waited for by whoever started it.
process_is_zombie() { grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
