"""usage: prober_test.py <caisson-prober>

The program that asks for readiness inside a container, against servers that are ready and servers that are not.
"""

import pathlib
import socketserver
import subprocess
import sys
import tempfile
import threading

prober = sys.argv[1]
failures = []


def serve(handle):
    """A server on every address; its port, which no other test has."""
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            handle(self.request)

    server = socketserver.ThreadingTCPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def answers(text):
    def handle(connection):
        connection.recv(4096)
        connection.sendall(text)
    return handle


def expect(exit_code, said, *words):
    done = subprocess.run([prober, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != exit_code or said not in done.stdout or done.stderr:
        failures.append(f"{words}: {done.returncode} `{done.stdout}{done.stderr}`, expected {exit_code} `{said}`")


def waits_until_somebody_accepts():
    """It says why it waits, and ends when it need not any longer."""
    with socketserver.TCPServer(("127.0.0.1", 0), None) as server:
        port = server.server_address[1]
    waiting = subprocess.Popen([prober, "wait", "127.0.0.1", str(port)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True)
    said = waiting.stdout.readline()
    if said != f"waiting for 127.0.0.1:{port}: Connection refused\n":
        failures.append(f"wait says {said}")
    with socketserver.TCPServer(("127.0.0.1", port), None):
        if waiting.wait(timeout=60) != 0:
            failures.append(f"wait ended with {waiting.returncode}")
    waiting = subprocess.Popen([prober, "wait", "name.invalid", "80"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True)
    said = waiting.stdout.readline()
    waiting.terminate()
    if said != "waiting for name.invalid:80: the name is not known\n" or waiting.wait(timeout=60) != 143:
        failures.append(f"wait for a name that is not known says {said} and ends with {waiting.returncode}")


def main():
    well = serve(answers(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    ill = serve(answers(b"HTTP/1.1 503 Away\r\nContent-Length: 8\r\n\r\nno redis"))
    expect(0, "", "http", well, "/ready")
    expect(1, "GET /ready answers 503: no redis", "http", ill, "/ready")
    expect(0, "", "tcp", serve(lambda connection: connection.recv(1)))
    expect(1, "accepted the connection, then closed it", "tcp", serve(lambda connection: None))
    expect(0, "", "redis", serve(answers(b"+PONG\r\n")))
    expect(1, "the answer is no Redis protocol", "redis", well)
    expect(1, "", "grpc", well)
    expect(1, "", "postgres", well, "shop", "shop")
    # Nobody listens on a port that was just given back.
    with socketserver.TCPServer(("0.0.0.0", 0), None) as server:
        free = server.server_address[1]
    expect(1, "Connection refused", "tcp", free)
    for wrong in (["tcp"], ["tcp", "0"], ["tcp", "x"], ["http", "80"], ["exec", "80"], ["postgres", "80", "a"], []):
        expect(2, "usage: probe", *wrong)
    expect(2, "usage: probe", "wait", "localhost")
    expect(2, "usage: probe", "wait", "localhost", "0")
    waits_until_somebody_accepts()
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, "probe")
        for _ in range(2):
            expect(0, "", "install", copy)
        if copy.read_bytes() != pathlib.Path(prober).read_bytes() or not copy.stat().st_mode & 0o111:
            failures.append("what is installed is not the program")
        expect(1, "No such file", "install", f"{folder}/none/probe")
    print(*failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
