"""What a customer was promised, in this conversation and earlier ones: how "any news?" is answered."""

from __future__ import annotations

from collections.abc import Sequence

from conversation import packet_groups as groups
from conversation.context_packet import ContactHistory, PromiseMade
from conversation.words import Words
from front_door.conversations.history import outcome_of
from front_door.conversations.state import ConversationState
from front_door.ledger.port import Ledger, LedgerError

CONVERSATIONS = 10
"""Newest conversations of a customer that are looked at."""

Json = dict[str, object]


async def promises_to(ledger: Ledger, customer_id: str, *, language: str) -> list[Json]:
    """Everything promised to the customer, newest first; empty when the ledger cannot be read."""
    words = Words.load(language)
    found: list[Json] = []
    try:
        for row in (await ledger.conversations_of(customer_id))[:CONVERSATIONS]:
            events = await ledger.events(row.conversation_id)
            outcome = outcome_of(row, events, words)
            found += _told(groups.promises_of(events), row.reference, outcome)
    except LedgerError:
        return []
    return sorted(found, key=lambda promise: str(promise["at"]), reverse=True)


def promises_known(state: ConversationState, history: ContactHistory) -> list[Json]:
    """This conversation's own, then those of the contacts that go down with the turn."""
    own = _told(state.promises, state.reference, "")
    earlier = [
        promise
        for contact in history.contacts
        for promise in _told(contact.promises, contact.reference, contact.outcome)
    ]
    return [*own, *earlier]


def _told(made: Sequence[PromiseMade], reference: str, outcome: str) -> list[Json]:
    return [
        {
            "what": promise.what,
            "matter": promise.matter,
            "at": promise.at.isoformat() if promise.at else None,
            "due_at": promise.due_at.isoformat() if promise.due_at else None,
            "reference": reference,
            "outcome": outcome,
        }
        for promise in reversed(made)
    ]
