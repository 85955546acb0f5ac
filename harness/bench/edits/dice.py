"""How long edits of DICE take until they are live: of the back end in its answers over HTTPS, of the PWA in Chromium.

usage: dice.py <caisson> <manifest>     with ctest/gates in PYTHONPATH
"""

import sys

import hot_reload as gate
import stack as dice

k_edits = 7
k_given_up_after = 120  # seconds
prepare = gate.prepare


def figure(name, what, is_live):
    """The first edit also pays for what is read for the first time, and does not count."""
    for number in range(k_edits + 1):
        word = f"edit-{number}"
        began = gate.edit(what, word)
        dice.until(f"{word} of the {name} is live", k_given_up_after, lambda: is_live(word))
        if number > 0:
            print("figure", name, gate.time.monotonic() - began)


def check(stack):
    with gate.watched(stack) as (edge, _, page):
        figure("backend", gate.k_answer, lambda word: gate.health(edge).get("edited") == word)
        figure("pwa", gate.k_heading, lambda word: f"heading: {word}\n" in page.text())


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "edits")
