"""Keeps stock in Redis, and looks at Postgres, both told by the environment."""

import os
import socket
import struct
import urllib.parse


def redis(*words):
    url = urllib.parse.urlparse(os.environ["CAISSON_CACHE_URL"])
    database = (url.path or "/0").lstrip("/") or "0"
    commands = [("SELECT", database), words]
    if url.password:
        commands.insert(0, ("AUTH", *filter(None, (url.username, url.password))))
    with socket.create_connection((url.hostname, url.port), 10) as connection, connection.makefile("rb") as answers:
        for command in commands:
            connection.sendall(b"*%d\r\n" % len(command) + b"".join(
                b"$%d\r\n%s\r\n" % (len(word), word.encode()) for word in command))
            answer = answers.readline().decode().strip()
            assert not answer.startswith("-"), (command, answer)
        return answer


assert redis("DBSIZE") == ":0", "the cache is not mine alone"
assert redis("INCR", "apples") == ":1"

address = (os.environ["CAISSON_DB_HOST"], int(os.environ["CAISSON_DB_PORT"]))
with socket.create_connection(address, 10) as connection:
    body = struct.pack("!I", 196608) + b"user\0shop\0database\0" + os.environ["CAISSON_DB_DATABASE"].encode() + b"\0\0"
    connection.sendall(struct.pack("!I", len(body) + 4) + body)
    assert connection.recv(1) == b"R", "Postgres does not ask who I am"
