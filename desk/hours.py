"""When a team answers: opening hours in the team's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_AHEAD = 8
"""A week and a day: far enough for any weekly pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Daily hours; the team is open from `opens` (included) to `closes` (not included)."""

    zone: ZoneInfo
    opens: time = time(7)
    closes: time = time(21)
    weekdays: frozenset[int] = frozenset(range(7))
    """Monday is 0."""

    def is_open(self, at: datetime) -> bool:
        """Whether the team answers at this (aware) moment."""
        local = at.astimezone(self.zone)
        return local.weekday() in self.weekdays and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment (UTC) the doors open after `at`; None when they never do."""
        local = at.astimezone(self.zone)
        for ahead in range(DAYS_AHEAD):
            day = (local + timedelta(days=ahead)).date()
            opening = datetime.combine(day, self.opens, tzinfo=self.zone).astimezone(UTC)
            if day.weekday() in self.weekdays and opening > at:
                return opening
        return None
