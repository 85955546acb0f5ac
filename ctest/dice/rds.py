"""moto answers for RDS, and the endpoint it tells is the stack's Postgres, with the data of DICE."""

import re
import urllib.parse
import urllib.request

import stack as dice

k_question = {"Action": "DescribeDBInstances", "Version": "2014-10-31", "DBInstanceIdentifier": "dice-db"}
# moto tells services apart by whom a request is signed for; it looks at no signature.
k_signed = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/rds/aws4_request, SignedHeaders=host, Signature=0"
k_count = "select count(*) from characters where name = 'Test Fighter'"


def endpoint(stack):
    request = urllib.request.Request(stack.url("moto", 5000), urllib.parse.urlencode(k_question).encode(),
                                     {"Authorization": k_signed})
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read().decode()
    found = {name: re.search(rf"<{name}>(.*?)</{name}>", text) for name in ("Address", "Port")}
    dice.expect(all(found.values()), "RDS describes", text[:500])
    return found["Address"][1], found["Port"][1]


def check(stack, _edge):
    address, port = endpoint(stack)
    # Who WANTS Postgres can resolve what is said; a client of it is in its own image only.
    number = stack.run("exec", "moto", "--", "getent", "hosts", address).split()[0]
    psql = f'PGPASSWORD=$POSTGRES_PASSWORD psql -h {number} -p {port} -U dice_user -d dice_db -At -c "{k_count}"'
    count = stack.run("exec", "postgres", "--", "sh", "-c", psql).strip()
    dice.expect(count == "1", "the database at", address, "knows", count, "characters of that name")
