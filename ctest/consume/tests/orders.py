"""The same in Python: where the services are is in the environment."""

import os
import socket
import urllib.parse

import pg8000.native

url = urllib.parse.urlparse(os.environ["CAISSON_DB_URL"])
orders = pg8000.native.Connection(
    url.username, host=url.hostname, port=url.port, password=url.password, database=url.path[1:]
)
assert orders.run("select count(*) from orders") == [[0]], "another test's order is here"
orders.run("insert into orders values ('lamp')")

place = os.environ["CAISSON_CACHE_HOST"], int(os.environ["CAISSON_CACHE_PORT"])
with socket.create_connection(place, timeout=5) as cache:
    cache.sendall(b"DBSIZE\r\nFLUSHALL\r\n")
    assert cache.makefile("rb").readline() == b":0\r\n", "another test's keys are here"
