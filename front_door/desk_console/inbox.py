"""The inbox: one row for each conversation the team has to do with, kept in step with the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from conversation.channel import Channel
from conversation.context_packet import ContextPacket
from conversation.desk_views import InboxItem
from conversation.events import Event, Role
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackMissed, PromiseDue
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Reply, Turn
from front_door.desk_console.ports import DeskConversations, LiveCalls, NoLiveCalls, Routing
from front_door.ledger.port import ConversationRow, Ledger, LedgerError, UnknownConversation

IN_THE_INBOX = frozenset({Owner.QUEUE, Owner.AGENT, Owner.PARKED})
LINE_LENGTH = 140
"""Characters of words shown in a row."""


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A conversation read whole; the packet is as old as the events."""

    row: ConversationRow
    events: Sequence[Event]
    packet: ContextPacket


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a look at the ledger brought."""

    item: InboxItem
    packet: ContextPacket
    listed: bool
    """Whether it belongs in the inbox now."""
    changed: bool
    """Whether the inbox shows something else than before."""


class Inbox:
    """Rows by conversation, projected from the ledger and held in memory."""

    def __init__(
        self,
        ledger: Ledger,
        conversations: DeskConversations,
        routing: Routing,
        calls: LiveCalls | None = None,
    ) -> None:
        self._calls = calls or NoLiveCalls()
        self._ledger = ledger
        self._routing = routing
        self._conversations = conversations
        self._items: dict[str, InboxItem] = {}
        self._seen: dict[str, int] = {}

    async def load(self) -> None:
        """Read everything anew. A conversation that cannot be projected is left out, and told in the log.

        Raises:
            LedgerError: the ledger does not answer; nothing was changed.
        """
        items: dict[str, InboxItem] = {}
        for row in await self._ledger.open_conversations(IN_THE_INBOX):
            try:
                items[row.conversation_id] = await self.project(row)
            except LedgerError:
                raise
            except Exception:
                log.exception("inbox.broken", conversation_id=row.conversation_id)
        self._items = items

    def items(self) -> list[InboxItem]:
        """All rows, the longest waiting first."""
        return sorted(self._items.values(), key=lambda item: item.waiting_since or item.last_at)

    def concerns(self, conversation_id: str) -> bool:
        """Whether the conversation is listed."""
        return conversation_id in self._items

    def held_by(self) -> dict[str, int]:
        """How many conversations each agent holds."""
        counts: dict[str, int] = {}
        for item in self._items.values():
            if item.owner is Owner.AGENT and item.agent_id is not None:
                counts[item.agent_id] = counts.get(item.agent_id, 0) + 1
        return counts

    def held_by_agent(self, agent_id: str) -> list[str]:
        """The conversations an agent holds."""
        return [
            item.conversation_id
            for item in self._items.values()
            if item.owner is Owner.AGENT and item.agent_id == agent_id
        ]

    async def refresh(self, conversation_id: str) -> Refreshed | None:
        """Project one conversation again; None when there is no such conversation."""
        try:
            look = await self.look(conversation_id)
        except UnknownConversation:
            return None
        item = self._item(look)
        before = self._items.get(conversation_id)
        listed = look.row.owner in IN_THE_INBOX
        if listed:
            self._items[conversation_id] = item
        else:
            self._items.pop(conversation_id, None)
            self._seen.pop(conversation_id, None)
        changed = (before != item) if listed else (before is not None)
        return Refreshed(item=item, packet=look.packet, listed=listed, changed=changed)

    async def project(self, row: ConversationRow) -> InboxItem:
        """A conversation as a row, listed or not (for search)."""
        look = await self.look(row.conversation_id)
        return self._item(look)

    def read_up_to(self, conversation_id: str, seq: int) -> None:
        """An agent has read up to this public seq; known until the process ends."""
        self._seen[conversation_id] = max(seq, self._seen.get(conversation_id, 0))

    async def look(self, conversation_id: str) -> Look:
        """Packet, then events up to the same revision or later, then the row.

        Raises:
            UnknownConversation: there is none.
        """
        packet = await self._conversations.packet(conversation_id)
        events = await self._ledger.events(conversation_id)
        row = await self._ledger.conversation(conversation_id)
        return Look(row=row, events=events, packet=packet)

    def _item(self, look: Look) -> InboxItem:
        read = self._seen.get(look.row.conversation_id, 0)
        item = inbox_item(look.row, look.events, look.packet, read_up_to=read)
        if self._calls.call(item.conversation_id) is not None:
            item = item.model_copy(update={"on_phone": True})
        routed = self._routing.decision(item.conversation_id)
        if item.owner is not Owner.QUEUE or routed is None:
            return item
        return item.model_copy(
            update={
                "team": routed.team,
                "market": routed.market,
                "offered_to": self._routing.offered_to(item.conversation_id),
                "why": routed.reasons,
            }
        )


def inbox_item(
    row: ConversationRow, events: Sequence[Event], packet: ContextPacket, *, read_up_to: int = 0
) -> InboxItem:
    """The row of a conversation; turns up to `read_up_to` (public seq) were read by an agent."""
    channels = packet.conversation.channels
    words = packet.issue.words if packet.issue else ""
    return InboxItem(
        conversation_id=row.conversation_id,
        reference=row.reference,
        owner=row.owner,
        channel=channels[-1] if channels else Channel(row.channel),
        customer=packet.customer.name,
        verification_level=packet.verification.level,
        wants=one_line(words),
        reason=packet.handoff.reason if packet.handoff else None,
        mood=packet.mood.now,
        agent_id=row.agent_id,
        waiting_since=waiting_since(events, row.owner),
        last_at=last_words(events)[1] or row.opened_at,
        last_words=last_words(events)[0],
        unread=unread(events, read_up_to),
        number_left=packet.customer.number_left is not None,
        callback_at=packet.callback.at if packet.callback else None,
        callback=packet.callback.standing if packet.callback else None,
        overdue=is_overdue(events),
        team=packet.routing.team if packet.routing else None,
        market=packet.routing.market if packet.routing else None,
        why=packet.routing.reasons if packet.routing else [],
    )


def waiting_since(events: Sequence[Event], owner: Owner) -> datetime | None:
    """Since when the customer waits for a person: in the queue, or for the agent's next answer."""
    if owner is Owner.QUEUE:
        moves = [event.at for event in events if _moved_to(event, Owner.QUEUE)]
        return moves[-1] if moves else None
    if owner is not Owner.AGENT:
        return None
    since: datetime | None = None
    for event in events:
        if isinstance(event.payload, Turn) and since is None:
            since = event.at
        elif isinstance(event.payload, Reply):
            since = None if event.payload.last else since
    return since


def is_overdue(events: Sequence[Event]) -> bool:
    """Whether a promise was not kept in time, and nobody has taken the case up since."""
    for event in reversed(events):
        if isinstance(event.payload, PromiseDue | CallbackMissed):
            return True
        if isinstance(event.payload, OwnerChanged) and event.payload.after in {Owner.AGENT, Owner.CLOSED}:
            return False
    return False


def last_words(events: Sequence[Event]) -> tuple[str, datetime | None]:
    """The newest words either way, and when they were said."""
    for event in reversed(events):
        if isinstance(event.payload, Turn | Reply):
            return one_line(event.payload.text), event.at
    return "", None


def unread(events: Sequence[Event], read_up_to: int = 0) -> int:
    """Turns of the customer since the handoff that no agent has read or answered."""
    with_team = False
    turns: list[int] = []
    for event in events:
        payload = event.payload
        if isinstance(payload, OwnerChanged):
            with_team = payload.after in IN_THE_INBOX
            if not with_team:
                turns.clear()
        elif isinstance(payload, Turn) and with_team:
            turns.append(event.public_seq or 0)
        elif event.author.role is Role.AGENT and isinstance(payload, Reply):
            turns.clear()
    return sum(1 for seq in turns if seq > read_up_to)


def one_line(text: str) -> str:
    """Words on one line, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LINE_LENGTH else flat[: LINE_LENGTH - 1].rstrip() + "…"


def _moved_to(event: Event, owner: Owner) -> bool:
    return isinstance(event.payload, OwnerChanged) and event.payload.after is owner
