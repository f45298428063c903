"""What the desk shows of people and conversations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from conversation.callbacks import Standing
from conversation.care import Card, MoodLabel
from conversation.channel import Channel
from conversation.events import Role
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.shape import Shape


class AgentCard(Shape):
    """An agent as colleagues see them."""

    agent_id: str
    name: str
    team: str
    photo: str | None = None
    state: Literal["available", "wrap_up", "away", "offline"]
    because: Literal["missed_offer", "shift_ended", "lead"] | None = None
    """Why they are away, where they did not say so themselves."""
    shift_ends_at: datetime | None = None
    """While they are on shift."""
    winds_down: bool = False
    """Nothing new is offered so shortly before the shift ends."""
    lead: bool = False
    """Looks after the team: sees its cases and the assistant's, moves them, switches modes."""
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
    on_phone: bool = False
    """The customer is on the phone now."""
    callback_at: datetime | None = None
    """When the customer is to be called; null when no call is booked."""
    callback: Standing | None = None
    overdue: bool = False
    """Something promised was not kept in time: nobody goes before it."""
    team: str | None = None
    """The customer's own team, by name."""
    market: str | None = None
    offered_to: str | None = None
    """The agent for whom the router keeps it at the moment."""
    why: list[str] = []
    """Why it came where it is, in words."""


class TranscriptItem(Shape):
    """One line of a conversation as the desk shows it; notes and moves of owner included."""

    seq: int
    """Ledger seq."""
    public_seq: int | None
    at: datetime
    role: Role
    name: str | None
    kind: Literal["turn", "reply", "note", "owner_changed", "step", "fact", "call"]
    text: str
    confidence: float | None = None
    mood: MoodLabel | None = None
    voiced: bool = False
    """The agent said it on the phone; the words are those that were recognised."""
    client_id: str | None = None
    choices: list[str] = []
    card: Card | None = None


class CallView(Shape):
    """A conversation that is on the phone now."""

    call_ref: str
    agent_id: str | None = None
    """The agent whose own voice is in it."""
    transcribed: bool = False
    """What is said is taken down; false where the gateway has no recogniser of free speech."""


class EarlierConversation(Shape):
    """One conversation of the same customer."""

    conversation_id: str
    reference: str
    opened_at: datetime
    owner: Owner
    matter: str
    outcome: str


class SuggestedArticle(Shape):
    """An article for the agent to read, or to put into a reply."""

    slug: str
    title: str
    topic: str
    answer: str
    """The short answer, as the customer would be told; plain text, a line per paragraph or list item."""
    whole: str
    """Everything the article says, steps numbered, links with their addresses; plain text."""
    probability: float
    """That it is the right one, 0 to 1, calibrated."""
    agents_only: bool = False
    """Written for the team: customers are not meant to read it."""
    notice: bool = False
    guide: bool = False
    """The assistant can walk a customer through its steps."""
    valid_until: date | None = None
    review_by: date | None = None
    owner: str = ""
    """Who keeps it right."""
    turn: int | None = None
    """Public seq of the customer's turn it answers; null for the agent's own words."""
    seen: int | None = None
    """Public seq of the turn after which the customer was shown it; null when they were not."""
