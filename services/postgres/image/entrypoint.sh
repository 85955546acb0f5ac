#!/bin/sh
# Becomes Postgres: PID 1, as the user postgres, on an initialised PGDATA.
# Every start but the first runs this file only, hence dash and few processes.
set -eu

fail() {
    echo "postgres: $1" >&2
    exit 1
}

# Options alone are Postgres's own, any other command runs as it is.
case "${1-}" in
'' | -*) set -- postgres "$@" ;;
esac
[ "$1" = postgres ] || exec "$@"
case "${2-}" in
'-?' | --help | --describe-config | -V | --version) exec "$@" ;;
esac

# Who this is and may become, without a process: `Uid` and the effective capabilities.
while read -r key value _; do
    case $key in
    Uid:) uid=$value ;;
    CapEff:) capabilities=$value ;;
    esac
done </proc/self/status

# Gives $1, with mode $2, to postgres unless it is its own already.
own() {
    [ -O "$1" ] || return 0
    chmod "$2" "$1"
    chown postgres:postgres "$1"
}

if [ "$uid" = 0 ]; then
    {
        { [ -d "$PGDATA" ] || mkdir -p "$PGDATA"; } && own "$PGDATA" 0700 && own /run/postgresql 3777
        # A folder of another owner, or one put back by hand.
        case $(stat -c %u "$PGDATA" "$PGDATA/PG_VERSION" 2>/dev/null | tr '\n' ' ') in
        '999 ' | '999 999 ') ;;
        *)
            chmod 0700 "$PGDATA"
            find "$PGDATA" ! -user postgres -exec chown -h postgres:postgres {} +
            ;;
        esac
    } || fail "cannot give \`$PGDATA\` to uid 999: add the capabilities CHOWN DAC_OVERRIDE FOWNER, or start as 999:999"
    # SETGID is 6, SETUID is 7.
    [ $((0x$capabilities & 0xc0)) = 192 ] ||
        fail "cannot become uid 999: add the capabilities SETGID SETUID, or start as 999:999"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

# The version is the last file of a first initialisation to appear; the marks are an image's untouched cluster.
if [ ! -s "$PGDATA/PG_VERSION" ] || [ -e "$PGDATA/.fresh" ] || [ -e "$PGDATA/.touched" ]; then
    exec /usr/local/lib/postgres/initialise.sh "$@"
fi
unset POSTGRES_PASSWORD
exec "$@"
