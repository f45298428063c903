"""Days on which a team is closed: one date, a date of every year, or `last monday of may`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
PLACES = ("first", "second", "third", "fourth", "last")

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEARLY = re.compile(r"(\d\d)-(\d\d)")
_WEEKDAY_OF = re.compile(rf"({'|'.join(PLACES)}) ({'|'.join(WEEKDAYS)}) of ({'|'.join(MONTHS)})")
LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day off; exactly one of `day` and (`month` with `day_of_month` or `place` and `weekday`) is set."""

    name: str
    day: date | None = None
    month: int | None = None
    day_of_month: int | None = None
    place: str | None = None
    weekday: int | None = None

    @classmethod
    def read(cls, name: str, on: str) -> Self:
        """From `2026-12-24`, `12-25` or `last monday of may`.

        Raises:
            ValueError: it is none of them, or no such day exists; the message says what is understood.
        """
        if found := _DATE.fullmatch(on):
            return cls(name=name, day=date(*(int(part) for part in found.groups())))
        if found := _YEARLY.fullmatch(on):
            month, day = (int(part) for part in found.groups())
            date(LEAP_YEAR, month, day)
            return cls(name=name, month=month, day_of_month=day)
        if found := _WEEKDAY_OF.fullmatch(on.lower()):
            place, weekday, month_name = found.groups()
            month, number = MONTHS.index(month_name) + 1, WEEKDAYS.index(weekday)
            return cls(name=name, month=month, place=place, weekday=number)
        message = f"“{on}” is no day: write 2026-12-24, 12-25, or “last monday of may”"
        raise ValueError(message)

    def is_on(self, day: date) -> bool:
        """Whether it falls on this day."""
        if self.day is not None:
            return day == self.day
        if day.month != self.month:
            return False
        if self.day_of_month is not None:
            return day.day == self.day_of_month
        return day.weekday() == self.weekday and self._is_in_place(day)

    def _is_in_place(self, day: date) -> bool:
        if self.place == "last":
            return (day + timedelta(days=7)).month != day.month
        return PLACES[(day.day - 1) // 7] == self.place if day.day <= 28 else False
