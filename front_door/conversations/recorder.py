"""Live conversations and the way anything is written to them: lock, append, fold, publish."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from conversation.events import Author, Event, NewEvent, Role
from conversation.owner import Owner
from conversation.payloads.payload import Payload
from front_door.conversations.folding import apply, fold
from front_door.conversations.hub import Appended, Hub
from front_door.conversations.state import ConversationState
from front_door.ledger.port import Ledger, LedgerUnavailable, OwnerConflict, UnknownConversation

KEPT = 5_000
"""Conversations kept in memory; the rest is folded from the ledger when it is needed."""

CUSTOMER = Author(role=Role.CUSTOMER)
ASSISTANT = Author(role=Role.ASSISTANT)
SYSTEM = Author(role=Role.SYSTEM)


@dataclass(slots=True, eq=False)
class LiveConversation:
    """One conversation in memory. Whoever writes holds `lock`."""

    state: ConversationState
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    answering: bool = False
    """A worker asks the assistant for its pending turns."""
    intake_s: dict[str, float] = field(default_factory=dict)
    """Seconds from frame to commit of the turns that are being answered, by turn id; for the log."""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Pulsed whenever a pending turn may have been settled."""
    peer: str | None = None
    """Where the newest turn came from, hashed; None when that is not counted."""
    assistant_knows: int | None = None
    """The assistant's generation that surely holds this conversation's tracker."""
    paused: bool = False
    """The assistant's tracker keeps silent for a person, as its last answer said."""
    set_aside_told: int | None = None
    """`set_aside` of the proof that the assistant was told to let run out."""
    caught_up_from: int | None = None
    """`away_since` of the absence the assistant was already told about."""
    behind: bool = False
    """Memory may lack events that the ledger has."""

    @property
    def idle(self) -> bool:
        return not (self.answering or self.lock.locked() or self.state.pending)


def by(author: Author, *payloads: Payload) -> list[NewEvent]:
    """New events of one author."""
    return [NewEvent.model_construct(author=author, payload=payload) for payload in payloads]


class Recorder:
    """Reads a conversation once, keeps it folded, and publishes what is appended, in order."""

    def __init__(self, ledger: Ledger, hub: Hub, *, kept: int = KEPT) -> None:
        self.ledger = ledger
        self.hub = hub
        self._kept = kept
        self._live: OrderedDict[str, LiveConversation] = OrderedDict()
        self._loading: dict[str, asyncio.Future[LiveConversation]] = {}

    async def live(self, conversation_id: str) -> LiveConversation:
        """The conversation in memory, read from the ledger when it is not there.

        Raises:
            UnknownConversation: the ledger has none of this id.
        """
        live = self._live.get(conversation_id)
        if live is not None:
            self._live.move_to_end(conversation_id)
            return live
        loading = self._loading.get(conversation_id)
        if loading is None:
            loading = asyncio.ensure_future(self._load(conversation_id))
            self._loading[conversation_id] = loading
            loading.add_done_callback(lambda _: self._loading.pop(conversation_id, None))
        return await asyncio.shield(loading)

    async def open(self, conversation_id: str, events: Sequence[NewEvent]) -> LiveConversation:
        """Begin a conversation."""
        written = await self.ledger.open(conversation_id, events)
        live = LiveConversation(state=fold(written))
        self._keep(conversation_id, live)
        for event in written:
            self.hub.publish(Appended(conversation_id=conversation_id, event=event))
        return live

    @asynccontextmanager
    async def holding(self, conversation_id: str) -> AsyncIterator[LiveConversation]:
        """The conversation with its lock held and its memory level with the ledger."""
        live = await self.live(conversation_id)
        async with live.lock:
            if live.behind:
                await self._catch_up(live)
            yield live

    async def append(
        self,
        live: LiveConversation,
        events: Sequence[NewEvent],
        *,
        expect_owner: Owner | None = None,
        expect_agent: str | None = None,
    ) -> list[Event]:
        """Append under the lock, which the caller holds. Raises what `Ledger.append` raises."""
        if not live.lock.locked():
            message = "append needs the conversation's lock"
            raise RuntimeError(message)
        conversation_id = live.state.conversation_id
        try:
            written = await self.ledger.append(
                conversation_id, events, expect_owner=expect_owner, expect_agent=expect_agent
            )
        except OwnerConflict as conflict:
            if live.state.owner is not conflict.owner or live.state.agent_id != conflict.agent_id:
                live.behind = True
            raise
        except (asyncio.CancelledError, LedgerUnavailable):
            # The transaction may still have been committed.
            live.behind = True
            raise
        self.fold(live, written)
        return written

    def fold(self, live: LiveConversation, written: Sequence[Event]) -> None:
        """Take what the ledger wrote into memory, and tell everybody."""
        conversation_id = live.state.conversation_id
        for event in written:
            apply(live.state, event)
            self.hub.publish(Appended(conversation_id=conversation_id, event=event))
        live.settled.set()
        live.settled.clear()

    async def _catch_up(self, live: LiveConversation) -> None:
        missed = await self.ledger.events(live.state.conversation_id, after=live.state.last_seq)
        live.behind = False
        self.fold(live, missed)

    async def _load(self, conversation_id: str) -> LiveConversation:
        events = await self.ledger.events(conversation_id)
        if not events:
            raise UnknownConversation(conversation_id)
        live = LiveConversation(state=fold(events))
        self._keep(conversation_id, live)
        return live

    def _keep(self, conversation_id: str, live: LiveConversation) -> None:
        self._live[conversation_id] = live
        while len(self._live) > self._kept:
            oldest = next((key for key, value in self._live.items() if value.idle), None)
            if oldest is None:
                break
            del self._live[oldest]
