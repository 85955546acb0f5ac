"""A command that is nobody's child: it finds no ctest among its ancestors, though we run under one."""

import json
import os
import select
import subprocess


def run(command, environment, timeout):
    """As subprocess.run with captured output; the command's parent's parent is process 1."""
    go_reading, go_writing = os.pipe()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if os.fork() == 0:
            _become_orphan(command, environment, go_reading, writing)
        os._exit(0)
    os.waitpid(child, 0)
    os.write(go_writing, b"!")
    for end in (go_reading, go_writing, writing):
        os.close(end)
    with os.fdopen(reading, "rb") as answer:
        assert select.select([answer], [], [], timeout)[0], f"{command} does not end"
        code, out, err = json.loads(answer.read())
    return subprocess.CompletedProcess(command, code, out, err)


def _become_orphan(command, environment, go, answer):
    # The parent is gone when the go-ahead comes.
    os.read(go, 1)
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True,
                               stdin=subprocess.DEVNULL)
        result = [ended.returncode, ended.stdout, ended.stderr]
    except OSError as error:
        result = [127, "", str(error)]
    os.write(answer, json.dumps(result).encode())
    os._exit(0)
