"""Tickets for calls from a page: good once, for half a minute, for one conversation."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

GOOD_FOR = timedelta(seconds=30)
MOST = 10_000
"""More are not open at once; the oldest go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTicket:
    """What a ticket stands for."""

    conversation_id: str
    peer: str | None = None
    """Of the page that asked: its guesses at a PIN count together with those of its call."""
    until: datetime


class CallTickets:
    """Held in memory: a front door that starts anew knows none, and the page asks again."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._open: dict[str, CallTicket] = {}

    def issue(self, conversation_id: str, *, peer: str | None = None) -> str:
        """A ticket for this conversation."""
        self._drop_old()
        ticket = secrets.token_urlsafe(24)
        self._open[_digest(ticket)] = CallTicket(
            conversation_id=conversation_id, peer=peer, until=self._clock() + GOOD_FOR
        )
        return ticket

    def redeem(self, ticket: str) -> CallTicket | None:
        """What it stands for, the first time and in time; else None."""
        kept = self._open.pop(_digest(ticket), None)
        return kept if kept is not None and self._clock() < kept.until else None

    def _drop_old(self) -> None:
        now = self._clock()
        self._open = {key: kept for key, kept in self._open.items() if kept.until > now}
        while len(self._open) >= MOST:
            del self._open[next(iter(self._open))]


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
