"""What one turn says of who somebody is, in every way recognition may have heard it, likeliest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from actions.turns.turn import Turn
from actions.words.dates import dates_in
from actions.words.names import beside_date, introduced_name, name_in
from actions.words.numbers import misheard_phone_in, phone_in

Found = TypeVar("Found")

MOST_ALTERNATIVES = 3
"""Of recognition; more of them would be guessing."""
CLEAR = 0.7
"""Recognition confidence from which on a number is taken without reading it back."""
FAINT = 0.45
"""Below it a name and a date are read back too before they are looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name and a date of birth as heard; each may be missing, and heard in several ways."""

    names: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


def numbers_heard(turn: Turn, *, asked: bool) -> tuple[str, ...]:
    """Phone numbers, ten digits each; `asked` when the answer must be one."""
    return _each(_texts(turn), lambda text: _one(misheard_phone_in(text) if asked else phone_in(text)))


def person_heard(turn: Turn, *, asked: str | None) -> Person:
    """Name and date of birth; `asked` is the slot whose question is open, `full_name` or `date_of_birth`.

    One date is taken, never all that recognition thought of, which would be as many guesses: the one most of
    the hearings hold, and of those held by as many the likeliest.
    """
    today = turn.situation.turn_at.date()
    texts = _texts(turn)
    heard = [tuple(read.day for read in dates_in(text, today=today)) for text in texts]
    votes = Counter(found for found in heard if found)
    dates = max(votes, key=lambda found: votes[found], default=())
    return Person(names=_each(texts, lambda text: _name(text, today, asked=asked)), dates=dates)


def is_clear(turn: Turn, least: float = CLEAR) -> bool:
    """Whether the words can be relied upon: typed, keyed, or recognised well."""
    confidence = turn.situation.confidence
    return confidence is None or confidence >= least


def _name(text: str, today: date, *, asked: str | None) -> list[str]:
    reads = dates_in(text, today=today)
    if reads:
        return _one(beside_date(text, reads[0].start, reads[0].end))
    return _one(name_in(text) if asked == "full_name" else introduced_name(text))


def _texts(turn: Turn) -> tuple[str, ...]:
    return (turn.text, *turn.situation.alternatives[:MOST_ALTERNATIVES])


def _each(texts: Iterable[str], read: Callable[[str], list[Found]]) -> tuple[Found, ...]:
    found: list[Found] = []
    for text in texts:
        found += [value for value in read(text) if value not in found]
    return tuple(found)


def _one(value: Found | None) -> list[Found]:
    return [] if value is None else [value]
