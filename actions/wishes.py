"""Several wishes in one breath, taken in turn: the first at once, each next when nothing else is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.gate import Handler
from actions.outcome import Outcome, say
from actions.resources import Resources
from actions.turn import Intent, Turn, Wish

SLOT = "wishes"
"""What is still to be taken up, in order: `[{intent, words}]`."""
COVERED: Mapping[str, frozenset[str]] = {
    "travel_abroad": frozenset({"report_no_data", "report_no_signal", "ask_outage"}),
    "report_suspended": frozenset({"report_no_signal", "report_no_data"}),
    "report_lost_phone": frozenset({"report_suspended", "report_no_signal"}),
    "add_data": frozenset({"ask_data_left", "report_no_data"}),
}
"""Wish -> what is only another way of saying it in the same breath."""
ENDS_A_MATTER = frozenset(
    {
        "action_continue_matter",
        "action_finish_payment",
        "action_close_guide",
        "action_take_yes",
        "action_decline",
    }
)
"""Actions after which the next wish is taken up, besides the matters themselves."""


def split(turn: Turn, intents: Mapping[str, str]) -> Turn:
    """The turn as its first wish, with the others beside it; unchanged when there is only one."""
    named = [wish for wish in turn.wishes if wish.intent in intents]
    known = [wish for wish in named if not any(wish.intent in COVERED.get(o.intent, ()) for o in named)]
    if len(known) < 2 or turn.situation.payload:
        return replace(turn, wishes=turn.put_off)
    rest = _without_double(known[1:], intents, done=intents[known[0].intent])
    return replace(turn, text=known[0].words, entities={}, wishes=(*rest, *turn.put_off))


async def take_in_turn(
    turn: Turn, to: Resources, done: Outcome, handlers: Mapping[str, Handler], intents: Mapping[str, str]
) -> Outcome:
    """After a matter the next wish, as long as nothing is asked and nobody takes over."""
    rest = turn.wishes
    fresh = bool(turn.text) and not turn.put_off
    while rest and not is_busy(done):
        wish, rest = rest[0], rest[1:]
        handler = handlers.get(intents.get(wish.intent, ""))
        if handler is None:
            continue
        if not fresh:
            done = done.then(say("utter_general_next_wish", wish=to.words.name("wish", wish.intent)))
        done = done.then(await handler(_turn_of(turn, wish, rest, done), to))
        done = done.keeping({"last_action": intents[wish.intent], "matter": wish.intent})
    left = [{"intent": wish.intent, "words": wish.words} for wish in rest]
    if left or turn.slots.get(SLOT):
        # What a handler forgot on purpose (a fresh start, a handoff) stays forgotten.
        done = done if SLOT in done.slots else done.keeping({SLOT: None if done.handoff else left or None})
    return done


def is_busy(done: Outcome) -> bool:
    """Whether an answer is waited for, or the team takes over."""
    return bool(done.follow or done.handoff or done.slots.get("offer"))


def _turn_of(turn: Turn, wish: Wish, rest: tuple[Wish, ...], done: Outcome) -> Turn:
    return replace(
        turn,
        text=wish.words,
        intent=Intent(name=wish.intent, confidence=1.0),
        entities={},
        wishes=rest,
        acted=True,
        active_form=None,
        slots={**turn.slots, **done.slots},
    )


def _without_double(found: list[Wish], intents: Mapping[str, str], *, done: str) -> tuple[Wish, ...]:
    """One wish for each action, in the order they were said."""
    seen, kept = {done}, []
    for wish in found:
        if intents[wish.intent] not in seen:
            seen.add(intents[wish.intent])
            kept.append(wish)
    return tuple(kept)
