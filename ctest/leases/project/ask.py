"""Asks each service that was leased; fails when one is not there."""

import os
import re
import socket

hosts = [name for name in os.environ if re.fullmatch(r"CAISSON_[A-Z]+_HOST", name)]
assert hosts, "nothing was leased"
for host in hosts:
    place = os.environ[host], int(os.environ[host.replace("_HOST", "_PORT")])
    with socket.create_connection(place, timeout=10) as service:
        service.sendall(b"PING\r\n")
        assert service.makefile("rb").readline() == b"+PONG\r\n", host
