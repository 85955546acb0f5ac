"""A Redis with a password lets in whom the URL was given, and nobody else."""

import os
import socket
import urllib.parse

url = urllib.parse.urlsplit(os.environ["CAISSON_GUARDED_URL"])
with socket.create_connection((url.hostname, url.port), timeout=10) as service:
    answers = service.makefile("rb")

    def ask(*words):
        encoded = [word.encode() for word in words]
        service.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded))
        return answers.readline()

    answer = ask("SET", "a", "1")
    assert answer.startswith(b"-NOAUTH"), answer
    answer = ask("AUTH", urllib.parse.unquote(url.password))
    assert answer == b"+OK\r\n", answer
    answer = ask("SET", "a", "1")
    assert answer == b"+OK\r\n", answer
