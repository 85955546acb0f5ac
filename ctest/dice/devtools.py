"""The DevTools protocol over a WebSocket, one thing after the other."""

import json
import pathlib

import source_map
import stack as dice
import websocket


class DevTools:
    def __init__(self, url):
        self.connection = websocket.create_connection(url, timeout=30, suppress_origin=True)
        self.last = 0
        self.events = []

    def call(self, method, **parameters):
        self.last += 1
        self.connection.send(json.dumps({"id": self.last, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.connection.recv())
            if message.get("id") == self.last:
                assert "result" in message, message
                return message["result"]
            self.events.append(message)

    def event(self, method):
        """The next one of this name."""
        while True:
            for at, message in enumerate(self.events):
                if message["method"] == method:
                    return self.events.pop(at)["params"]
            self.events.append(json.loads(self.connection.recv()))

    def close(self):
        self.connection.close()


def connect(stack, service, port):
    """To the inspector that a service has open, with its debugger enabled."""
    def pages():
        status, text = dice.get(stack.url(service, port) + "/json/list")
        return json.loads(text) if status == 200 else []

    def attempt():
        page = dice.until(f"{service} listens for a debugger", 60, pages)[0]
        try:
            tools = DevTools(f"ws://127.0.0.1:{stack.port(service, port)}/{page['id']}")
            tools.call("Debugger.enable")
            return tools
        except (OSError, websocket.WebSocketException):  # it was about to be started again
            return None

    return dice.until(f"a debugger is let in by {service}", 60, attempt)


def break_at(tools, stack, service, source, text, condition=""):
    """A breakpoint on the line of a source, where the source map of some script says that it has become code."""
    line = next(at for at, each in enumerate(source.read_text().splitlines()) if text in each)
    ending = "/".join(source.parts[-3:])
    while True:
        script = tools.event("Debugger.scriptParsed")
        if not script["url"].startswith("file:///") or not script.get("sourceMapURL"):
            continue
        folder = pathlib.PurePosixPath(script["url"].removeprefix("file://")).parent
        found = stack.run("exec", service, "--", "cat", str(folder / script["sourceMapURL"]), check=False, quiet=True)
        place = source_map.generated(found, ending, line)
        if place:
            made = tools.call("Debugger.setBreakpointByUrl", url=script["url"], lineNumber=place[0],
                              columnNumber=place[1], condition=condition)
            dice.expect(made["locations"], made)
            return


def value_of(tools, paused, expression):
    frame = paused["callFrames"][0]["callFrameId"]
    return tools.call("Debugger.evaluateOnCallFrame", callFrameId=frame, expression=expression)["result"]["value"]
