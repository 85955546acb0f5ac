"""A real gRPC server: `health_server.py with|without <port>` serves until killed.

`with` has the health service of grpc.health.v1: the whole server and `awake` are SERVING, `asleep` is
NOT_SERVING. `without` has no service at all.
"""

import sys
from concurrent import futures

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
if sys.argv[1] == "with":
    servicer = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    servicer.set("awake", health_pb2.HealthCheckResponse.SERVING)
    servicer.set("asleep", health_pb2.HealthCheckResponse.NOT_SERVING)
port = server.add_insecure_port(f"127.0.0.1:{sys.argv[2]}")
server.start()
server.wait_for_termination()
