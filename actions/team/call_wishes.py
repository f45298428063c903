"""What is wanted of a booked call: to cancel it, to have none at all, another time, or only to know."""

from __future__ import annotations

import re

_BETWEEN = r"(?: (?:ever|please|want|need|like|you|me|us|to|be|any|more|even|have|getting|get|phone))*"
_REFUSES = re.compile(
    rf"\b(?:do not|don'?t|didn'?t|never|no longer|stop|quit){_BETWEEN} "
    r"(?:call(?:ing|ed|s)?|phon(?:e|ing)|ring(?:ing)?)\b"
    r"|\bno (?:more )?(?:phone )?calls\b|\bcall list\b|\bopt out\b",
    re.IGNORECASE,
)
_CANCELS = re.compile(
    r"\b(?:cancel|call off|delete|drop|forget|remove|scrap)\b|\b(?:don'?t|do not|no longer) (?:need|want)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:move|change|shift|reschedule|postpone|push|put off|another time|different time|other time|"
    r"earlier|later|instead)\b",
    re.IGNORECASE,
)


def refuses_calls(text: str) -> bool:
    """Not to be called any more."""
    return _REFUSES.search(text) is not None


def cancels_call(text: str) -> bool:
    """That call is not wanted."""
    return _CANCELS.search(text) is not None


def moves_call(text: str) -> bool:
    """Another time for it."""
    return _MOVES.search(text) is not None
