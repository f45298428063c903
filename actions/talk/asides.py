"""An answer with a wish behind it: "it works now, and what's my bill". Both count, and neither is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from actions.guides.guide_troubles import REPORTS
from actions.identity.gate import Handler
from actions.lines.topups import offer_of
from actions.talk.wishes import IN_PASSING, SLOT, turn_of
from actions.turns.clarify import CARE_INTENTS
from actions.turns.other_wish import GRAVE, SURE_UNNAMED
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn, Wish
from actions.words.asides import only_leads_on
from actions.words.wish_words import goes_later, is_named

Answer = Callable[[Turn, Resources], Awaitable[Outcome | None]]


async def answered_apart(
    turn: Turn, to: Resources, answer: Answer, handlers: Mapping[str, Handler], intents: Mapping[str, str]
) -> Outcome | None:
    """The answer taken by itself and the wishes told beside it, or put off where they would ask something.

    None when there is no such wish, or what stands before it is no answer.
    """
    aside = turn.aside
    if aside is None or only_leads_on(aside.rest) or not all(_may_wait(wish) for wish in aside.wishes):
        return None
    if {turn.words("matter"), _offered(turn), _underway(turn)} & {wish.intent for wish in aside.wishes}:
        # "Yes, add the data": the very thing that is asked about.
        return None
    alone = replace(
        turn,
        text=aside.rest,
        intent=aside.intent,
        ranking=(),
        wishes=(),
        aside=None,
        answers=aside.answers,
    )
    outcome = await answer(alone, to)
    if outcome is None:
        return None
    left: list[Wish] = []
    ends = outcome.slots.get("requested_slot", "") is None or outcome.handoff is not None
    for wish in aside.wishes:
        told = (
            None
            if ends or left or wish.intent not in IN_PASSING
            else await handlers[intents[wish.intent]](turn_of(turn, wish, (), outcome), to)
        )
        if told is None or told.follow or told.handoff or told.slots.get("offer"):
            left.append(wish)
        else:
            outcome = outcome.then(replace(told, slots={}))
    if not left:
        return outcome
    if not ends:
        outcome = say("utter_general_wish_noted", wish=to.words.name("wish", left[0].intent)).then(outcome)
    waiting = [{"intent": wish.intent, "words": wish.words} for wish in (*turn.put_off, *left)]
    return outcome.keeping({SLOT: waiting})


def _offered(turn: Turn) -> str | None:
    """What an open question of a guide offers."""
    return "add_data" if turn.words("guide_question") and offer_of(turn) is not None else None


def _underway(turn: Turn) -> str | None:
    """What the open steps look into themselves: "it says off, next to roaming"; a trip to come is a wish."""
    return "travel_abroad" if turn.in_guide and not goes_later(turn.whole or turn.text) else None


def _may_wait(wish: Wish) -> bool:
    """What only wants to be told, or a wish of the account that its own words name: it is taken up later."""
    if wish.intent in IN_PASSING:
        return True
    others = CARE_INTENTS - GRAVE - set(REPORTS.values())
    return wish.intent in others and is_named(wish.words, wish.intent, SURE_UNNAMED)
