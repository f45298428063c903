"""When a team answers: a week of intervals and its holidays, in the team's own time zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

from desk.holidays import Holiday

DAYS_AHEAD = 16
"""How far the next opening is looked for: a week, and holidays on top."""

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Interval:
    """From `opens` (included) to `closes` (not included), in minutes after local midnight.

    `closes` may lie past 24 h: an evening shift belongs to the day on which it begins.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < MINUTES_A_DAY or not self.opens < self.closes <= self.opens + MINUTES_A_DAY:
            message = "an interval begins within its day and lasts at most 24 hours"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The intervals of each weekday (Monday first), but for holidays."""

    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    holidays: tuple[Holiday, ...] = ()

    @classmethod
    def daily(
        cls,
        zone: ZoneInfo,
        opens: time = time(7),
        closes: time = time(21),
        weekdays: frozenset[int] = frozenset(range(7)),
    ) -> Self:
        """The same hours on each of these weekdays; Monday is 0."""
        interval = Interval(
            opens=opens.hour * 60 + opens.minute,
            closes=(closes.hour * 60 + closes.minute) or MINUTES_A_DAY,
        )
        return cls(zone=zone, week=tuple((interval,) if day in weekdays else () for day in range(7)))

    def on(self, day: date) -> tuple[Interval, ...]:
        """The intervals that begin on this local day."""
        if any(holiday.is_on(day) for holiday in self.holidays):
            return ()
        return self.week[day.weekday()]

    def moments(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Openings and closings (UTC) of the intervals that begin on this local day."""
        return tuple((self._moment(day, each.opens), self._moment(day, each.closes)) for each in self.on(day))

    def holiday(self, at: datetime) -> Holiday | None:
        """The holiday the team has at this (aware) moment."""
        today = at.astimezone(self.zone).date()
        return next((holiday for holiday in self.holidays if holiday.is_on(today)), None)

    def is_open(self, at: datetime) -> bool:
        """Whether the team answers at this (aware) moment."""
        return self.closes_at(at) is not None

    def closes_at(self, at: datetime) -> datetime | None:
        """The moment (UTC) the doors close after `at`; None while they are closed.

        Intervals that touch count as one, also over midnight.
        """
        closes: datetime | None = None
        for opening, closing in self._around(at, days=3):
            if opening <= (closes or at) < closing:
                closes = closing
        return closes

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment (UTC) the doors open after `at`; None when they stay closed for two weeks."""
        return next((opening for opening, _ in self._around(at, days=DAYS_AHEAD) if opening > at), None)

    def openings(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When (UTC) the doors are open between two moments, in order; what touches counts as one."""
        days = (until - since).days + 3
        open_from: datetime | None = None
        open_until = since.astimezone(UTC)
        for opening, closing in self._around(since, days=days):
            if closing <= since or opening >= until:
                continue
            if open_from is not None and opening > open_until:
                yield open_from, open_until
                open_from = None
            open_from = opening if open_from is None else open_from
            open_until = max(open_until, closing)
        if open_from is not None:
            yield open_from, open_until

    def _around(self, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Openings and closings (UTC) of the local days from yesterday on, in order."""
        yesterday = at.astimezone(self.zone).date() - timedelta(days=1)
        for ahead in range(days):
            day = yesterday + timedelta(days=ahead)
            yield from self.moments(day)

    def _moment(self, day: date, minutes: int) -> datetime:
        """A wall-clock time; one that the change of clocks leaves out is taken at the offset before it."""
        days, minute = divmod(minutes, MINUTES_A_DAY)
        clock = time(minute // 60, minute % 60)
        return datetime.combine(day + timedelta(days=days), clock, tzinfo=self.zone).astimezone(UTC)


def overlapping(intervals: Sequence[Interval]) -> bool:
    """Whether two intervals of one day share a minute."""
    ordered = sorted(intervals)
    return any(one.closes > other.opens for one, other in pairwise(ordered))
