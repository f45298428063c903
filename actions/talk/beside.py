"""A question asked in the middle of a step that is not about the step: answered, and the step comes again."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.guides import guides
from actions.guides.guide_ends import place_of
from actions.guides.guide_troubles import REPORTS
from actions.talk import faq
from actions.turns.clarify import CARE_INTENTS
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import STEERING, SURE_QUESTION
from actions.turns.turn import Turn
from actions.words.asking import asks_of_else, question_in
from actions.words.phone_reports import parts_named

_PRICE = ("cost", "charge", "fee", "price", "free", "extra", "pay")
_HOURS = re.compile(
    r"\b(?:open|opening|closed|hours|weekends?|holidays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_ACCOUNT = CARE_INTENTS - set(REPORTS.values())
"""Wishes that have an action of their own, which knows more than an article."""


async def asked_beside(turn: Turn, to: Resources) -> Outcome | None:
    """The answer, with the step still open; None when the turn is no such question or nothing fits it."""
    if turn.situation.payload or not asks_of_else(turn.text) or _has_its_own_action(turn):
        return None
    turn = replace(turn, text=question_in(turn.text))
    if turn.active_form != guides.FORM:
        # Elsewhere the rules answer questions; but one that sounds like a trouble begins no steps.
        told = await faq.told_beside(turn, to) if turn.intent.name in REPORTS.values() else None
        return told.keeping({turn.requested: None}) if told and turn.requested else None
    return await _beside_a_step(turn, to)


async def _beside_a_step(turn: Turn, to: Resources) -> Outcome | None:
    guide, step = place_of(turn, to)
    if guide is None or step is None or turn.words("guide_question"):
        return None
    own = {step.part, guide.goal.part if guide.goal else None}
    if own & set(parts_named(turn.text)) and not any(word in turn.text.casefold() for word in _PRICE):
        return None
    told = await faq.told_beside(turn, to)
    if told is None and turn.intent.name in REPORTS.values():
        # A question that only sounds like another trouble begins no other steps.
        told = say("utter_faq_not_understood_here")
    return told.keeping({"step_answer": None, "nudge": None}) if told else None


def _has_its_own_action(turn: Turn) -> bool:
    name = turn.intent.name
    if name == "ask_wait" and _HOURS.search(turn.text):
        return False
    return name in STEERING or (name in _ACCOUNT and turn.intent.confidence >= SURE_QUESTION)
