"""A customer's earlier conversations in a line each: matter, outcome, steps, and whether this one repeats."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta

from conversation import packet_groups as groups
from conversation.context_packet import ContactHistory, EarlierContact
from conversation.events import Event
from conversation.payloads.owners import Resolved
from conversation.words import Words
from front_door.conversations.state import ConversationState
from front_door.ledger.port import ConversationRow, Ledger, LedgerError

CONTACTS = 5
"""Earlier conversations told at most, newest first."""
REPEAT = timedelta(days=7)
KEPT = 2_000

NOTHING = ContactHistory()


class Histories:
    """Reads a customer's history once per conversation and proof."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: OrderedDict[tuple[str, str], ContactHistory] = OrderedDict()

    async def of(self, state: ConversationState) -> ContactHistory:
        """Earlier contacts of the proved customer, and the conversation this one follows."""
        customer_id = state.verified.customer_id if state.verified else ""
        if not customer_id and state.follows is None:
            return NOTHING
        key = (state.conversation_id, customer_id)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = await self._read(state, customer_id)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known

    async def _read(self, state: ConversationState, customer_id: str) -> ContactHistory:
        try:
            rows = await self._ledger.conversations_of(customer_id) if customer_id else []
            theirs = {row.conversation_id for row in rows}
            if state.follows is not None and all(row.conversation_id != state.follows for row in rows):
                rows = [await self._ledger.conversation(state.follows), *rows]
        except LedgerError:
            return NOTHING
        words = Words.load(state.language)
        contacts = []
        for row in [row for row in rows if row.conversation_id != state.conversation_id][:CONTACTS]:
            events = await self._ledger.events(row.conversation_id)
            contact = _contact(row, events, words)
            if row.conversation_id not in theirs:
                # Somebody else may have written on that device: a promise is told to its customer only.
                contact = contact.model_copy(update={"promises": []})
            contacts.append(contact)
        return ContactHistory(
            contacts=contacts,
            repeat=any(state.opened_at - contact.at <= REPEAT for contact in contacts),
        )


def _contact(row: ConversationRow, events: list[Event], words: Words) -> EarlierContact:
    intent = groups.intent_group(events, words)
    return EarlierContact(
        reference=row.reference,
        at=row.opened_at,
        matter=intent.label if intent else words.matter(None),
        outcome=outcome_of(row, events, words),
        steps=groups.steps_of(events),
        promises=groups.promises_of(events),
    )


def outcome_of(row: ConversationRow, events: list[Event], words: Words) -> str:
    """The wrap-up code of a conversation that an agent settled, else where it stands."""
    for event in reversed(events):
        if isinstance(event.payload, Resolved):
            return event.payload.code
    return words.name("owner", row.owner.value)
