"""How long a pause must last before the caller is taken to have finished.

Short when what was heard answers the question, long when it plainly goes on.
"""

from __future__ import annotations

import re

from conversation.expects import Expectation, ExpectsKind
from conversation.spoken_digits import digit_runs

SATISFIED_MS = 300
USUAL_MS = 650
UNFINISHED_MS = 1_600
LONG_DIGITS = {ExpectsKind.PHONE: 10, ExpectsKind.ZIP: 5}

_GOES_ON = re.compile(
    r"\b(?:and|but|or|so|because|the|a|an|my|to|of|for|with|is|was|i|that|which|um+|uh+|er+|hm+|like|well"
    r"|my number is|it's|it is)[\s,.…-]*$",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|correct|right|exactly|no|nope|nah|okay|ok|please|thanks|thank you"
    r"|that's right|of course|not really|i do|i don't|[\s,.!])+$",
    re.IGNORECASE,
)


def patience_ms(expects: Expectation, text: str) -> int:
    """Milliseconds of silence after `text` that end the caller's turn."""
    said = text.strip()
    if not said:
        return USUAL_MS
    awaited = digits_awaited(expects)
    if awaited is not None:
        return _digits_patience(awaited, said)
    if _GOES_ON.search(said):
        return UNFINISHED_MS
    return SATISFIED_MS if is_answer(expects, said) else USUAL_MS


def shortest_patience_ms(expects: Expectation) -> int:
    """The shortest pause that can end an answer to this, whatever is said."""
    can_satisfy = digits_awaited(expects) is not None or expects.kind in {
        ExpectsKind.YES_NO,
        ExpectsKind.CHOICE,
    }
    return SATISFIED_MS if can_satisfy else USUAL_MS


def digits_awaited(expects: Expectation) -> int | None:
    """How many digits answer the question, None when it is no question for digits."""
    return expects.length or LONG_DIGITS.get(expects.kind)


def is_answer(expects: Expectation, text: str, choices: tuple[str, ...] = ()) -> bool:
    """Whether the words alone answer what was asked."""
    awaited = digits_awaited(expects)
    if awaited is not None:
        return _count(text) >= awaited
    if expects.kind is ExpectsKind.YES_NO:
        return _YES_NO.match(text.strip()) is not None
    if expects.kind is ExpectsKind.CHOICE:
        said = text.strip().casefold().rstrip(".!?")
        return any(said == choice.casefold() for choice in choices)
    return False


def _digits_patience(awaited: int, said: str) -> int:
    count = _count(said)
    if count >= awaited:
        return SATISFIED_MS
    return UNFINISHED_MS if count or _GOES_ON.search(said) else USUAL_MS


def _count(text: str) -> int:
    return max((len(run.digits) for run in digit_runs(text, misheard=True)), default=0)
