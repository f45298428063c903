"""What is asked of the ledger's callbacks and timers: one port, an adapter for each database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class TimerKind(StrEnum):
    """What is to be done when a time has come."""

    PROMISE = "promise"
    CALLBACK = "callback"
    CALLBACK_MISSED = "callback_missed"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTimer:
    """A time that has come, claimed by whoever holds this."""

    conversation_id: str
    kind: TimerKind
    name: str
    """Tells several of a kind in one conversation apart."""
    due_at: datetime


class Timers(Protocol):
    """Timed work. A claim is one transaction; one that its process did not settle lapses."""

    async def claim(self, now: datetime, lease: timedelta) -> list[DueTimer]:
        """What is due and nobody else's for the time of `lease`, the oldest first."""

    async def settle(self, timer: DueTimer) -> None:
        """It was rung; harmless when an event has taken it away or given it another time."""


class CallbackStore(Protocol):
    """Callbacks over all conversations."""

    async def taken(self, team_id: str) -> Mapping[datetime, int]:
        """How many open callbacks a team has in each quarter hour (UTC) in which it has any."""

    async def open_to(self, number: str) -> list[str]:
        """Conversations in which this number (E.164) is to be called still."""

    async def is_refused(self, number: str) -> bool:
        """Whether the newest word of this number's customer is not to be called."""
