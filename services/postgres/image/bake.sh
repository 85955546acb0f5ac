#!/bin/sh
# Makes the clusters of the image, as postgres, while the image is built.
set -eu
baked=/var/lib/postgresql/baked

initdb --pgdata="$baked" --username=postgres --auth-local=trust --auth-host=scram-sha-256
printf 'CREATE DATABASE unnamed;\n\n' | postgres --single -j -D "$baked" -c exit_on_error=on postgres >/dev/null

# A reset log holds one checkpoint on its first page and 16 MB of zeros after it. Only the page is
# kept: `initialise.sh` adds the zeros as a hole, which costs nothing to copy or to make.
pg_resetwal --pgdata="$baked"
segment=$(find "$baked/pg_wal" -maxdepth 1 -type f)
[ "$(tail -c +8193 "$segment" | tr -d '\0' | wc -c)" = 0 ]
truncate --size=8192 "$segment"

# Of the cluster that serves where nothing is mounted only the big part lies in place, and takes no
# room of its own; see `use_fresh` in initialise.sh.
mkdir -m 0700 "$PGDATA"
cp -al "$baked/base" "$PGDATA/base"
touch "$PGDATA/.fresh"
