"""Danger first: words of an emergency or of fraud go to a person at once, whatever else was understood.

So does a wish for a person in plain words that the classifier took for something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.turns.context import FALLBACK
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.wish_words import names_wish
from conversation.danger import tells_danger_in_english
from conversation.handoff import HandoffReason

AT_ONCE = frozenset({HandoffReason.EMERGENCY.value, HandoffReason.POLICY.value})
ABOUT_PEOPLE = frozenset({"ask_wait", "ask_if_human", "want_callback", "ask_case_status"})
"""Wishes that speak of a person without wanting one."""


IF_HUMAN = "ask_if_human"
"""The one of them that is a wish all the same where nothing is asked."""
_QUESTION = re.compile(
    r"\b(?:are|r) (?:you|u|ya)\b|\bam i\b|\bis (?:this|that|it|there)\b|\byou(?:'re| are)\b", re.IGNORECASE
)
LIKELY = 0.3
"""Probability from which on what was not understood counts as the wish for a person, when that is likeliest.

Who is passed on by mistake waits a little; who wanted a person and is kept trusts nobody here any more.
"""
WANTS_PERSON = "want_agent"
EMERGENCY = "report_emergency"
SURE_EMERGENCY = 0.7
"""Probability from which on an emergency goes before whatever was asked, a secret among it."""


def reason_in(also: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """What reads the handoff reason out of words: danger to life first, then what `also` finds."""

    def read(text: str) -> str | None:
        return HandoffReason.EMERGENCY.value if tells_danger_in_english(text) else also(text)

    return read


def is_danger(turn: Turn, to: Resources) -> bool:
    """Whether the customer's own words call for a person at once."""
    return _reason(turn, to) is not None


def hand_over(turn: Turn, to: Resources) -> Outcome:
    """The handoff those words call for."""
    return to_team(turn, to, _reason(turn, to) or HandoffReason.POLICY)


def _reason(turn: Turn, to: Resources) -> HandoffReason | None:
    if turn.situation.payload:
        return None
    reason = to.danger(turn.whole or turn.text)
    if reason in AT_ONCE:
        return HandoffReason(reason)
    sounds = turn.intent.name == EMERGENCY and turn.intent.confidence >= SURE_EMERGENCY
    if sounds and names_wish(turn.whole or turn.text, EMERGENCY):
        return HandoffReason.EMERGENCY
    about = turn.intent.name in ABOUT_PEOPLE and not (turn.intent.name == IF_HUMAN and not _asks(turn.text))
    wants_person = reason == HandoffReason.ASKED_FOR_PERSON and not about
    return HandoffReason.ASKED_FOR_PERSON if wants_person or _seems_to_want_person(turn) else None


def _asks(text: str) -> bool:
    """ "Real human, not a bot" asks nothing."""
    return "?" in text or _QUESTION.search(text.replace("’", "'")) is not None


def _seems_to_want_person(turn: Turn) -> bool:
    best = turn.ranking[0] if turn.ranking else None
    unsure = turn.intent.name == FALLBACK
    return unsure and best is not None and best.name == WANTS_PERSON and best.confidence >= LIKELY
