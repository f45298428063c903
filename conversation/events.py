"""Ledger events: who, when and in which place something happened."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from conversation.payloads.payload import Payload
from conversation.shape import Shape


class Role(StrEnum):
    """Who an event comes from."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class Author(Shape):
    """The author of an event; `id` and `name` only for agents."""

    role: Role
    id: str | None = None
    name: str | None = None


class Event(Shape):
    """One row of the ledger."""

    conversation_id: str
    seq: int
    """1, 2, 3 ... over all kinds of the conversation."""
    public_seq: int | None = None
    at: datetime
    author: Author
    payload: Payload


class NewEvent(Shape):
    """An event before the ledger has numbered it."""

    author: Author
    payload: Payload
