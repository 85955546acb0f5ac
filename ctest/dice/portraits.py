"""Portraits over the edge: in LocalStack byte for byte, kept when it is made anew, and refused in time without it."""

import json
import os

import player
import stack as dice

k_picture = b"\x89PNG\r\n\x1a\n" + os.urandom(300_000)


def check_is_there(stack, user, character):
    code, media_type, content = user.gets_portrait(character)
    dice.expect(code == 200 and media_type == "image/png", "the portrait answers", code, media_type)
    dice.expect(content == k_picture, "the portrait is not what was uploaded:", len(content), "bytes")
    listing = f"{stack.url('localstack', 4566)}/dice-uploads?list-type=2&prefix=portraits/{character}/"
    code, text = dice.get(listing)
    dice.expect(code == 200 and f"<Size>{len(k_picture)}</Size>" in text, "the bucket lists", code, text[:300])


def check_without_store(user, character):
    def get():
        code, _, content = user.gets_portrait(character)
        return code, json.loads(content)

    player.expect_outage("s3", "an upload", lambda: user.puts_portrait(character, k_picture))
    player.expect_outage("s3", "the portrait", get)
    code, said = user.ask("characters.get", id=character)
    dice.expect(code == 200, "without s3, the character answers", code, said)


def check(stack, edge):
    user = player.Player(edge, "user")
    character = user.makes_character()
    code, said = user.puts_portrait(character, k_picture)
    dice.expect(code == 200, "an upload answers", code, said)
    check_is_there(stack, user, character)
    stack.run("down", "localstack")
    check_without_store(user, character)
    stack.up("--profile", "aws", "localstack")
    check_is_there(stack, user, character)
