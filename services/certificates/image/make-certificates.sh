#!/bin/sh
# Makes in /certs a certificate authority for development, and a certificate of it for the edge:
#
#   ca.crt, ca.key           the authority, for names below DOMAIN only; the key stays with who owns /certs
#   edge/tls.crt, edge/tls.key   the edge's; the key is EDGE_USER's, whom the proxy runs as
#
# What is there and good stays. The edge's is made anew when it ends within 30 days, is not the
# authority's or lacks a name; the authority when it ends within a year, and then the edge's with it.
#
# Read: DOMAIN, and NAMES, hosts below it, separated by spaces; EDGE_USER (1000:1000).
set -eu
umask 0077

: "${DOMAIN:?make-certificates: DOMAIN is missing: say below which domain the hosts are}"
: "${NAMES:?make-certificates: NAMES is missing: say which hosts the certificate is for}"
edge_user=${EDGE_USER:-1000:1000}
day=86400
cd /certs

say() { echo "certificates: $1"; }
fail() {
    echo "certificates: $1" >&2
    exit 1
}

[ -w . ] || fail "cannot write to /certs: give the folder to uid $(id -u), or start as root"
work=$(mktemp -d .making.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

hosts=$DOMAIN
for name in $NAMES; do hosts="$hosts $name.$DOMAIN"; done

# $1: a certificate, $2: its key: whether they are a pair.
pair() {
    [ -s "$1" ] && [ -s "$2" ] &&
        [ "$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null)" = "$(openssl pkey -in "$2" -pubout 2>/dev/null)" ]
}

# Names below the domain, and no addresses.
constraint="permitted;DNS:$DOMAIN,excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0"
authority_is_good() {
    pair ca.crt ca.key && openssl x509 -in ca.crt -noout -checkend $((365 * day)) >/dev/null &&
        openssl x509 -in ca.crt -noout -ext nameConstraints 2>/dev/null | grep -qx " *DNS:$DOMAIN"
}

# Constrained to the domain: who trusts it trusts it with nobody else's names.
make_authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 -days 3650 \
        -subj "/O=Caisson development/CN=$DOMAIN development CA $(date -u +%Y-%m-%d)" \
        -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
        -addext "nameConstraints=critical,$constraint" \
        -keyout "$work/ca.key" -out "$work/ca.crt" 2>"$work/log" || fail "$(cat "$work/log")"
    chmod 0644 "$work/ca.crt"
    chown "$(stat -c %u:%g .)" "$work/ca.key" "$work/ca.crt" || fail "cannot give the authority to the owner of /certs: add the capability CHOWN"
    mv "$work/ca.key" "$work/ca.crt" .
    say "made a development CA, ca.crt: trust it in the browser to open https://*.$DOMAIN without a warning"
}

names_of() { openssl x509 -in "$1" -noout -ext subjectAltName | tail -n +2 | tr -d ' ' | tr ',' '\n' | sed 's/^DNS://' | sort; }
edge_is_good() {
    pair edge/tls.crt edge/tls.key && openssl x509 -in edge/tls.crt -noout -checkend $((30 * day)) >/dev/null &&
        openssl verify -CAfile ca.crt edge/tls.crt >/dev/null 2>&1 &&
        [ "$(names_of edge/tls.crt)" = "$(echo "$hosts" | tr ' ' '\n' | sort)" ]
}

make_edge() {
    {
        echo 'basicConstraints=critical,CA:FALSE'
        echo 'keyUsage=critical,digitalSignature'
        echo 'extendedKeyUsage=serverAuth'
        echo 'authorityKeyIdentifier=keyid'
        echo "subjectAltName=DNS:$(echo "$hosts" | sed 's/ /,DNS:/g')"
    } >"$work/extensions"
    {
        openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 -subj "/CN=$DOMAIN" \
            -keyout "$work/tls.key" -out "$work/request" &&
            openssl x509 -req -in "$work/request" -CA ca.crt -CAkey ca.key -days 90 -sha256 \
                -extfile "$work/extensions" -out "$work/tls.crt" &&
            openssl verify -CAfile ca.crt "$work/tls.crt"
    } >"$work/log" 2>&1 || fail "$(cat "$work/log")"
    mkdir -p edge
    chmod 0644 "$work/tls.crt"
    chown "$edge_user" "$work/tls.key" "$work/tls.crt" edge || fail "cannot give the key to $edge_user: add the capability CHOWN"
    chmod 0755 edge
    # The proxy looks when the certificate changes: the key goes first.
    mv "$work/tls.key" edge/
    mv "$work/tls.crt" edge/
    say "made the edge's certificate for $hosts, until $(openssl x509 -in edge/tls.crt -noout -enddate | cut -d= -f2)"
}

authority_is_good || make_authority
if edge_is_good; then
    say "the edge's certificate is good until $(openssl x509 -in edge/tls.crt -noout -enddate | cut -d= -f2)"
else
    make_edge
fi
