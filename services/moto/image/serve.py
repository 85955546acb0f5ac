"""moto's server, with a database instance that is really there: what RDS calls say of it leads to
the Postgres at MOTO_RDS_ENDPOINT, <host>:<port>. Others that are made get the same address."""

import os
import sys

from moto import server
from moto.core import DEFAULT_ACCOUNT_ID
from moto.rds.models import DBInstance, rds_backends

endpoint = os.environ.get("MOTO_RDS_ENDPOINT", "")
host, _, port = endpoint.rpartition(":")
if not host or not port.isdigit():
    sys.exit(f"moto: MOTO_RDS_ENDPOINT is `{endpoint}`: say where the database answers, like `postgres:5432`")

# Upstream's is a name of Amazon's, which nobody resolves here.
DBInstance.address = property(lambda _self: host)
_create = DBInstance.__init__


def create(self, backend, **kwargs):
    _create(self, backend, **{**kwargs, "port": int(port)})


DBInstance.__init__ = create
if instance := os.environ.get("MOTO_RDS_INSTANCE"):
    region = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
    rds_backends[DEFAULT_ACCOUNT_ID][region].create_db_instance(
        {
            "db_instance_identifier": instance,
            "db_instance_class": "db.t4g.micro",
            "engine": "postgres",
            "engine_version": os.environ.get("MOTO_RDS_ENGINE_VERSION", "17.2"),
            "allocated_storage": 20,
            "db_name": os.environ.get("MOTO_RDS_DATABASE", "postgres"),
            "master_username": os.environ.get("MOTO_RDS_USER", "postgres"),
            "account_id": DEFAULT_ACCOUNT_ID,
            "region": region,
        }
    )
# Nothing is kept: the interpreter, asked to end, would tidy up for the better part of a second.
server.signal_handler = lambda *_: os._exit(0)
server.main(["--host", "0.0.0.0", "--port", os.environ.get("MOTO_PORT", "5000")])
