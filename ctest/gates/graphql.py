"""GraphQL for the apps: a playground that needs no other host, a gateway over two subgraphs, and a query across them."""

import html.parser
import json
import sys
import urllib.parse

import edge as edges
import stack as dice

# identity knows who asks and everybody's address, characters whose characters there are.
k_across = "{ me { email characters { name hitPoints owner { email } } } }"
k_deep = "{ me " + "{ characters { owner " * 20 + "{ id }" + " } }" * 20 + " }"


class _Sources(html.parser.HTMLParser):
    """What a page loads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        wanted = {"script": "src", "link": "href"}.get(tag)
        self.found += [value for name, value in attributes if name == wanted and value]


def check_playground(api):
    code, text = dice.get(api + "/graphql", headers={"Accept": "text/html"})
    dice.expect(code == 200, "the playground answers", code, text[:200])
    page = _Sources()
    page.feed(text)
    dice.expect(page.found, "the playground loads no script")
    for source in page.found:
        url = urllib.parse.urljoin(api + "/graphql", source)
        dice.expect(url.startswith(api + "/"), "the playground loads from another host:", url)
        code, text = dice.get(url)
        dice.expect(code == 200 and text, "the playground's", source, "answers", code)


def ask(api, query, headers=None):
    code, text = dice.get(api + "/graphql", {"query": query}, headers)
    dice.expect(code in (200, 400, 401), "a query answers", code, text[:200])
    return json.loads(text)


def check_query(api, headers):
    answer = ask(api, k_across, headers)
    dice.expect(not answer.get("errors"), "a query across subgraphs fails:", json.dumps(answer.get("errors"))[:300])
    me = answer["data"]["me"]
    dice.expect(me["email"] == "user@dice.local", "it is answered for", me["email"])
    dice.expect(me["characters"], "the seeded user has no characters")
    for character in me["characters"]:
        dice.expect(character["hitPoints"] >= 1 and character["owner"] == {"email": me["email"]}, "a character is", character)


def check_refusals(api, headers):
    for what, answer in (("without a token", ask(api, "{ me { email } }")),
                         ("with a forged token", ask(api, "{ me { email } }", {"Authorization": "Bearer a.b.c"})),
                         ("of forty levels", ask(api, k_deep, headers))):
        codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", [])]
        dice.expect(codes and all(codes), "a query", what, "is answered with", json.dumps(answer)[:300])


def check(stack):
    stack.up("backend")
    api = stack.url("backend", 3001)
    check_playground(api)
    code, text = dice.get(api + "/trpc/auth.signIn", {"email": "user@dice.local", "password": edges.k_password})
    dice.expect(code == 200, "signing in answers", code, text[:200])
    headers = {"Authorization": "Bearer " + json.loads(text)["result"]["data"]["accessToken"]}
    check_query(api, headers)
    check_refusals(api, headers)


def sabotage(manifest):
    """Nobody plays in production."""
    manifest["services"]["backend"]["env"]["NODE_ENV"] = "production"
    return "the playground answers"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "graphql")
