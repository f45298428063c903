"""Whether words said to an open question are about something else, where any words could be an answer."""

from __future__ import annotations

from actions.turns.clarify import CARE_INTENTS
from actions.turns.turn import Turn

STEERING = frozenset(
    {
        "want_agent", "want_callback", "never_mind", "start_over", "repeat", "report_emergency",
        "wait_please", "ask_wait", "ask_if_human", "ask_what_can_you_do", "prefer_assistant",
    }
)  # fmt: skip
SURE = 0.5
"""Probability from which on a wish that steers the talk is one."""
SURE_MATTER = 0.7
"""Probability from which on another matter is one, though it might be part of a story."""
SURE_QUESTION = 0.45
"""The same for words that are a question."""


def is_other_matter(turn: Turn, *kin: str) -> bool:
    """Whether the turn steers the talk or brings another matter; `kin`: wishes that belong to the answer."""
    name, sure = turn.intent.name, turn.intent.confidence
    if name in STEERING:
        return sure >= SURE or turn.situation.payload
    if name in kin:
        return False
    if name in CARE_INTENTS or name == "ask_faq":
        asks = turn.text.rstrip().endswith("?")
        return turn.situation.payload or sure >= (SURE_QUESTION if asks else SURE_MATTER)
    return False
