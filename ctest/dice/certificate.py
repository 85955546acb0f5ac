"""The edge's certificate: refused when it has expired; a start makes it anew, and it is served without a restart."""

import datetime
import socket
import ssl

import player
import stack as dice

k_seconds = 20  # for the edge to see another file
k_form = "%Y%m%d%H%M%SZ"
# The authority's key is there for the authority's own program only: the one of its image.
k_issue = """
set -eu
cd /certs
openssl req -new -key edge/tls.key -subj /CN=dice.local -addext subjectAltName=DNS:api.dice.local -out /tmp/request
openssl x509 -req -in /tmp/request -CA ca.crt -CAkey ca.key -copy_extensions copy -not_before {0} -not_after {1} -out /tmp/crt
install -m 0644 /tmp/crt edge/.next
mv edge/.next edge/tls.crt
"""


def prepare(manifest):
    """A day passes within a moment."""
    manifest["services"]["certificates"]["expires_ms"] = 1


def issue(stack, begin, end):
    """An edge's certificate, good from `begin` to `end` in days from now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    times = [(now + datetime.timedelta(days=days)).strftime(k_form) for days in (begin, end)]
    image = dice.docker("inspect", "--format", "{{.Image}}", stack.container("certificates"))
    folder = stack.running["services"]["certificates"]["volumes"][0]["source"]
    dice.docker("run", "--rm", "--network", "none", "--user", "0", "--volume", f"{folder}:/certs", "--entrypoint", "sh",
                image, "-c", k_issue.format(*times))


def days_left(edge, host=player.k_host):
    """Of the certificate that is served, or why it is refused."""
    try:
        with socket.create_connection(("127.0.0.1", edge.port), 15) as plain:
            with edge.context.wrap_socket(plain, server_hostname=host) as tls:
                return (ssl.cert_time_to_seconds(tls.getpeercert()["notAfter"])
                        - datetime.datetime.now().timestamp()) / 86400
    except ssl.SSLCertVerificationError as error:
        return error.verify_message


def check_renewed(edge, host=player.k_host):
    def is_good():
        left = days_left(edge, host)
        return isinstance(left, float) and left > 30
    dice.until(f"the edge serves a certificate for {host} and more than a month", k_seconds, is_good)


def check_another_name(stack, edge):
    """One host more is another declaration, and the next start sees to it."""
    host = "wiki.dice.local"
    dice.expect("Hostname mismatch" in str(days_left(edge, host)), host, "is known already")
    stack.rewrite(lambda manifest: manifest["services"]["certificates"]["env"].update(NAMES="api pwa cms traefik wiki"))
    stack.up("--profile", "proxy", "traefik")
    check_renewed(edge, host)


def check(stack, edge):
    before = stack.container("traefik")
    issue(stack, -20, -10)
    dice.until("an expired certificate is refused", k_seconds, lambda: days_left(edge) == "certificate has expired")
    stack.up("--profile", "proxy", "traefik")
    check_renewed(edge)
    issue(stack, -80, 10)
    dice.until("the edge serves the one for ten days", k_seconds,
               lambda: isinstance(days_left(edge), float) and days_left(edge) < 11)
    stack.run("restart", "certificates")
    check_renewed(edge)
    check_another_name(stack, edge)
    dice.expect(stack.container("traefik") == before, "the edge was made anew")
