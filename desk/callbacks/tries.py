"""When a customer who was not reached is tried again, and when a promised call counts as missed."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.callbacks.slots import SlotBook
from desk.clocks import QUARTER

STEP = timedelta(minutes=5)
LOOKED = timedelta(days=3)
"""A further try lies at most so far ahead; a team that is closed for longer gives the case up to its lead."""


def missed_at(due_at: datetime) -> datetime:
    """Nobody called within the quarter hour that was promised."""
    return due_at + QUARTER


def next_try(book: SlotBook, tried_at: datetime, tries: int) -> datetime | None:
    """When to call again after `tries` calls in vain; None when it was the last one.

    Nobody picked that time, so it lies within the quiet hours of the customer's clock, and while the team
    is open.
    """
    if tries >= book.policy.tries:
        return None
    earliest = tried_at + book.policy.retry
    for opens, closes in book.team.hours.openings(earliest, earliest + LOOKED):
        at = max(opens, earliest)
        while at + QUARTER <= closes:
            if book.policy.unpicked.holds(at, book.zone):
                return at
            at += STEP
    return None
