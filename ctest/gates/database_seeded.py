"""A fresh database holds the users and characters everybody was promised; seeding again changes nothing."""

import json
import sys

import stack as dice

k_users = {"admin@dice.local": "admin", "user@dice.local": "user"}
k_characters = {"Test Fighter": ("Human", "Fighter", 1), "Sample Wizard": ("Elf", "Wizard", 1)}
k_abilities = {"strength": 16, "dexterity": 14, "constitution": 15, "intelligence": 12, "wisdom": 13, "charisma": 10}
k_password = "dice_dev_password"
k_query = """{ characters { name race class level
  abilities { strength dexterity constitution intelligence wisdom charisma } } }"""


def rows(stack, table):
    out = stack.run("exec", "postgres", "--", "psql", "-U", "dice_user", "-d", "dice_db", "-At", "-c",
                    f"select coalesce(json_agg(t order by t::text), '[]') from {table} t")
    return json.loads(out)


def check_database(stack):
    users = rows(stack, "users")
    roles = {user["email"]: user["role"] for user in users}
    dice.expect(roles == k_users, "the users are", roles)
    for user in users:
        dice.expect(k_password not in json.dumps(user), "the password of", user["email"], "is readable")
    return users, rows(stack, "characters")


def check(stack):
    stack.up("backend")
    before = check_database(stack)
    code, text = dice.get(stack.url("backend", 3001) + "/graphql", {"query": k_query})
    dice.expect(code == 200, "GraphQL answers", code, text)
    characters = {each.pop("name"): each for each in json.loads(text)["data"]["characters"]}
    dice.expect(set(characters) == set(k_characters), "the characters are", set(characters))
    for name, (race, kind, level) in k_characters.items():
        wanted = {"race": race, "class": kind, "level": level, "abilities": k_abilities}
        dice.expect(characters[name] == wanted, name, "is", characters[name])
    stack.run("restart", "seed")
    dice.expect(check_database(stack) == before, "seeding again changed what is there")


def sabotage(manifest):
    """The seed does nothing, and says that all is well."""
    manifest["services"]["seed"]["command"] = ["node", "-e", "0"]
    return "the users are {}"


if __name__ == "__main__":
    dice.main(sys.modules[__name__], "seeded")
