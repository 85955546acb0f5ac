"""Somebody who signed in to DICE, and its API as the web client speaks it: tRPC and pictures, over the edge."""

import json
import time
import urllib.parse
import uuid

import stack as dice

k_host = "api.dice.local"
k_answer_within = 2  # seconds, whatever is away
k_abilities = dict.fromkeys(("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma"), 12)


class Player:
    def __init__(self, edge, name):
        self.edge = edge
        self.headers = edge.sign_in(f"{name}@dice.local")

    def ask(self, procedure, **given):
        query = urllib.parse.urlencode({"input": json.dumps(given)})
        return self._said(self.edge.get(k_host, f"/trpc/{procedure}?{query}", headers=self.headers))

    def tell(self, procedure, **given):
        return self._said(self.edge.get(k_host, f"/trpc/{procedure}", given, self.headers))

    @staticmethod
    def _said(answer):
        """Status code, and the data of the result or of the error."""
        code, _, text = answer
        body = json.loads(text)
        return code, body["result"]["data"] if code == 200 else body["error"]["data"]

    def makes_character(self):
        code, made = self.tell("characters.create", name=f"C {uuid.uuid4()}", race="Human", abilities=k_abilities,
                               **{"class": "Fighter"})
        dice.expect(code == 200, "making a character answers", code, made)
        return made["id"]

    def puts_portrait(self, character, picture):
        code, _, body = self.edge.exchange("PUT", k_host, f"/characters/{character}/portrait", picture,
                                           {**self.headers, "Content-Type": "image/png"})
        return code, json.loads(body)

    def gets_portrait(self, character):
        """Status code, media type and the bytes."""
        code, headers, body = self.edge.exchange("GET", k_host, f"/characters/{character}/portrait",
                                                 headers=self.headers)
        return code, headers["Content-Type"], body


def expect_outage(dependency, what, question):
    """`question` returns a status code and what was said with it."""
    started = time.monotonic()
    code, said = question()
    took = time.monotonic() - started
    dice.expect(code == 503 and said.get("dependency") == dependency, f"without {dependency},", what, "answers", code, said)
    dice.expect(took < k_answer_within, f"without {dependency},", what, f"takes {took:.1f} s to say so")
