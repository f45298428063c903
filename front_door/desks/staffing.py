"""Who is on duty at any desk: ours as it stands, the other one as it says itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from desk.waiting import OnDuty

GOOD_FOR = timedelta(minutes=10)
"""A desk that says nothing for so long counts as empty."""


class Duty(Protocol):
    """Who is signed in at a desk."""

    def on_duty(self) -> OnDuty:
        """Agents signed in and not away."""


class Staffing:
    """`Duty` of all desks."""

    def __init__(self, own: Duty, *, clock: Callable[[], datetime]) -> None:
        self._own = own
        self._clock = clock
        self._other = OnDuty(available=0, busy=0)
        self._until: datetime | None = None

    def said(self, other: OnDuty) -> None:
        """What the other desk says of itself now."""
        self._other = other
        self._until = self._clock() + GOOD_FOR

    def on_duty(self) -> OnDuty:
        """See `Duty`."""
        own = self._own.on_duty()
        if self._until is None or self._clock() >= self._until:
            return own
        return OnDuty(available=own.available + self._other.available, busy=own.busy + self._other.busy)
