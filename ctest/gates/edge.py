"""DICE through its edge: HTTPS by name, verified against the certificate authority of this instance."""

import http.client
import json
import pathlib
import socket
import ssl

import stack as dice

k_password = "dice_dev_password"  # of the seeded users


class _Here(http.client.HTTPSConnection):
    """The name is the certificate's business; the edge is on this machine."""

    def __init__(self, host, port, context):
        super().__init__(host, port, context=context, timeout=15)
        self.tls = context

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def of_stack(stack):
    """The edge of a gate's instance."""
    volumes = stack.running["services"]["certificates"]["volumes"]
    return Edge(pathlib.Path(volumes[0]["source"]), stack.port("traefik", 8443), stack.port("traefik", 8000))


class Edge:
    """`certificates`: the folder of that service; ports of this machine, of HTTPS and of HTTP."""

    def __init__(self, certificates, port, http_port):
        self.authority = certificates / "ca.crt"
        self.port = port
        self.http_port = http_port
        self.context = ssl.create_default_context(cafile=str(self.authority))

    def exchange(self, method, host, path, content=None, headers=None, context=None):
        """Status code, headers and the bytes of the body. Raises ssl.SSLError, OSError."""
        connection = _Here(host, self.port, context or self.context)
        try:
            connection.request(method, path, content, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def request(self, host, path, body=None, headers=None, context=None):
        """The same in JSON; the body is text."""
        data = None if body is None else json.dumps(body)
        code, given, content = self.exchange("GET" if body is None else "POST", host, path, data,
                                             {"Content-Type": "application/json", **(headers or {})}, context)
        return code, given, content.decode()

    def get(self, host, path, body=None, headers=None):
        try:
            return self.request(host, path, body, headers)
        except ssl.SSLCertVerificationError as error:
            raise dice.Red(f"https://{host} is not verified: {error.verify_message}") from error
        except OSError as error:
            raise dice.Red(f"https://{host}{path}: {error}") from error

    def sign_in(self, email):
        """What to send as headers from then on."""
        code, _, text = self.get("api.dice.local", "/trpc/auth.signIn", {"email": email, "password": k_password})
        dice.expect(code == 200, "signing in as", email, "answers", code, text[:200])
        return {"Authorization": "Bearer " + json.loads(text)["result"]["data"]["accessToken"]}
