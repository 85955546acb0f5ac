"""What services ask of each other takes the key of the service, over the edge as anywhere."""

import json

import player
import stack as dice


def check(stack, edge):
    key = stack.run("exec", "backend", "--", "printenv", "BACKEND_API_KEY").strip()
    user = player.Player(edge, "user")
    code, me = user.ask("auth.me")
    dice.expect(code == 200, "asking who one is answers", code, me)
    path = f"/internal/users/{me['id']}/characters"
    for what, headers, expected in (("no key", {}, 401), ("a person's token", user.headers, 401),
                                    ("a wrong key", {"X-Api-Key": "x" + key}, 403)):
        code, _, text = edge.get(player.k_host, path, headers=headers)
        dice.expect(code == expected, "with", what, "the internal route answers", code, text[:200])
    code, _, text = edge.get(player.k_host, path, headers={"X-Api-Key": key})
    dice.expect(code == 200 and json.loads(text)["items"], "with the key the internal route answers", code, text[:200])
