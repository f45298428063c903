"""What the desk shows of people and conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from conversation.care import Card, MoodLabel
from conversation.events import Role
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads import Channel
from conversation.shape import Shape


class AgentCard(Shape):
    """An agent as colleagues see them."""

    agent_id: str
    name: str
    team: str
    photo: str | None = None
    state: Literal["available", "away", "offline"]
    holding: int = 0


class WrapUpCode(Shape):
    """How a matter may end."""

    code: str
    label: str


class InboxItem(Shape):
    """One row of the inbox."""

    conversation_id: str
    reference: str
    owner: Owner
    channel: Channel
    customer: str | None
    """Name once known; null for somebody unknown."""
    verification_level: int
    wants: str
    """The issue in the customer's own words, cut to one line."""
    reason: HandoffReason | None
    mood: MoodLabel
    agent_id: str | None
    waiting_since: datetime | None
    last_at: datetime
    last_words: str
    unread: int = 0
    number_left: bool = False


class TranscriptItem(Shape):
    """One line of a conversation as the desk shows it; notes and moves of owner included."""

    seq: int
    """Ledger seq."""
    public_seq: int | None
    at: datetime
    role: Role
    name: str | None
    kind: Literal["turn", "reply", "note", "owner_changed", "step", "fact"]
    text: str
    confidence: float | None = None
    mood: MoodLabel | None = None
    client_id: str | None = None
    choices: list[str] = []
    card: Card | None = None


class EarlierConversation(Shape):
    """One conversation of the same customer."""

    conversation_id: str
    reference: str
    opened_at: datetime
    owner: Owner
    matter: str
    outcome: str
