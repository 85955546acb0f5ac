"""DICE's first slice, driven the way a developer drives it: by the build targets.

usage: first_slice.py <build tree> <caisson>
Needs the PyPI package websocket-client. Exit code 77: skipped (no engine, or the stack runs already and is
left alone); a failure with CAISSON_REQUIRE_ENGINE=1.
"""

import json
import os
import pathlib
import subprocess
import sys
import urllib.request

import websocket

k_skipped = 77
k_backend = {"postgres": "healthy", "redis": "healthy", "backend": "healthy", "migrate": "completed", "seed": "completed"}
k_full_stack = {**k_backend, "pwa": "healthy", "traefik": "healthy", "certificates": "completed",
                "temporal-schema": "completed", "temporal": "healthy", "temporal-ui": "healthy", "worker": "healthy",
                "localstack": "healthy", "bucket-init": "completed", "moto": "healthy"}
k_characters = "{ characters { name race class level abilities { strength } hitPoints } }"


def skip(reason):
    print(reason)
    sys.exit(1 if os.environ.get("CAISSON_REQUIRE_ENGINE") == "1" else k_skipped)


def output_of(*argv):
    return subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout


class Stack:
    def __init__(self, build, cli):
        self.build = build
        self.cli = [cli, "--manifest", str(pathlib.Path(build, "caisson", "dice.json"))]

    def target(self, name):
        print(f"-- {name}", flush=True)
        subprocess.run(["cmake", "--build", self.build, "--target", name], check=True, stdin=subprocess.DEVNULL)

    def status(self):
        return json.loads(output_of(*self.cli, "status", "--format", "json"))

    def services(self):
        return {service["name"]: service for service in self.status()["services"]}

    def url(self, service, port):
        ports = self.services()[service]["ports"]
        host = next(entry["host"] for entry in ports if entry["container"] == port)
        return f"http://127.0.0.1:{host}"


def get(url, body=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def check_all_answer(stack, wanted):
    states = {name: service["state"] for name, service in stack.services().items() if name in wanted}
    assert states == wanted, states
    api = stack.url("backend", 3001)
    assert json.loads(get(api + "/ready"))["status"] == "ready"
    assert "http_request_duration_seconds_bucket" in get(api + "/metrics")
    characters = json.loads(get(api + "/graphql", {"query": k_characters}))["data"]["characters"]
    names = {character["name"] for character in characters}
    assert {"Test Fighter", "Sample Wizard"} <= names, names


def check_second_start_changes_nothing(stack):
    before = {name: service["container"] for name, service in stack.services().items()}
    stack.target("start-all")
    after = {name: service["container"] for name, service in stack.services().items()}
    assert before == after, (before, after)


def check_only_declared_names_resolve(stack):
    """postgres declares nothing, backend declares postgres and redis."""
    lookup = "require('dns').promises.lookup(process.argv[1]).then(a => console.log(a.address))"
    address = output_of(*stack.cli, "exec", "backend", "--", "node", "-e", lookup, "redis").strip()
    assert address.startswith("10."), address
    undeclared = subprocess.run([*stack.cli, "exec", "redis", "--", "getent", "hosts", "backend"],
                                stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert undeclared.returncode == 2, undeclared


def check_debugger(stack):
    """The DevTools protocol evaluates an expression in the running back end."""
    stack.target("debug-backend")
    pages = json.loads(get(stack.url("backend", 9229) + "/json/list"))
    port = stack.url("backend", 9229).rsplit(":", 1)[1]
    address = f"ws://127.0.0.1:{port}/{pages[0]['id']}"
    connection = websocket.create_connection(address, timeout=10, suppress_origin=True)
    try:
        expression = "process.argv[1] + ' ' + (6 * 7)"
        connection.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": {"expression": expression}}))
        answer = json.loads(connection.recv())
        while answer.get("id") != 1:
            answer = json.loads(connection.recv())
        assert answer["result"]["result"]["value"].endswith("main.js 42"), answer
    finally:
        connection.close()


def check_nothing_is_left(instance):
    mine = f"label=dev.caisson.instance={instance}"
    assert output_of("docker", "ps", "-aq", "--filter", mine) == ""
    assert output_of("docker", "network", "ls", "-q", "--filter", mine) == ""
    for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().split(b"\0")
        except OSError:  # gone meanwhile
            continue
        assert not (b"supervise" in words and instance.encode() in words), words


def main(build, cli):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        skip("no engine answers")
    stack = Stack(build, cli)
    before = stack.status()
    if any(service["state"] != "absent" for service in before["services"]):
        skip(f"instance {before['instance']} runs already; stop-all first")
    try:
        stack.target("start-all")
        check_all_answer(stack, k_full_stack)
        check_second_start_changes_nothing(stack)
        check_only_declared_names_resolve(stack)
        assert "listening" in output_of(*stack.cli, "logs", "backend", "--tail", "50")
        check_debugger(stack)
        stack.target("start-backend")
        check_all_answer(stack, k_backend)
    finally:
        stack.target("stop-all")
    check_nothing_is_left(before["instance"])


main(*sys.argv[1:])
