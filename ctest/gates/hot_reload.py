"""An edit is live: of the back end in its answers over HTTPS, of the PWA in Chromium, both within seconds; touching a
file is no edit. The sources are a copy."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import copied_sources
import edge as edges
import stack as dice
from copied_sources import copy, moved

k_here = pathlib.Path(__file__).parent
k_backend_within, k_pwa_within = 8, 5  # seconds
k_start_within = 1500  # with images to build
k_browser = "pwa-browser"
k_answer = ("backend/src/health/health.module.ts", "return { status: 'ok',", "return { status: 'ok', edited: '{}',")
k_heading = ("pwa/src/screens/SignIn.tsx", "Gather round the table", "{}")
originals = {}  # path → text


def prepare(manifest):
    """A copy of the sources, and a browser that stays instead of tests that end."""
    copied_sources.use(manifest, "backend", "pwa")
    browser = manifest["services"][k_browser]
    del browser["completes"]
    browser["command"] = ["node", "watch.js"]
    browser["depends"] = [{"service": name, "condition": "healthy"} for name in ("traefik", "pwa", "backend")]
    browser["volumes"].append({"source": str(k_here / "hot_reload.js"), "target": "/pwa/watch.js", "read_only": True})


class Process:
    """A command that goes on, what it says with it."""

    def __init__(self, stack, name, *words):
        print("--", *words, flush=True)
        self.said = stack.folder / name
        with open(self.said, "wb") as file:
            self.process = subprocess.Popen([*stack.cli, *words], stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def text(self):
        return self.said.read_text(errors="replace")

    def says(self, words, seconds):
        def heard():
            if words in self.text():
                return True
            dice.expect(self.process.poll() is None, "it has ended, and said:", self.text()[-2000:])
            return False

        dice.until(f"it says `{words}`", seconds, heard)

    def interrupt(self):
        """Its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


def edit(what, word):
    """As editors do it: a file beside it, renamed into its place. The moment."""
    path, before, after = what
    file = copy / path
    text = originals.setdefault(path, file.read_text())
    dice.expect(before in text, path, "has no", before)
    fresh = file.with_suffix(".new")
    fresh.write_text(text.replace(before, after.replace("{}", word)))
    os.chmod(fresh, file.stat().st_mode & 0o777)
    os.replace(fresh, file)
    return time.monotonic()


def health(edge):
    try:
        code, _, text = edge.request("api.dice.local", "/health")
        return json.loads(text) if code == 200 else {}
    except (OSError, ValueError):
        return {}  # it is being started again


def check_backend(edge, word):
    began = edit(k_answer, word)
    dice.until("an edit of the back end is in its answer", k_backend_within, lambda: health(edge).get("edited") == word)
    print(f"back end: an edit is live after {time.monotonic() - began:.1f} s")


def check_pwa(page, word):
    began = edit(k_heading, word)
    dice.until("an edit of the PWA is in Chromium", k_pwa_within, lambda: f"heading: {word}\n" in page.text())
    print(f"PWA: an edit is live after {time.monotonic() - began:.1f} s")


def check_touch(edge, watch, page):
    """The edit of the PWA is seen after the touch, so that there is nothing to wait for."""
    before = health(edge)["uptimeSeconds"]
    told = watch.text().count(k_answer[0])
    os.utime(copy / k_answer[0])
    check_pwa(page, "twice")
    dice.until("the back end's next second", 5, lambda: health(edge).get("uptimeSeconds", before) != before)
    dice.expect(health(edge)["uptimeSeconds"] > before, "touching a file has started the back end again")
    dice.expect(watch.text().count(k_answer[0]) == told, "touching a file is called an edit")


@contextlib.contextmanager
def watched(stack):
    """DICE under `up --watch`, its edge and a page in Chromium: the edge, what the watch says and what the page shows."""
    watch = Process(stack, "up", "up", "--watch", "--profile", "proxy", "traefik", "backend", "pwa", k_browser)
    pages = None
    try:
        watch.says("watching the sources of backend, pwa", k_start_within)
        pages = Process(stack, "page", "logs", "--follow", k_browser)
        pages.says(f"heading: {k_heading[1]}", 60)
        yield edges.of_stack(stack), watch, pages
    finally:
        for process in filter(None, (pages, watch)):
            process.interrupt()
        print(watch.text())


def check(stack):
    with watched(stack) as (edge, watch, pages):
        check_backend(edge, "once")
        check_backend(edge, "twice")
        check_pwa(pages, "once")
        check_touch(edge, watch, pages)
        dice.expect(f"File change detected: {copy}/{k_answer[0]}" in watch.text(), "the watch says nothing of an edit")
        dice.expect(watch.interrupt() == 0, "Ctrl-C ends the watch badly:", watch.text()[-500:])
        left = stack.services()
        dice.expect(all(left[name]["state"] == "healthy" for name in ("backend", "pwa")), "Ctrl-C has ended the stack")


def sabotage(manifest):
    """The back end is shown the developer's own sources, which nobody edits."""
    service = manifest["services"]["backend"]
    own = str(pathlib.Path(__file__).resolve().parents[2] / "workspace")
    service["watch"] = moved(service["watch"], str(copy), own)
    return "not within 8 s: an edit of the back end"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "reload")
