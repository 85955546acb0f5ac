#!/bin/sh
# Becomes the Redis server, as the user redis where it may change users, on /data.
set -eu

# Options or a configuration file alone are redis-server's own, any other command runs as it is.
case "${1-}" in
'' | -* | *.conf) set -- redis-server "$@" ;;
esac
[ "$1" = redis-server ] || exec "$@"
case "${2-}" in
-v | --version | -h | --help | --test-memory | --check-system) exec "$@" ;;
esac

# A container's network is its own, so redis:7 ships with protected mode off; who asks for it gets it.
case "$*" in
*protected-mode*) ;;
*) { [ -f "${2-}" ] && grep -qi '^[[:space:]]*protected-mode' "$2"; } || set -- "$@" --protected-mode no ;;
esac

umask 0077
# Root gives /data away and steps down. Root without the capabilities for that stays as it is: it can do no harm.
if [ "$(id -u)" = 0 ] && setpriv --reuid=redis --regid=redis --init-groups true 2>/dev/null; then
    find . ! -user redis -exec chown redis:redis {} + ||
        echo "redis: cannot give $PWD to uid 999: add the capabilities CHOWN DAC_OVERRIDE, or start as 999:999" >&2
    exec setpriv --reuid=redis --regid=redis --init-groups "$@"
fi
exec "$@"
