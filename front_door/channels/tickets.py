"""Tickets that are good once and not for long, whatever they stand for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")

GOOD_FOR = timedelta(seconds=30)
MOST = 10_000
"""More are not open at once; the oldest go."""


class Tickets(Generic[T]):
    """Held in memory: a front door that starts anew knows none, and the page asks again."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._open: dict[str, tuple[T, datetime]] = {}

    def issue(self, stands_for: T, *, good_for: timedelta = GOOD_FOR) -> str:
        """A new one."""
        self._drop_old()
        ticket = secrets.token_urlsafe(24)
        self._open[_digest(ticket)] = (stands_for, self._clock() + good_for)
        return ticket

    def redeem(self, ticket: str) -> T | None:
        """What it stands for, the first time and in time; else None."""
        kept = self._open.pop(_digest(ticket), None)
        return kept[0] if kept is not None and self._clock() < kept[1] else None

    def _drop_old(self) -> None:
        now = self._clock()
        self._open = {key: kept for key, kept in self._open.items() if kept[1] > now}
        while len(self._open) >= MOST:
            del self._open[next(iter(self._open))]


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
