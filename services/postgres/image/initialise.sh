#!/bin/bash
# Fills PGDATA before Postgres first serves: the cluster baked into the image, the role, its
# password, the database and what lies in /docker-entrypoint-initdb.d. Runs as postgres and ends
# in it; nothing listens on TCP before that.
#
# In an empty folder all work happens in a folder inside and is moved up when whole, PG_VERSION
# last: cut off at any point, the next start finds out and begins again.
set -Eeuo pipefail

baked=/var/lib/postgresql/baked
staging=$PGDATA/.initialising
sockets=/run/postgresql/initialising

fail() {
    echo "postgres: $1" >&2
    exit 1
}

# As PID 1 a signal without a trap would be lost, and a stop would take its whole deadline.
interrupted() {
    [[ ! -s $cluster/postmaster.pid ]] || pg_ctl --pgdata="$cluster" --mode=immediate stop >/dev/null || true
    exit 130
}

# Each setting from its variable or from the file named in <variable>_FILE.
settings() {
    local name file
    for name in POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS; do
        file=${name}_FILE
        [[ -n ${!file-} ]] || continue
        [[ -z ${!name-} ]] || fail "\`$name\` and \`$file\` are both set: keep one"
        [[ -r ${!file} ]] || fail "\`$file\`: cannot read \`${!file}\`"
        export "$name=$(<"${!file}")"
        unset "$file"
    done
    export POSTGRES_USER=${POSTGRES_USER:-postgres}
    export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
    export POSTGRES_HOST_AUTH_METHOD=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    [[ -n ${POSTGRES_PASSWORD-} || $POSTGRES_HOST_AUTH_METHOD == trust ]] ||
        fail "the superuser needs a password: set \`POSTGRES_PASSWORD\` (or \`POSTGRES_HOST_AUTH_METHOD=trust\`, which lets everybody in)"
}

identifier() { printf '"%s"' "${1//\"/\"\"}"; }
literal() {
    local text=${1//\\/\\\\}
    text=${text//\'/\'\'}
    printf "E'%s'" "${text//$'\n'/\\n}"
}

# The bootstrap role is renamed, not joined by a second one: as in postgres:17, `POSTGRES_USER`
# is then the only superuser. Single-user mode needs no server, and -F because all is synced at once.
create_role_and_database() {
    local database
    database=$(identifier "$POSTGRES_DB")
    {
        printf 'UPDATE pg_authid SET rolname = %s WHERE oid = 10;\n\n' "$(literal "$POSTGRES_USER")"
        [[ -z ${POSTGRES_PASSWORD-} ]] ||
            printf 'ALTER ROLE %s PASSWORD %s;\n\n' "$(identifier "$POSTGRES_USER")" "$(literal "$POSTGRES_PASSWORD")"
        case $POSTGRES_DB:$made in
        postgres:baked) printf 'DROP DATABASE unnamed;\n\n' ;;
        *:baked) printf 'ALTER DATABASE unnamed RENAME TO %s;\n\n' "$database" ;;
        postgres:here) ;;
        *:here) printf 'CREATE DATABASE %s STRATEGY FILE_COPY;\n\n' "$database" ;;
        esac
    } | postgres --single -j -F -D "$cluster" -c exit_on_error=on -c log_min_messages=fatal \
        -c log_min_error_statement=panic -c shared_buffers=8MB -c max_connections=5 postgres >/dev/null ||
        fail "could not create role \`$POSTGRES_USER\` and database \`$POSTGRES_DB\`"
    printf '\nhost all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$cluster/pg_hba.conf"
}

# The log of the baked cluster is cut to its first page (see bake.sh).
extend_log() { truncate --size=16M "$cluster"/pg_wal/0*; }

run_script() {
    local sql=(psql --set ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB")
    echo "postgres: running $1" >&2
    case $1 in
    *.sh) if [[ -x $1 ]]; then "$1"; else bash "$1"; fi ;;
    *.sql) "${sql[@]}" --file "$1" ;;
    *.sql.gz) gunzip --stdout "$1" | "${sql[@]}" ;;
    *.sql.xz) xz --decompress --stdout "$1" | "${sql[@]}" ;;
    *.sql.zst) zstd --decompress --stdout "$1" | "${sql[@]}" ;;
    *) echo "postgres: not a kind of script known here, left alone: $1" >&2 ;;
    esac
}

# The scripts want a server: one on a socket of its own, which no client and no probe knows.
run_scripts() {
    local script scripts=(/docker-entrypoint-initdb.d/*)
    [[ -e ${scripts[0]} ]] || return 0
    rm -rf "$sockets"
    mkdir -m 0700 "$sockets"
    shift # `postgres`
    local -x PGDATA=$cluster PGHOST=$sockets
    local options
    options=$(printf '%q ' "$@" -c "listen_addresses=" -c "unix_socket_directories=$sockets" -F)
    pg_ctl --wait --options="$options" start >/dev/null || fail "the server for the scripts did not start"
    for script in "${scripts[@]}"; do
        run_script "$script" &
        wait $! || { pg_ctl --mode=immediate stop >/dev/null; fail "\`$script\` failed"; }
    done
    pg_ctl --wait --mode=fast stop >/dev/null
    rm -rf "$sockets"
}

# An empty folder, whoever it is mounted by; what is in it already was not left by us.
fill_empty() {
    local found
    if [[ ! -e $staging/.whole ]]; then
        rm -rf "$staging"
        found=$(find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) ||
            fail "cannot read \`$PGDATA\`: give it to uid 999"
        [[ -z $found ]] || fail "\`$PGDATA\` holds \`${found##*/}\` but no database: empty it, or mount another folder"
        mkdir -m 0700 "$staging" || fail "cannot write to \`$PGDATA\`: give it to uid 999"
        if [[ -n ${POSTGRES_INITDB_ARGS-}${POSTGRES_INITDB_WALDIR-} ]]; then
            # What was not foreseen when the image was made takes the long way. Split on purpose, as in postgres:17.
            made=here
            # shellcheck disable=SC2086
            initdb --no-sync --pgdata="$staging" --username=postgres --auth-local=trust --auth-host=scram-sha-256 \
                ${POSTGRES_INITDB_WALDIR:+--waldir="$POSTGRES_INITDB_WALDIR"} ${POSTGRES_INITDB_ARGS-}
        else
            cp -a --reflink=auto "$baked/." "$staging"
            extend_log
        fi
        create_role_and_database
        run_scripts "$@"
        # One call for the file system: a sync for each of 1,300 files takes seconds on a busy disk.
        sync --file-system "$staging"
        touch "$staging/.whole"
    fi
    find "$staging" -mindepth 1 -maxdepth 1 ! -name PG_VERSION ! -name .whole -exec mv -t "$PGDATA" {} +
    [[ ! -e $staging/PG_VERSION ]] || mv "$staging/PG_VERSION" "$PGDATA"
    sync "$PGDATA"
    rm -rf "$staging"
}

# The image's own cluster in place, made anew should this be cut off. What the first start writes to
# is copied, since a layered file system syncs each file of a lower layer that it has to copy itself.
use_fresh() {
    mv "$PGDATA/.fresh" "$PGDATA/.touched"
    find "$baked" -mindepth 1 -maxdepth 1 ! -name base -exec cp -a -t "$PGDATA" {} +
    cluster=$PGDATA
    extend_log
    create_role_and_database
    run_scripts "$@"
    # A named volume is filled by the engine from the image, and is to last.
    ! mountpoint -q "$PGDATA" || sync --file-system "$PGDATA"
    rm "$PGDATA/.touched"
}

cluster=$staging
made=baked
trap interrupted INT TERM
settings
if [[ -e $PGDATA/.fresh && -z ${POSTGRES_INITDB_ARGS-}${POSTGRES_INITDB_WALDIR-} ]]; then
    use_fresh "$@"
else
    if [[ -e $PGDATA/.fresh || -e $PGDATA/.touched ]]; then
        find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name .touched ! -name .fresh -exec rm -rf {} +
        rm -f "$PGDATA/.touched" "$PGDATA/.fresh"
    fi
    fill_empty "$@"
fi
unset POSTGRES_PASSWORD
exec "$@"
