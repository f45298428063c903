"""What happens when a time has come: a promise or callback is due, or one was missed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from front_door.ledger.callback_store import DueTimer, TimerKind, Timers
from front_door.ledger.port import LedgerError

LOOK_S = 1.0
LEASE = timedelta(seconds=15)
"""A timer whose process died is rung by another one after this."""

Bell = Callable[[DueTimer], Awaitable[None]]
"""Appends what follows from it, once however often it is rung."""


class Alarm:
    """Rings for what is due, until cancelled."""

    def __init__(
        self, timers: Timers, bells: Mapping[TimerKind, Bell], *, clock: Callable[[], datetime]
    ) -> None:
        self._timers = timers
        self._bells = bells
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
        """Everything that is due, once; one that fails disturbs no other and is rung again."""
        while due := await self._timers.claim(self._clock(), LEASE):
            for timer in due:
                await self._ring(timer)

    async def _ring(self, timer: DueTimer) -> None:
        try:
            await self._bells[timer.kind](timer)
        except Exception:  # noqa: BLE001 - the edge of one timer
            self._log.exception("timer.failed", conversation_id=timer.conversation_id, kind=timer.kind.value)
        else:
            await self._timers.settle(timer)
