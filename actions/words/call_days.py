"""Days in a customer's words: "tomorrow", "next Friday", "the week after, not Monday", "December 5"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from actions.words.date_words import MONTHS, ORDINALS

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {name[:length]: place for place, name in enumerate(WEEKDAYS) for length in (3, 4, 5, len(name))}
_WEEKDAY = rf"(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})s?"
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_NUMBER = rf"(?P<day>\d{{1,2}}|{'|'.join(ORDINALS)})(?:st|nd|rd|th)?"
_NEGATED = re.compile(
    r"\b(?:not|except|but not|but|besides|apart from|other than)(?: on)? "
    rf"(?P<day>{_WEEKDAY}|today|tomorrow|(?:on )?(?:the )?weekends?)\b"
)
_NAMED = re.compile(rf"\b(?P<day>{_WEEKDAY})\b")
_RANGE = re.compile(rf"\b(?P<first>{_WEEKDAY}) (?:to|through|until|till) (?P<last>{_WEEKDAY})\b")
_MONTH_DAY = re.compile(rf"\b{_MONTH} (?:the )?{_NUMBER}\b")
_DAY_OF_MONTH = re.compile(rf"\b{_NUMBER}(?: of)? {_MONTH}\b")
_THE = re.compile(rf"\b(?:on )?the (?P<day>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})\b")
_SLASHED = re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/\d{2,4})?\b")
AHEAD = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days that are wanted, or not; both bounds included."""

    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = frozenset(range(7))
    """Monday is 0."""

    def holds(self, day: date) -> bool:
        """Whether a call on this day is wanted."""
        after = self.first is None or day >= self.first
        return after and (self.last is None or day <= self.last) and day.weekday() in self.weekdays


def days_heard(words: str, *, today: date) -> Days | None:
    """The days in plain words (`call_times.plain`); None when there are none."""
    refused = frozenset(day for found in _NEGATED.finditer(words) for day in _refused(found["day"], today))
    wanted = _wanted(_NEGATED.sub(" ", words), today)
    if wanted is None and not refused:
        return None
    days = wanted or Days()
    return Days(first=days.first, last=days.last, weekdays=days.weekdays - refused)


def _refused(name: str, today: date) -> frozenset[int]:
    if name == "today":
        return frozenset({today.weekday()})
    if name == "tomorrow":
        return frozenset({(today.weekday() + 1) % 7})
    return frozenset({5, 6}) if "weekend" in name else frozenset({_place(name)})


def _wanted(words: str, today: date) -> Days | None:
    return _counted(words, today) or _dated(words, today) or _week(words, today) or _weekday(words, today)


def _counted(words: str, today: date) -> Days | None:
    if re.search(r"\bday after (?:tomorrow|that)\b", words):
        return _one(today + timedelta(days=2))
    if "tomorrow" in words:
        return _one(today + timedelta(days=1))
    if found := re.search(r"\bin (?:a|(\d{1,2})|a couple of|a few) (day|week)s?\b", words):
        count = int(found[1] or 1) * (7 if found[2] == "week" else 1)
        return _one(today + timedelta(days=count))
    if re.search(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", words):
        return _one(today)
    return None


def _dated(words: str, today: date) -> Days | None:
    for pattern in (_MONTH_DAY, _DAY_OF_MONTH, _SLASHED):
        if found := pattern.search(words):
            month = MONTHS.get(found["month"]) or int(found["month"])
            return _next_date(today, month, _number(found["day"]))
    found = _THE.search(words)
    return _next_date(today, None, _number(found["day"])) if found else None


def _week(words: str, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    if re.search(r"\b(?:the week after next)\b", words):
        return Days(first=monday + timedelta(days=14), last=monday + timedelta(days=20))
    if re.search(r"\bnext week\b", words):
        start = monday + timedelta(days=7)
        named = _weekday_of(words)
        return Days(first=start, last=start + timedelta(days=6), weekdays=named or frozenset(range(7)))
    if re.search(r"\bthis week\b", words):
        return Days(
            first=today, last=monday + timedelta(days=6), weekdays=_weekday_of(words) or frozenset(range(7))
        )
    if re.search(r"\bweekend\b", words):
        saturday = monday + timedelta(days=5 + (7 if "next weekend" in words else 0))
        return Days(first=max(today, saturday), last=saturday + timedelta(days=1))
    return None


def _weekday(words: str, today: date) -> Days | None:
    if found := _RANGE.search(words):
        first, last = _place(found["first"]), _place(found["last"])
        span = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        return Days(first=today, last=today + timedelta(days=7), weekdays=frozenset(span))
    named = _weekday_of(words)
    if not named:
        return None
    return Days(first=today, last=today + timedelta(days=7), weekdays=named)


def _weekday_of(words: str) -> frozenset[int]:
    return frozenset(_place(found["day"]) for found in _NAMED.finditer(words))


def _place(name: str) -> int:
    return _SHORT[name] if name in _SHORT else _SHORT[name.removesuffix("s")]


def _number(said: str) -> int:
    return ORDINALS.get(said) or int(re.sub(r"\D", "", said))


def _one(day: date) -> Days:
    return Days(first=day, last=day)


def _next_date(today: date, month: int | None, number: int) -> Days | None:
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        if day.day == number and (month is None or day.month == month):
            return _one(day)
    return None
