"""Anger, complaints and emergencies: calm, and a person near."""

from __future__ import annotations

from actions.turns.handoff import offer_person, to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.wish_words import names_wish
from conversation.handoff import HandoffReason

SURE_DANGER = 0.5
"""Probability from which on words that name no danger are taken for an emergency."""


async def answer_insult(turn: Turn, to: Resources) -> Outcome:
    """Calm, once, with a person offered; the second time the team takes over without arguing."""
    if turn.count("insults"):
        return to_team(turn, to, HandoffReason.ABUSE).keeping({"insults": turn.count("insults") + 1})
    offered = await offer_person(turn, to, HandoffReason.ABUSE, response="utter_general_insulted")
    return offered.keeping({"insults": 1})


async def answer_complaint(turn: Turn, to: Resources) -> Outcome:
    """A person is offered at once."""
    return await offer_person(turn, to, HandoffReason.UPSET, response="utter_general_complaint")


async def answer_emergency(turn: Turn, to: Resources) -> Outcome:
    """911 first, and the team at once; where it only sounds like danger, 911 is named and we go on."""
    told = turn.intent.confidence >= SURE_DANGER and names_wish(turn.whole or turn.text, turn.intent.name)
    sure = turn.situation.payload or told
    return to_team(turn, to, HandoffReason.EMERGENCY) if sure else say("utter_general_danger_unsure")
