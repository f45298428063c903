"""Whether words said to an open question are about something else, where any words could be an answer."""

from __future__ import annotations

import re
from collections.abc import Collection

from actions.turns.clarify import CARE_INTENTS
from actions.turns.turn import Turn

STEERING = frozenset(
    {
        "want_agent", "want_callback", "never_mind", "goodbye", "start_over", "repeat", "report_emergency",
        "wait_please", "ask_wait", "ask_if_human", "ask_what_can_you_do", "prefer_assistant",
    }
)  # fmt: skip
SURE = 0.5
"""Probability from which on a wish that steers the talk is one."""
SURE_MATTER = 0.7
"""Probability from which on another matter is one, though it might be part of a story."""
SURE_QUESTION = 0.45
"""The same for words that are a question."""
SURE_KIN = 0.85
"""The same for a matter that answers often speak of, said in words that do not wish for it."""
_BEFORE = (
    r"^\W*(?:(?:actually|ok(?:ay)?|no|wait|hm+|and|but|also|oh|sorry|well|then|instead|so|you know what|"
    r"(?:on )?second thoughts?|forget (?:it|that)|never ?mind|i'll just|just|i changed my mind)\W+)*"
)
_WISH = re.compile(
    _BEFORE + r"(?:i (?:just |rather |only )?(?:want|wanna|wish|need|would (?:like|rather))\b|"
    r"i'd (?:just )?(?:like|rather|prefer)\b|i'?ll (?:just )?pay\b|"
    r"let me\b|let'?s\b|can (?:i|you|we)\b|could (?:i|you|we)\b|may i\b|would you\b|please\b|"
    r"(?:how (?:much|many|do|can|long)|what(?:'s| is| are| do| does)|when(?:'s| is| was)|where(?:'s| is)|"
    r"do i|is my|are my|did my|has my)\b|(?:pay|send|show|tell|give|take|check)\b)",
    re.IGNORECASE,
)
"""Words that wish for something or ask for it; a "why" is often how somebody tells what is wrong."""
_TELLS = re.compile(_BEFORE + r"(?:i|i've|my|we|it|it's|they|he|she|the|there|you)\b", re.IGNORECASE)
"""Words that tell something: how it was, not what is wanted."""
_SAYS_OF_ONESELF = re.compile(_BEFORE + r"(?:i|i've|i'm|my|we)\b", re.IGNORECASE)
_STORY = re.compile(
    r"\b(?:because|since|but|when|once|as soon as|after|until|till|unless|if|so that)\b", re.IGNORECASE
)
"""What makes such words a story after all: "I want to pay, but I lost my job"."""


def is_other_matter(turn: Turn, *same: str, kin: Collection[str] = ()) -> bool:
    """Whether the turn steers the talk or brings another matter.

    `same`: wishes that belong to the answer however they are said; `kin`: those that an answer often speaks
    of, and that are another matter where the words wish for them.
    """
    name, sure = turn.intent.name, turn.intent.confidence
    if name in STEERING:
        return sure >= SURE or turn.situation.payload
    if name in same:
        return False
    if name in kin:
        return turn.situation.payload or _is_wished_for(turn.text, sure)
    if name in CARE_INTENTS or name == "ask_faq":
        asks = turn.text.rstrip().endswith("?")
        return turn.situation.payload or sure >= (SURE_QUESTION if asks else SURE_MATTER)
    return False


def is_surely_other_matter(turn: Turn, *same: str) -> bool:
    """The same where answers are a word or two: a sentence or question with a wish of its own."""
    plain = turn.text.replace("’", "'")
    whole = _WISH.match(plain) or _SAYS_OF_ONESELF.match(plain) or plain.rstrip().endswith("?")
    return bool(whole or turn.situation.payload) and is_other_matter(turn, *same)


def _is_wished_for(text: str, sure: float) -> bool:
    plain = text.replace("’", "'")
    if _STORY.search(plain):
        return False
    if _WISH.match(plain):
        return sure >= SURE_QUESTION
    return sure >= SURE_KIN and not _TELLS.match(plain)
