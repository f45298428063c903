"""The room: every signed-in page, what reaches it from the hub, and the inbox they share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from conversation.desk_protocol import (
    AgentsChanged,
    CallChanged,
    ConversationView,
    CustomerSeen,
    CustomerTyping,
    DeskWelcome,
    InboxChanged,
    InboxRemoved,
    PacketChanged,
)
from conversation.desk_views import AgentCard, WrapUpCode
from conversation.events import Event
from conversation.payloads.owners import OwnerChanged
from conversation.words import Words
from desk.agents import AgentIdentity
from desk.wrap_up import wrap_up_codes
from front_door.conversations import hub as hub_items
from front_door.conversations.hub import Hub, Subscription
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.cards import Cards
from front_door.desk_console.connection import Connection, Watch
from front_door.desk_console.errors import DeskUnavailable
from front_door.desk_console.floor_watch import FloorWatch
from front_door.desk_console.inbox import IN_THE_INBOX, Inbox
from front_door.desk_console.pages import SignedInPages
from front_door.desk_console.ports import LiveCalls, Routing
from front_door.desk_console.presence import Presence
from front_door.desk_console.transcript import TranscriptLines
from front_door.ledger.port import Ledger, LedgerError

SWEEP_S = 5.0
"""How often absences are looked for."""

HUB_CAPACITY = 10_000
RETRY_S = 1.0

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class DeskRoom:
    """Brings every page up to date, whoever caused the change."""

    ledger: Ledger
    hub: Hub
    inbox: Inbox
    presence: Presence
    cards: Cards
    watch: FloorWatch
    accounts: Accounts
    lines: TranscriptLines
    words: Words
    routing: Routing
    calls: LiveCalls
    duty_changed: Callable[[], None]
    """Told whenever somebody comes, goes, or takes or leaves a conversation."""
    pages: SignedInPages = field(default_factory=SignedInPages)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the inbox was read."""
    _dirty: dict[str, None] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _agents: list[AgentCard] = field(default_factory=list)

    # -- pages ---------------------------------------------------------------------------------------

    async def enter(self, connection: Connection) -> None:
        """A page arrived: it gets the whole state, the others see its agent."""
        self.presence.arrived(connection.agent.agent_id)
        await self.agents_changed()
        self.pages.add(connection)
        connection.send(self.welcome(connection.agent))

    async def leave(self, connection: Connection) -> None:
        """A page is gone; its agent's conversations stay with the agent."""
        self.pages.discard(connection)
        self.presence.left(connection.agent.agent_id)
        await self.agents_changed()

    def welcome(self, agent: AgentIdentity) -> DeskWelcome:
        """The whole state of the desk for one agent."""
        return DeskWelcome(
            agent=self.cards.of(agent),
            agents=self._agents,
            wrap_up_codes=[WrapUpCode(code=entry.code, label=entry.label) for entry in wrap_up_codes()],
            fact_labels=dict(self.words.fact_labels),
            inbox=self.inbox.items(),
        )

    async def show(self, connection: Connection, conversation_id: str, request_id: str) -> None:
        """Send a conversation whole, and from then on each of its lines once.

        Raises:
            UnknownConversation: there is none.
        """
        watch = connection.watches[conversation_id] = Watch()
        try:
            view = await self._snapshot(conversation_id, request_id)
        except LedgerError:
            if connection.watches.get(conversation_id) is watch:
                del connection.watches[conversation_id]
            raise
        connection.show(view, watch)

    async def agents_changed(self) -> None:
        """Tell everybody who is here, if that is news."""
        try:
            everybody = await self.accounts.everybody()
        except DeskUnavailable:
            log.warning("agents.unreadable")
            return
        cards = self.cards.of_all(everybody)
        if cards != self._agents:
            self._agents = cards
            self.routing.duty(cards)
            self.duty_changed()
            self.pages.broadcast(AgentsChanged(agents=cards))

    # -- running -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the hub until cancelled; after a fault of ours everybody gets the whole state anew."""
        while True:
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._follow())
                    group.create_task(self._refresh())
                    group.create_task(self._sweep())
            except* Exception:
                log.exception("desk.room_failed")
            await asyncio.sleep(RETRY_S)

    def touch(self, conversation_id: str) -> None:
        """Look at this conversation again soon; many touches are one look."""
        self._dirty[conversation_id] = None
        self._wake.set()

    async def _follow(self) -> None:
        while True:
            subscription = self.hub.subscribe(None, capacity=HUB_CAPACITY)
            try:
                if await self._start_over():
                    await self._deliver_all(subscription)
            finally:
                self.hub.unsubscribe(subscription)
            log.warning("desk.resubscribed", why=subscription.dropped)
            await asyncio.sleep(RETRY_S)

    async def _start_over(self) -> bool:
        """Read the inbox and give every page the whole state; False when the store does not answer."""
        try:
            await self.inbox.load()
        except LedgerError as error:
            log.warning("inbox.unreadable", error=repr(error))
            return False
        self.presence.holds(self.inbox.held_by())
        await self.agents_changed()
        for page in self.pages:
            page.send(self.welcome(page.agent))
            for conversation_id in page.watches:
                self.touch(conversation_id)
        self.ready.set()
        return True

    async def _deliver_all(self, subscription: Subscription) -> None:
        async for item in subscription:
            await self._deliver(item)

    async def _deliver(self, item: hub_items.Item) -> None:  # noqa: C901 - one line an item
        match item:
            case hub_items.Appended():
                self._appended(item.event)
            case hub_items.CustomerTyping():
                self.pages.tell(item.conversation_id, CustomerTyping(conversation_id=item.conversation_id))
            case hub_items.CustomerSeen():
                seen = CustomerSeen(conversation_id=item.conversation_id, seq=item.seq)
                self.pages.tell(item.conversation_id, seen)
            case hub_items.AgentSeen():
                self.inbox.read_up_to(item.conversation_id, item.seq)
                self.touch(item.conversation_id)
            case hub_items.OfferChanged() if self.inbox.concerns(item.conversation_id):
                self.touch(item.conversation_id)
            case hub_items.OfferMissed():
                self.presence.send_away(item.agent_id, "missed_offer")
                await self.agents_changed()
            case hub_items.CallMoved():
                self._call_moved(item.conversation_id, item.why)
            case hub_items.WordsBlanked():
                await self._show_again(item.conversation_id)
            case _:
                pass

    def _call_moved(self, conversation_id: str, why: str) -> None:
        call = self.calls.call(conversation_id)
        self.pages.tell(conversation_id, CallChanged(conversation_id=conversation_id, call=call, why=why))
        if self.inbox.concerns(conversation_id):
            self.touch(conversation_id)

    def _appended(self, event: Event) -> None:
        conversation_id = event.conversation_id
        line = self.lines.line(event)
        watchers = self.pages.watching(conversation_id)
        if line is not None:
            for page in watchers:
                page.give_line(conversation_id, line)
        moved = isinstance(event.payload, OwnerChanged) and event.payload.after in IN_THE_INBOX
        if watchers or moved or self.inbox.concerns(conversation_id):
            self.touch(conversation_id)

    async def _refresh(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.ready.wait()
            while self._dirty:
                conversation_id = next(iter(self._dirty))
                del self._dirty[conversation_id]
                await self._look_at(conversation_id)

    async def _look_at(self, conversation_id: str) -> None:
        try:
            fresh = await self.inbox.refresh(conversation_id)
        except LedgerError as error:
            log.warning("inbox.unreadable", error=repr(error), conversation_id=conversation_id)
            await asyncio.sleep(RETRY_S)
            self.touch(conversation_id)
            return
        except Exception:
            log.exception("inbox.broken", conversation_id=conversation_id)
            return
        if fresh is None:
            return
        if fresh.changed:
            gone = InboxRemoved(conversation_id=conversation_id)
            self.pages.broadcast(InboxChanged(item=fresh.item) if fresh.listed else gone)
            self.presence.holds(self.inbox.held_by())
            await self.agents_changed()
        packet = PacketChanged(
            conversation_id=conversation_id,
            owner=fresh.item.owner,
            agent_id=fresh.item.agent_id,
            packet=fresh.packet,
        )
        self.pages.tell(conversation_id, packet)

    async def _show_again(self, conversation_id: str) -> None:
        """Words shown earlier were blanked: everybody gets the conversation anew."""
        for page in self.pages.watching(conversation_id):
            try:
                await self.show(page, conversation_id, "")
            except LedgerError as error:
                log.warning("conversation.unreadable", error=repr(error), conversation_id=conversation_id)
                page.close()
        self.touch(conversation_id)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            if self.ready.is_set():
                await self._let_time_pass()

    async def _let_time_pass(self) -> None:
        try:
            everybody = await self.accounts.everybody()
        except DeskUnavailable:
            return
        await self.watch.look([account.identity for account in everybody])
        await self.agents_changed()

    async def _snapshot(self, conversation_id: str, request_id: str) -> ConversationView:
        fresh = await self.inbox.look(conversation_id)
        lines = (self.lines.line(event) for event in fresh.events)
        return ConversationView(
            request_id=request_id,
            conversation_id=conversation_id,
            owner=fresh.row.owner,
            agent_id=fresh.row.agent_id,
            packet=fresh.packet,
            transcript=[line for line in lines if line is not None],
            call=self.calls.call(conversation_id),
        )
