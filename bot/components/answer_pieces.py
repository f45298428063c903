"""Several things told in one answer: sentences are read apart where the whole says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

MOST = 4
"""Sentences read apart at most; people who tell more are asked again."""
SURE = 0.9
"""Probability from which on a sentence by itself is the answer."""
DISCOUNT = 0.9
"""What such a reading is worth beside one of the whole."""
SURE_ELSE = 0.97
"""Probability from which on the whole is no answer, whatever a sentence of it sounds like."""
UNSURE = 0.6
"""Probability from which on a sentence that is in doubt leaves the whole in doubt."""
FIX = "fix"
"""The question whether a step was done."""
SURE_DONE = 0.75
"""Probability from which on a sentence says that it was; a question follows, so less is risked."""
_DONE = frozenset({"done", "worked", "not_worked", "already"})
_SAYS_NOTHING = frozenset({"remark", "else", "unsure"})
WHOLE_ONLY = frozenset({"yes_no", "same_phone", "sim"})
"""Questions whose answer may cost something, call the team or cut them off: only the whole answers."""
_NOTHING_SAID = frozenset({"remark", "else", "unsure", "trouble"})
_NO_STATE = _NOTHING_SAID | {"wait", "where", "done", "solved"}
_END = re.compile(r"[.!?;\n]+(?:\s+|$)|\s+[-–—]+\s+")
_LED = re.compile(r"^\s*(yes|yeah|yep|yup|no|nope|nah)\s*,\s*", re.IGNORECASE)

_CONTRAST = re.compile(
    r"[,;.]?\s+(?:but|yet|though|although|however|only)\s+|[,;.]?\s+it'?s?\s+(?:just|only)\s+|,\s+(?=(?:\w+\s+){0,3}(?:still|just)\s)",
    re.IGNORECASE,
)
WORKS = "works"
"""The question whether something works again."""
MIXED = "mixed"
"""Meaning of "the signal is there, but pages don't load": one thing works and another does not."""
SURE_PART = 0.7
"""Probability from which on each half of such an answer is taken."""
_FEWEST = 2
"""Words that each half has at least."""

Chances = Mapping[str, float]


def halves_of(text: str) -> list[str]:
    """The two halves of a sentence that sets one thing against another; none where it does not."""
    halves = [half.strip(" ,.;!?") for half in _CONTRAST.split(text, maxsplit=1)]
    return halves if len(halves) == 2 and all(len(half.split()) >= _FEWEST for half in halves) else []


def contrasted(whole: Chances, halves: Sequence[Chances]) -> Chances:
    """That one thing works and another does not, where the halves surely say so."""
    meanings = {_best(half) for half in halves if max(half.values(), default=0.0) >= SURE_PART}
    if len(halves) != 2 or meanings != {"good", "bad"}:
        return whole
    sure = min(max(half.values()) for half in halves)
    return {MIXED: round(sure, 3)}


def pieces_of(text: str) -> list[str]:
    """The sentences, a yes or no in front by itself; none where there is only one."""
    found: list[str] = []
    for sentence in _END.split(text):
        led = _LED.match(sentence)
        found += [led[1], sentence[led.end() :]] if led else [sentence]
    found = [piece.strip() for piece in found if piece.strip()]
    return found if 1 < len(found) <= MOST else []


def together(question: str, whole: Chances, pieces: Sequence[Chances]) -> Chances:
    """The reading of the whole, or of the one sentence that surely answers where the whole does not."""
    best = _best(whole)
    if question in WHOLE_ONLY or best not in _NOTHING_SAID or whole.get("else", 0.0) >= SURE_ELSE:
        return whole
    answers = [piece for piece in pieces if _best(piece) not in _NO_STATE and max(piece.values()) >= SURE]
    if question == FIX:
        return _of_a_step(whole, pieces)
    in_doubt = any(piece.get("unsure", 0.0) >= UNSURE for piece in pieces)
    if in_doubt or len({_best(piece) for piece in answers}) != 1:
        return whole
    return {meaning: round(DISCOUNT * chance, 3) for meaning, chance in answers[-1].items()}


def _of_a_step(whole: Chances, pieces: Sequence[Chances]) -> Chances:
    """ "I have done so. I could ring my neighbour. Thank you": done, and how it came out is asked for."""
    surely = {
        _best(piece) for piece in pieces if max(piece.values(), default=0.0) >= SURE_DONE
    } - _SAYS_NOTHING
    if not surely or not surely <= _DONE:
        return whole
    return {"not_worked" if "not_worked" in surely else "done": DISCOUNT}


def _best(chances: Chances) -> str:
    return max(chances, key=lambda name: chances[name], default="else")
