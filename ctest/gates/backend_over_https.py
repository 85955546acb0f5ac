"""The back end by its name over HTTPS, by a certificate of the authority that was made here, and by no other way."""

import http.client
import json
import ssl
import sys

import edge as edges
import stack as dice

k_host = "api.dice.local"


def check_answers(edge):
    code, _, text = edge.get(k_host, "/ready")
    dice.expect(code == 200 and json.loads(text)["status"] == "ready", f"https://{k_host}/ready answers", code, text[:200])
    headers = edge.sign_in("user@dice.local")
    code, _, text = edge.get(k_host, "/trpc/characters.list", headers=headers)
    dice.expect(code == 200, "the list of characters answers", code, text[:200])
    names = {character["name"] for character in json.loads(text)["result"]["data"]["items"]}
    dice.expect(names, "the seeded user has no characters")


def check_certificate(edge):
    """It is the authority's and nobody else's, for the names it should be, of a TLS that is still sound."""
    try:
        edge.request(k_host, "/health", context=ssl.create_default_context())
        raise dice.Red("the certificate is good without the authority")
    except ssl.SSLCertVerificationError:
        pass
    try:
        edge.request("unknown.dice.local", "/health")
        raise dice.Red("the certificate is good for names it is not for")
    except ssl.SSLCertVerificationError:
        pass
    old = ssl.create_default_context(cafile=str(edge.authority))
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    try:
        edge.request(k_host, "/health", context=old)
        raise dice.Red("TLS 1.1 is accepted")
    except OSError:  # ssl.SSLError, or the connection is closed
        pass


def check_redirect(edge):
    connection = http.client.HTTPConnection("127.0.0.1", edge.http_port, timeout=15)
    connection.request("GET", "/ready?a=b", headers={"Host": f"{k_host}:{edge.http_port}"})
    answer = connection.getresponse()
    place = answer.headers["Location"]
    dice.expect(answer.status in (301, 302, 307, 308) and place == f"https://{k_host}:{edge.port}/ready?a=b",
                "plain HTTP answers", answer.status, place)


def check(stack):
    stack.up("--profile", "proxy", "traefik", "backend")
    edge = edges.of_stack(stack)
    check_answers(edge)
    check_certificate(edge)
    check_redirect(edge)


def sabotage(manifest):
    """A certificate for other names."""
    manifest["services"]["certificates"]["env"]["NAMES"] = "pwa traefik"
    return f"https://{k_host} is not verified: "


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "https")
