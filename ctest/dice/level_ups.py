"""Level-ups: asked for, approved, and carried out by the worker through Temporal, though both go away meanwhile."""

import player
import stack as dice

k_well_again = 10  # seconds, with Temporal there
k_carried_out = 60  # seconds, for what was decided


def started_at(container):
    return dice.docker("inspect", "--format", "{{.State.Running}} {{.State.StartedAt}}", container)


def tell(who, procedure, **given):
    """503 says that it may be tried again: a busy Temporal takes its time, and the back end gives it little."""
    def answer():
        code, said = who.tell(procedure, **given)
        return None if code == 503 else (code, said)
    return dice.until(f"{procedure} is answered", k_well_again, answer)


def request(user, character):
    code, made = tell(user, "characters.levelUp.request", id=character)
    dice.expect(code == 200 and made["status"] == "pending", "asking for a level answers", code, made)
    return made["id"]


def approve(stack, user, admin, character, level_up):
    code, said = tell(admin, "characters.levelUp.approve", id=level_up)
    # 409: what was given up, and tried again, had come through.
    dice.expect(code in (200, 409), "approving answers", code, said)

    def is_done():
        return user.ask("characters.levelUp.get", characterId=character)[1]["status"] == "done"
    dice.until("the level-up is carried out", k_carried_out, is_done)
    code, sheet = user.ask("characters.get", id=character)
    dice.expect(code == 200 and sheet["level"] == 2, "the character is of level", sheet.get("level"))
    done = [line for line in stack.run("logs", "worker").splitlines() if level_up in line and '"done"' in line]
    dice.expect(len(done) == 1, "the worker says that it carried it out", len(done), "times")


def check_refusals(user, character, level_up):
    code, said = user.tell("characters.levelUp.approve", id=level_up)
    dice.expect(code == 403, "a player who approves is answered", code, said)
    code, said = user.tell("characters.levelUp.request", id=character)
    dice.expect(code == 409, "asking again is answered", code, said)


def kill_worker(stack):
    """Whoever keeps the stack starts it again."""
    container = stack.container("worker")
    before = started_at(container)
    dice.docker("kill", container)

    def is_back():
        now = started_at(container)
        return now.startswith("true") and now != before
    dice.until("the killed worker is started again", k_carried_out, is_back)


def check_without_temporal(user, admin, character, waiting):
    player.expect_outage("temporal", "asking for a level", lambda: user.tell("characters.levelUp.request", id=character))
    code, newest = user.ask("characters.levelUp.get", characterId=character)
    dice.expect(code == 200 and newest is None, "what could not be asked for has left", newest)
    player.expect_outage("temporal", "approving", lambda: admin.tell("characters.levelUp.approve", id=waiting))
    code, _, text = user.edge.get(player.k_host, "/ready")
    dice.expect(code == 200, "without temporal, /ready answers", code, text)


def check(stack, edge):
    user, admin = player.Player(edge, "user"), player.Player(edge, "admin")
    first, second, third = (user.makes_character() for _ in range(3))

    level_up = request(user, first)
    check_refusals(user, first, level_up)
    kill_worker(stack)
    approve(stack, user, admin, first, level_up)

    level_up = request(user, second)
    stack.run("down", "temporal")
    check_without_temporal(user, admin, third, level_up)
    stack.up("temporal")
    request(user, third)
    approve(stack, user, admin, second, level_up)
