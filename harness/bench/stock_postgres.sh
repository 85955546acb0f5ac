#!/bin/bash
# Initialises at start, as the entrypoint of the official image postgres:17 does for an empty data
# folder: initdb, a server on a private socket, the database, the end of that server, the server.
set -Eeuo pipefail

mkdir -p "$PGDATA"
chmod 00700 "$PGDATA"
initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD")
printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --no-password --dbname postgres \
    --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db" ;'
pg_ctl -D "$PGDATA" -m fast -w stop
unset POSTGRES_PASSWORD
exec postgres
