"""Handoffs on their way to the carrier's back office: kept until they are accepted."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from conversation.payloads.owners import HandoffDelivered
from front_door.conversations.recorder import SYSTEM, Recorder, by
from front_door.handoffs.back_office import (
    BackOffice,
    BackOfficeObjects,
    BackOfficeRefused,
    BackOfficeUnavailable,
)
from front_door.ledger.port import LedgerError

LOOK_S = 1.0
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
AT_THE_SAME_TIME = 8
OBJECTIONS = 40
"""Tries after which an objection is taken as final: about three hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A handoff that is due for delivery."""

    key: str
    """Idempotency-Key of every attempt."""
    conversation_id: str
    body: str | None
    """JSON as first sent; None before the first attempt."""
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """For /status."""

    waiting: int
    refused: int
    oldest_at: datetime | None
    problems: tuple[str, ...]
    """The newest problems, without anything of the customer."""


class HandoffOutbox(Protocol):
    """Handoffs that the ledger made, and how far each is."""

    async def due(self, now: datetime) -> list[Waiting]:
        """Those to be tried now, oldest first."""

    async def keep_body(self, key: str, body: str) -> None:
        """What is sent, so that every attempt sends the same."""

    async def later(self, key: str, at: datetime, problem: str) -> None:
        """Try again at `at`."""

    async def refused(self, key: str, problem: str) -> None:
        """The back office will never take it: kept, shown, not tried again."""

    async def state(self) -> OutboxState:
        """Counts and problems."""


MakeBody = Callable[[str], Awaitable[tuple[str, str]]]
"""conversation id -> (X-Conversation-Id, body as JSON)."""


class HandoffDelivery:
    """Delivers what is due, until cancelled."""

    def __init__(
        self,
        *,
        outbox: HandoffOutbox,
        back_office: BackOffice,
        recorder: Recorder,
        make_body: MakeBody,
        clock: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._back_office = back_office
        self._recorder = recorder
        self._make_body = make_body
        self._clock = clock
        self._delivering = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_THE_SAME_TIME)
        self._log = structlog.get_logger()

    async def run(self) -> None:
        """Look for what is due, again and again."""
        while True:
            try:
                await self.deliver_due()
            except LedgerError:
                self._log.exception("outbox.unavailable")
            await asyncio.sleep(LOOK_S)

    async def deliver_due(self) -> int:
        """Try everything that is due once; how many were accepted."""
        async with self._delivering:
            due = await self._outbox.due(self._clock())
            async with asyncio.TaskGroup() as group:
                tries = [group.create_task(self._try(waiting)) for waiting in due]
            return sum(each.result() for each in tries)

    async def _try(self, waiting: Waiting) -> bool:
        """One handoff; whatever is wrong with it stays with it and stops no other."""
        async with self._places:
            try:
                return await self._deliver(waiting)
            except Exception as error:  # noqa: BLE001 - it is logged, kept and tried again
                self._log.exception("handoff.failed", conversation_id=waiting.conversation_id)
                with contextlib.suppress(LedgerError):
                    await self._later(waiting, type(error).__name__)
                return False

    async def _deliver(self, waiting: Waiting) -> bool:
        sender, made = await self._make_body(waiting.conversation_id)
        body = waiting.body
        if body is None:
            body = made
            await self._outbox.keep_body(waiting.key, body)
        try:
            receipt = await self._back_office.hand_off(body, sender=sender, key=waiting.key)
        except BackOfficeUnavailable as error:
            if isinstance(error, BackOfficeObjects) and waiting.attempts + 1 >= OBJECTIONS:
                await self._refused(waiting, str(error))
            else:
                await self._later(waiting, str(error))
            return False
        except BackOfficeRefused as error:
            await self._refused(waiting, str(error))
            return False
        delivered = HandoffDelivered(
            handoff_id=receipt.handoff_id, queue=receipt.queue, wait_minutes=receipt.wait_minutes
        )
        async with self._recorder.holding(waiting.conversation_id) as live:
            await self._recorder.append(live, by(SYSTEM, delivered))
        self._log.info("handoff.delivered", conversation_id=waiting.conversation_id)
        return True

    async def _later(self, waiting: Waiting, problem: str) -> None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(waiting.attempts, 12))
        spread = random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing
        await self._outbox.later(waiting.key, self._clock() + pause * spread, problem)

    async def _refused(self, waiting: Waiting, problem: str) -> None:
        self._log.error("handoff.refused", conversation_id=waiting.conversation_id, problem=problem)
        await self._outbox.refused(waiting.key, problem)
