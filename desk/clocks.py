"""Wall clocks and moments: what a clock shows, and when it shows it, also in the nights it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
QUARTER_MINUTES = 15
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSpan:
    """From `opens` (included) to `closes` (not included) on any clock, in minutes after midnight.

    Both stand on the quarter hour, so that a slot that begins inside also ends inside.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        on_quarters = self.opens % QUARTER_MINUTES == 0 and self.closes % QUARTER_MINUTES == 0
        if not on_quarters or not 0 <= self.opens < self.closes <= MINUTES_A_DAY:
            message = "a span begins before it ends, within one day and on quarter hours"
            raise ValueError(message)

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether a clock in `zone` shows a time of the span at this (aware) moment."""
        shown = at.astimezone(zone)
        return self.opens <= shown.hour * 60 + shown.minute < self.closes


def moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """When (UTC) a clock in `zone` shows this: once; never in a gap; twice, the earlier first, in a fold."""
    shown = datetime.combine(day, clock)
    both = [shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    real = [at for at in both if at.astimezone(zone).replace(tzinfo=None, fold=0) == shown]
    return tuple(sorted(set(real)))


def next_quarter(at: datetime) -> datetime:
    """The first quarter hour (UTC) that is not before `at`."""
    since = at.astimezone(UTC)
    over = timedelta(
        minutes=since.minute % QUARTER_MINUTES, seconds=since.second, microseconds=since.microsecond
    )
    return since - over + (QUARTER if over else timedelta(0))


def quarter_of(at: datetime) -> datetime:
    """The quarter hour (UTC) in which a moment lies."""
    since = at.astimezone(UTC)
    return since.replace(minute=since.minute - since.minute % QUARTER_MINUTES, second=0, microsecond=0)


def is_quarter(at: datetime) -> bool:
    """Whether a slot may begin at this moment."""
    return next_quarter(at) == at
