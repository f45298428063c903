"""Whether words said to an open question bring a wish of their own, by how sure the classifier is of it."""

from __future__ import annotations

import re

from actions.turns.clarify import CARE_INTENTS
from actions.turns.turn import Turn
from actions.words.wish_words import names_wish, stays_home

SURE_UNNAMED = 0.85
"""Probability from which on a whole sentence is a wish, though no word of its own names it."""
SURE_SENTENCE = 0.5
"""The same where a word of its own names it."""
FEWEST_WORDS = 5
"""Words a sentence needs for that: what is shorter is an answer first."""
GRAVE = frozenset({"report_lost_phone", "report_fraud", "report_emergency"})
"""Among answers, what stops a line or brings the team needs its plain words."""
_YES_OR_NO = re.compile(r"^\W*(?:yes|yeah|yep|yup|no|nope|nah)\b", re.IGNORECASE)


def is_plain(turn: Turn) -> bool:
    """Whether a sentence that answers nothing is a wish, in whatever words."""
    name, sure = turn.intent.name, turn.intent.confidence
    if name not in CARE_INTENTS - GRAVE or len(turn.text.split()) < FEWEST_WORDS:
        return False
    least = SURE_SENTENCE if names_wish(turn.text, name) else SURE_UNNAMED
    return sure >= least and (name != "travel_abroad" or not stays_home(turn.text))


def brings_wish(turn: Turn) -> bool:
    """The same before an answer is looked for: a sentence that begins with no yes or no, and is very sure."""
    if turn.situation.payload or _YES_OR_NO.match(turn.text) or turn.intent.confidence < SURE_UNNAMED:
        return False
    return is_plain(turn)
