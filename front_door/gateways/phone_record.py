"""Who was on the phone and when, put on record; the desk is told as it happens."""

from __future__ import annotations

import asyncio

import structlog

from conversation.payloads.calls import Phoned, PhoneMoment
from front_door.conversations.conversations import Conversations
from front_door.conversations.hub import CallMoved, Hub
from front_door.gateways.gateways import LiveCall
from front_door.ledger.port import LedgerError

COMES_BACK_WITHIN_S = 12.0
"""An agent whose page or network went is waited for so long; then the customer is first in line."""

log = structlog.get_logger(__name__)


class PhoneRecord:
    """Watches calls (`CallWatch`); `run` it."""

    def __init__(self, conversations: Conversations, hub: Hub) -> None:
        self._conversations = conversations
        self._hub = hub
        self._moments: asyncio.Queue[tuple[str, Phoned]] = asyncio.Queue()
        self._lost: dict[str, asyncio.TimerHandle] = {}
        self._let_go: set[asyncio.Task[None]] = set()

    def call_changed(self, before: LiveCall | None, after: LiveCall | None, why: str) -> None:
        """A call began, ended, or an agent's voice came or went."""
        old, new = (live.on_line if live else None for live in (before, after))
        known = new or old
        if known is None or known.role != "customer":
            return
        self._waited_for(known.call_ref)
        where_before, where = (call.conversation_id if call else None for call in (old, new))
        for conversation_id in {where_before, where} - {None}:
            self._hub.publish(CallMoved(conversation_id=conversation_id or "", why=why))
        had, has = (call.agent_id if call else None for call in (old, new))
        if had is not None and had != has and where_before is not None:
            self._note(where_before, PhoneMoment.AGENT_LEFT, known.call_ref, why, had)
            if why == "dropped":
                self._wait_for(known.call_ref, where_before, had)
        if has is not None and had != has and where is not None:
            self._note(where, PhoneMoment.AGENT_JOINED, known.call_ref, "", has)

    async def run(self) -> None:
        """Write down what happens, until cancelled."""
        while True:
            conversation_id, phoned = await self._moments.get()
            try:
                await self._conversations.phoned(conversation_id, phoned)
            except LedgerError as error:
                log.warning("phone.unrecorded", conversation_id=conversation_id, error=repr(error))

    def _note(
        self, conversation_id: str, moment: PhoneMoment, call_ref: str, why: str, agent_id: str
    ) -> None:
        phoned = Phoned(moment=moment, call_ref=call_ref, why=why, agent_id=agent_id)
        self._moments.put_nowait((conversation_id, phoned))

    # -- an agent whose line broke ---------------------------------------------------------------------

    def _wait_for(self, call_ref: str, conversation_id: str, agent_id: str) -> None:
        loop = asyncio.get_running_loop()
        self._lost[call_ref] = loop.call_later(
            COMES_BACK_WITHIN_S, self._give_up, call_ref, conversation_id, agent_id
        )

    def _waited_for(self, call_ref: str) -> None:
        """They came back, or the call is over, or somebody else has it."""
        if (timer := self._lost.pop(call_ref, None)) is not None:
            timer.cancel()

    def _give_up(self, call_ref: str, conversation_id: str, agent_id: str) -> None:
        self._lost.pop(call_ref, None)
        task = asyncio.ensure_future(self._requeue(conversation_id, agent_id))
        self._let_go.add(task)
        task.add_done_callback(self._let_go.discard)

    async def _requeue(self, conversation_id: str, agent_id: str) -> None:
        try:
            await self._conversations.take_back(conversation_id, agent_id)
        except LedgerError as error:
            log.warning("phone.not_requeued", conversation_id=conversation_id, error=repr(error))
