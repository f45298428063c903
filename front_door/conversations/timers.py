"""What happens when a time has come: a promise is due, so the parked case waits for the team again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

import structlog

from front_door.ledger.port import LedgerError

LOOK_S = 1.0


class Timers(Protocol):
    """Due times of parked conversations."""

    async def due(self, now: datetime) -> list[str]:
        """Conversations whose time has come."""

    async def forget(self, conversation_id: str) -> None:
        """Take a timer away that has nothing to move."""


class Alarm:
    """Rings for due conversations, until cancelled."""

    def __init__(
        self, timers: Timers, ring: Callable[[str], Awaitable[None]], *, clock: Callable[[], datetime]
    ) -> None:
        self._timers = timers
        self._ring = ring
        self._clock = clock
        self._log = structlog.get_logger()

    async def run(self) -> None:
        """Look for what is due, again and again."""
        while True:
            try:
                await self.ring_due()
            except LedgerError:
                self._log.exception("timers.unavailable")
            await asyncio.sleep(LOOK_S)

    async def ring_due(self) -> None:
        """Everything that is due, once."""
        for conversation_id in await self._timers.due(self._clock()):
            await self._ring(conversation_id)
            await self._timers.forget(conversation_id)
