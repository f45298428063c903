"""The ledger as its callers see it: append with compare-and-set, read, find.

LedgerError
├── LedgerUnavailable     try again: the store could not be read or written, nothing was written
├── UnknownConversation   no conversation has this id, sender or reference
├── OwnerConflict         somebody moved it meanwhile; nothing was written
├── RepeatedClientId      this client id is in the ledger already; nothing was written
└── SlotTaken             the last callback of that quarter hour went to somebody else; nothing was written
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversation.channel import Channel, Door
from conversation.events import Event, NewEvent
from conversation.owner import Owner
from conversation.payloads.turns import Redaction


class LedgerError(Exception):
    """Root of what a ledger raises."""


class LedgerUnavailable(LedgerError):
    """The store could not be read or written; nothing was written."""


class UnknownConversation(LedgerError):
    """No conversation has this id, token or reference."""


class OwnerConflict(LedgerError):
    """The conversation's owner is not the one the caller built on; nothing was written."""

    def __init__(self, owner: Owner, agent_id: str | None) -> None:
        super().__init__(f"the conversation is held by {owner}")
        self.owner = owner
        self.agent_id = agent_id


class RepeatedClientId(LedgerError):
    """The author has used this client id before; nothing was written."""

    def __init__(self, seq: int, public_seq: int) -> None:
        super().__init__("this client id is in the ledger already")
        self.seq = seq
        self.public_seq = public_seq


class SlotTaken(LedgerError):
    """A team has as many callbacks in that quarter hour as it can call; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """What the ledger knows of a conversation without reading its events."""

    conversation_id: str
    reference: str
    channel: Channel
    sender: str
    owner: Owner
    agent_id: str | None
    customer_id: str | None
    opened_at: datetime
    changed_at: datetime
    last_seq: int
    last_public_seq: int
    follows: str | None
    level: int = 0
    """Of the newest proof; 0 while `customer_id` is None."""
    browser: str | None = None
    """The browser it was opened in, as `Opened` names it."""
    last_agent_id: str | None = None
    """Who held it last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAs:
    """How a customer is known: by proof, by the browser, or by the number a call comes from."""

    customer_id: str | None = None
    browser: str | None = None
    number: str | None = None
    number_of: str | None = None
    """The customer whose number that is, as the carrier says: a hint like the number itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingTurn:
    """A turn the assistant still owes an answer."""

    conversation_id: str
    turn_id: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRedaction:
    """A turn that was blanked here and may still stand in the assistant's memory."""

    conversation_id: str
    turn_id: str
    length: int
    """Characters it had."""


class Ledger(Protocol):
    """One append is one transaction; events are numbered by it."""

    async def open(self, conversation_id: str, events: Sequence[NewEvent]) -> list[Event]:
        """Begin a conversation; the first event is `opened`."""

    async def append(
        self,
        conversation_id: str,
        events: Sequence[NewEvent],
        *,
        expect_owner: Owner | None = None,
        expect_agent: str | None = None,
    ) -> list[Event]:
        """Append in order; an `owner_changed` event moves the owner.

        A reply that closes a turn takes the turn's sealed secret out of the ledger.

        Raises:
            OwnerConflict: `expect_owner` (or `expect_agent`) is not so; nothing was written.
            IllegalMove: the owner machine refuses; nothing was written.
            RepeatedClientId: a turn (or an agent's reply) with this client id is there; nothing was written.
            SlotTaken: that quarter hour has no place for one more callback; nothing was written.
        """

    async def blank(
        self, conversation_id: str, seq: int, text: str, redactions: Sequence[Redaction]
    ) -> list[Event]:
        """Put `text` in place of the words of the turn or reply at `seq` and append `redacted`.

        What stood there is overwritten on disk, the write-ahead log included. A turn is a late redaction from
        then on, until `redacted_late` says that it is none.

        Raises:
            UnknownConversation: there is no turn or reply at this seq.
        """

    async def late_redactions(self) -> list[LateRedaction]:
        """Turns that were blanked here and not yet in the assistant's memory."""

    async def redacted_late(self, conversation_id: str, turn_id: str) -> None:
        """The assistant blanked it too, or never had it."""

    async def events(self, conversation_id: str, *, after: int = 0) -> list[Event]:
        """All events with `seq > after`, in order."""

    async def public_events(self, conversation_id: str, *, after: int = 0) -> list[Event]:
        """Events with `public_seq > after`, in order: what a device missed."""

    async def conversation(self, conversation_id: str) -> ConversationRow:
        """The row.

        Raises:
            UnknownConversation: there is none.
        """

    async def follower_of(self, conversation_id: str) -> ConversationRow | None:
        """The conversation that goes on where this closed one ended."""

    async def newest_of_sender(self, channel: Channel, sender: str) -> ConversationRow | None:
        """The newest conversation of a sender on a channel."""

    async def pending_turns(self) -> list[PendingTurn]:
        """Turns the assistant owes an answer, oldest first: what a crash left behind."""

    async def open_conversations(self, owners: frozenset[Owner]) -> list[ConversationRow]:
        """Conversations held by any of `owners`, oldest change of owner first."""

    async def conversations_of(self, customer_id: str) -> list[ConversationRow]:
        """A customer's conversations, newest first."""

    async def conversations_in_browser(self, browser: str) -> list[ConversationRow]:
        """The conversations opened in a browser, newest first, whoever was proved in them."""

    async def unread(self, conversation_ids: Sequence[str]) -> dict[str, int]:
        """How many replies of agents came after what the customer has seen, where any did."""

    async def door_of(self, known: KnownAs) -> Door | None:
        """The door a customer chose to last, newest first: of that customer (level 2), else of that browser
        (none that another customer made), else of calls from that number.
        """

    async def of_call(self, call_id: str) -> ConversationRow | None:
        """The newest conversation this telephone call was in."""

    async def of_caller(self, number: str) -> list[ConversationRow]:
        """Conversations with a call from this number (E.164), last changed first; at most 20."""

    async def find(self, query: str) -> list[ConversationRow]:
        """By reference, phone number (digits) or customer's name; at most 20, newest first."""

    async def erase(self, conversation_id: str) -> None:
        """Blank every word, fact and number of a conversation; envelopes and order stay.

        Raises:
            UnknownConversation: there is none.
        """

    async def rebuild(self) -> int:
        """Make every projection anew from the events; the number of conversations."""
