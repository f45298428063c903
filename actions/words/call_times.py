"""When a customer wants to be called: "tomorrow after five", "Friday morning", "in two hours".

Everything is read on the customer's own clock. What is heard is a wish; the slots that fit it are picked
from those the team has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.words.call_clock import PARTS, ClockSpan, clock_heard
from actions.words.call_days import Days, days_heard

_NUMBERS = re.compile(r"\+?\d[\d().\s-]{5,}\d")
_RELATIVE = re.compile(
    r"\bin (?:about |around )?(?:(?P<half>half an hour)|(?P<some>an?|\d{1,3}|a couple of|a few)"
    r" (?P<unit>minutes?|mins?|hours?|hrs?)(?P<and_half> and a half)?)\b"
)
_SOME = {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
_ANY = re.compile(
    r"\b(?:any ?time|whenever|any (?:day|time|hour)|doesn't matter|does not matter|don't care|"
    r"the (?:first|next|earliest)(?: free| available| possible)?(?: one| slot| time| appointment)?)\b"
)
_AT_ONCE = re.compile(
    r"\b(?:right (?:now|away)|now|immediately|asap|as soon as|at once|"
    r"when (?:somebody|someone|they|an? agent)(?: is|'s| are|'re)? (?:free|available))\b"
)
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_FIRST_NINE = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NAMED = {
    **{word: value for value, word in enumerate(_WORDS)},
    **{word: value for value, word in enumerate(_TEENS, start=13)},
    **_TENS,
}
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_WORDS[1:10])})\b")
_ORDINALS = {word: place for place, word in enumerate(_FIRST_NINE, start=1)}
_COMPOUND_ORDINAL = re.compile(rf"\b(twenty|thirty)[ -]({'|'.join(_ORDINALS)})\b")
_NAMES = re.compile(rf"\b({'|'.join(sorted(_NAMED, key=len, reverse=True))})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTime:
    """A wish for a time; what was not said leaves everything open."""

    days: Days | None = None
    clock: ClockSpan | None = None
    not_before: datetime | None = None
    """From "in two hours": the moment that was meant."""
    any_time: bool = False

    @property
    def names_hour(self) -> bool:
        """Whether an hour was said, rather than a day or a part of it."""
        return self.clock is not None and self.clock not in PARTS.values()

    def with_day_of(self, before: CallTime) -> CallTime:
        """A correction of the hour alone keeps the day that was spoken of, and the other way round."""
        if self.not_before is not None or self.any_time:
            return self
        return replace(self, days=self.days or before.days, clock=self.clock or before.clock)


def call_time_heard(text: str, *, now: datetime, zone: ZoneInfo) -> CallTime | None:
    """The wish in these words; None when they name no time at all."""
    words = plain(text)
    local = now.astimezone(zone)
    if relative := _relative(words):
        return CallTime(not_before=now + relative)
    days = days_heard(words, today=local.date())
    clock = clock_heard(words)
    if days is None and clock is None:
        return CallTime(any_time=True) if _ANY.search(words) else None
    if days is None and clock is not None:
        clock = clock.later_today(local)
    return CallTime(days=days, clock=clock)


def wants_at_once(text: str) -> bool:
    """As soon as somebody is free, rather than at a time."""
    return _AT_ONCE.search(plain(text)) is not None


def fitting(wish: CallTime, slots: Sequence[datetime], zone: ZoneInfo) -> list[datetime]:
    """The slots that fit, in order of time."""
    if wish.not_before is not None:
        return [at for at in slots if at >= wish.not_before - timedelta(minutes=7)]
    return [at for at in slots if _fits(wish, at.astimezone(zone))]


def nearest(wish: CallTime, slots: Sequence[datetime], zone: ZoneInfo, *, now: datetime) -> list[datetime]:
    """Slots nearest to a wish that none fits, in order of time."""
    meant = _meant(wish, zone, now)
    return sorted(sorted(slots, key=lambda at: abs(at - meant))[:2])


def plain(text: str) -> str:
    """Lower case, numbers as digits, without phone numbers and most signs."""
    lower = _NUMBERS.sub(" ", text.lower().replace("’", "'"))
    lower = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", lower)
    lower = re.sub(r"\bo'? ?clock\b", " ", lower)
    lower = _COMPOUND_ORDINAL.sub(lambda found: f"{_NAMED[found[1]] + _ORDINALS[found[2]]}th", lower)
    digits = _COMPOUND.sub(lambda found: str(_NAMED[found[1]] + _NAMED[found[2]]), lower)
    digits = _NAMES.sub(lambda found: str(_NAMED[found[1]]), digits)
    return " ".join(re.sub(r"[^a-z0-9:/' -]", " ", digits).split())


def _relative(words: str) -> timedelta | None:
    found = _RELATIVE.search(words)
    if found is None:
        return None
    if found["half"]:
        return timedelta(minutes=30)
    count = _SOME.get(found["some"]) or int(found["some"])
    if found["unit"].startswith("h"):
        return timedelta(hours=count, minutes=30 if found["and_half"] else 0)
    return timedelta(minutes=count)


def _fits(wish: CallTime, local: datetime) -> bool:
    if wish.days is not None and not wish.days.holds(local.date()):
        return False
    return wish.clock is None or wish.clock.holds(local.hour * 60 + local.minute)


def _meant(wish: CallTime, zone: ZoneInfo, now: datetime) -> datetime:
    if wish.not_before is not None:
        return wish.not_before
    local = now.astimezone(zone)
    day = next(_days_ahead(wish.days, local.date()), local.date())
    minute = wish.clock.opens if wish.clock else PARTS["afternoon"].opens
    return datetime(day.year, day.month, day.day, minute // 60 % 24, minute % 60, tzinfo=zone)


def _days_ahead(days: Days | None, today: date) -> Iterator[date]:
    return (
        day
        for day in (today + timedelta(days=ahead) for ahead in range(60))
        if days is None or days.holds(day)
    )
