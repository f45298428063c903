"""Tells another desk of every case: at least once, and within a case in the order of the ledger.

A message's id is made of the conversation and the ledger's seq, so a repeated message is known as such.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from conversation.desk_webhook import CaseMessage, case_message
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Redacted
from front_door.conversations.hub import Appended, Hub
from front_door.desks.messages import CaseMessages
from front_door.desks.progress import DeskProgress, Told
from front_door.desks.telling import WITH_TEAM, untold
from front_door.desks.webhook_desk import (
    OtherDeskError,
    OtherDeskObjects,
    OtherDeskUnavailable,
    WebhookDesk,
)
from front_door.ledger.port import Ledger, LedgerError
from front_door.waking import woken

STREAM = 100_000
LOOK_S = 1.0
AT_THE_SAME_TIME = 8
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
OBJECTIONS = 40
"""Tries after which an objection is taken as final: about three hours."""

log = structlog.get_logger(__name__)


class Courier:
    """One for a front door that has another desk."""

    def __init__(
        self,
        *,
        desk: WebhookDesk,
        progress: DeskProgress,
        ledger: Ledger,
        hub: Hub,
        messages: CaseMessages,
        clock: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._progress = progress
        self._ledger = ledger
        self._hub = hub
        self._messages = messages
        self._clock = clock
        self._due: dict[str, datetime | None] = {}
        """Conversations to be looked at, not before the time that stands there."""
        self._with_team: set[str] = set()
        self._busy: set[str] = set()
        self._wake = asyncio.Event()
        self._places = asyncio.Semaphore(AT_THE_SAME_TIME)

    async def run(self) -> None:
        """Follow the hub and tell, until cancelled."""
        while True:
            subscription = self._hub.subscribe(capacity=STREAM)
            try:
                await self._start_over()
                async with asyncio.TaskGroup() as group:
                    telling = group.create_task(self._keep_telling(group))
                    async for item in subscription:
                        if isinstance(item, Appended):
                            self._appended(item)
                    telling.cancel()
            finally:
                self._hub.unsubscribe(subscription)

    async def tell_due(self) -> None:
        """Everything that is due, once."""
        async with asyncio.TaskGroup() as group:
            self._begin_due(group)

    async def _start_over(self) -> None:
        """What a stop of the process left untold."""
        for row in await self._ledger.open_conversations(WITH_TEAM):
            self._with_team.add(row.conversation_id)
            self._due.setdefault(row.conversation_id, None)
        for told in await self._progress.behind():
            self._due[told.conversation_id] = told.next_at
        self._wake.set()

    def _appended(self, item: Appended) -> None:
        payload, conversation_id = item.event.payload, item.conversation_id
        moved = isinstance(payload, OwnerChanged)
        if not (moved or isinstance(payload, Redacted) or conversation_id in self._with_team):
            return
        if isinstance(payload, OwnerChanged):
            (self._with_team.add if payload.after in WITH_TEAM else self._with_team.discard)(conversation_id)
        self._due.setdefault(conversation_id, None)
        self._wake.set()

    async def _keep_telling(self, group: asyncio.TaskGroup) -> None:
        while True:
            await woken(self._wake, within_s=LOOK_S)
            self._begin_due(group)

    def _begin_due(self, group: asyncio.TaskGroup) -> None:
        now = self._clock()
        for conversation_id, at in list(self._due.items()):
            if conversation_id not in self._busy and (at is None or at <= now):
                del self._due[conversation_id]
                self._busy.add(conversation_id)
                group.create_task(self._look_after(conversation_id))

    async def _look_after(self, conversation_id: str) -> None:
        """One conversation; whatever is wrong with it stays with it and stops no other."""
        try:
            async with self._places:
                await self._tell(conversation_id)
        except LedgerError as error:
            log.warning("case.unreadable", conversation_id=conversation_id, error=repr(error))
            self._due[conversation_id] = self._clock() + FIRST_PAUSE
        except Exception:
            log.exception("case.untold", conversation_id=conversation_id)
            self._due[conversation_id] = self._clock() + LONGEST_PAUSE
        finally:
            self._busy.discard(conversation_id)
            if conversation_id in self._due:
                self._wake.set()

    async def _tell(self, conversation_id: str) -> None:
        told = await self._progress.told(conversation_id)
        events = await self._ledger.events(conversation_id)
        for telling in untold(events, told.seq):
            message = await self._messages.make(telling, events)
            if message is None:
                continue
            if not await self._deliver(told, message):
                return
            told = Told(conversation_id=conversation_id, seq=message.seq)
        newest = events[-1].seq if events else 0
        if 0 < told.seq < newest:
            await self._progress.advance(conversation_id, newest)

    async def _deliver(self, told: Told, message: CaseMessage) -> bool:
        """Whether the desk has it, or never will: then the next one may go."""
        conversation_id = told.conversation_id
        try:
            await self._desk.post(f"{conversation_id}.{message.seq}", case_message.dump_json(message))
        except OtherDeskError as error:
            if isinstance(error, OtherDeskObjects) and told.attempts + 1 >= OBJECTIONS:
                log.exception("case.given_up", conversation_id=conversation_id)
                await self._progress.give_up(conversation_id, message.seq, str(error))
                return True
            await self._later(told, error)
            return False
        await self._progress.advance(conversation_id, message.seq)
        log.info("case.told", conversation_id=conversation_id, what=message.type)
        return True

    async def _later(self, told: Told, error: OtherDeskError) -> None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(told.attempts, 12))
        pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing
        if isinstance(error, OtherDeskUnavailable) and error.retry_after is not None:
            pause = max(pause, timedelta(seconds=error.retry_after))
        at = self._clock() + pause
        await self._progress.later(told.conversation_id, at, str(error))
        self._due[told.conversation_id] = at
