#!/bin/sh
# Becomes LocalStack, as the user localstack where it may change users, on /var/lib/localstack.
set -eu
umask 0077
# The root file system may be read-only, and root's home is not the user's.
export HOME=/tmp
if [ "$(id -u)" = 0 ] && setpriv --reuid=localstack --regid=localstack --init-groups true 2>/dev/null; then
    find /var/lib/localstack ! -user localstack -exec chown -h localstack:localstack {} + ||
        echo "localstack: cannot give /var/lib/localstack to uid 1000: add the capabilities CHOWN DAC_OVERRIDE, or start as 1000:1000" >&2
    exec setpriv --reuid=localstack --regid=localstack --init-groups "$@"
fi
exec "$@"
