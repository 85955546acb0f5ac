"""Mode frontend-only in an instance beside this one: both answer by name, share no network, and end on their own."""

import edge as edges
import player
import stack as dice

k_pwa = "pwa.dice.local"


def networks(stack):
    mine = f"label=dev.caisson.instance={stack.instance}"
    return set(dice.docker("network", "ls", "--quiet", "--filter", mine).split())


def check_answers(edge):
    code, _, text = edge.get(player.k_host, "/ready")
    dice.expect(code == 200, "beside another instance, /ready answers", code, text[:200])


def check(stack, edge):
    dice.sweep(stack.cli[0], stack.declared, "beside")
    with dice.instance_of_dice(stack.cli[0], stack.declared, "beside", lambda running: None) as beside:
        beside.up("--mode", "frontend-only", "--profile", "proxy")
        other = edges.of_stack(beside)
        code, _, text = other.get(k_pwa, "/")
        dice.expect(code == 200 and "<html" in text, f"https://{k_pwa} answers", code, text[:200])
        check_answers(edge)
        dice.expect(networks(beside) and not networks(beside) & networks(stack), "the two share a network")
        dice.expect(other.port != edge.port, "the two edges have one port")
    check_answers(edge)
