"""The context packet `care.context/1`: what travels with a handoff so that nobody asks twice."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from conversation.callbacks import Standing
from conversation.care import MoodLabel, StepResult
from conversation.channel import Channel, Door
from conversation.facts import FactInForce
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads.calls import Recording
from conversation.payloads.turns import Redaction
from conversation.shape import Shape

SCHEMA: Literal["care.context/1"] = "care.context/1"
MAX_BYTES = 16 * 1024
"""A packet larger than this is cut: transcript, mood per turn, shown articles, superseded facts."""


class Envelope(Shape):
    """What made the packet, and what was cut from it."""

    schema_name: Literal["care.context/1"] = SCHEMA
    revision: int
    """Ledger seq the packet was projected from: grows with every event."""
    made_at: datetime
    producers: dict[str, str] = {}
    """Versions: front_door, assistant model, knowledge base."""
    cut: list[str] = []
    """Groups cut to stay within 16 KiB."""


class ConversationGroup(Shape):
    """Which conversation, over which channels."""

    conversation_id: str
    reference: str
    channels: list[Channel]
    language: str
    time_zone: str | None
    opened_at: datetime
    owner: Owner
    follows: str | None


class CustomerGroup(Shape):
    """Who it is, as far as known."""

    customer_id: str | None
    name: str | None
    phone_number: str | None
    line: str | None
    number_left: str | None
    prefers: Door | None = None
    """The customer's lasting choice of who answers first; `team` is people only."""


class VerificationGroup(Shape):
    """How the customer was proved, and what failed."""

    level: Literal[0, 1, 2]
    method: str | None
    at: datetime | None
    expires_at: datetime | None
    tried: list[str] = []
    """Attempts that did not prove anything, in words."""


class ConsentGroup(Shape):
    """What the customer was told and agreed to."""

    told_automated_at: datetime | None
    recording: Recording = "not_asked"
    recording_asked_at: datetime | None = None
    recording_wording: str | None = None
    """Version of the words the caller was asked in."""


class HandoffGroup(Shape):
    """Why a person is needed."""

    reason: HandoffReason
    note: str
    trigger: str
    at: datetime
    turn: int | None


class IntentGroup(Shape):
    """What the assistant made of the matter."""

    name: str
    label: str
    confidence: float
    runner_up: str | None
    turn: int


class IssueGroup(Shape):
    """The matter in the customer's own words."""

    words: str
    turn: int


class StepTried(Shape):
    """A step with its last result."""

    guide: str
    step: str
    title: str
    result: StepResult
    turn: int | None


class ShownArticle(Shape):
    """An article shown, and whether it was rejected."""

    article: str
    rejected: bool
    turn: int | None


class TranscriptLine(Shape):
    """One turn or reply."""

    turn: int
    author: Literal["customer", "assistant", "agent", "system"]
    text: str
    at: datetime
    confidence: float | None = None
    heard: str | None = None
    """Of a reply that a caller cut short: the words they heard of it."""


class MoodAtTurn(Shape):
    """How one turn sounded."""

    turn: int
    mood: MoodLabel


class MoodGroup(Shape):
    """How the customer sounds now, and where it goes."""

    now: MoodLabel
    trend: Literal["falling", "steady", "rising"]
    per_turn: list[MoodAtTurn]


class SummaryLine(Shape):
    """One of at most five lines."""

    text: str
    turns: list[int]
    """Public seqs the line rests on."""


class PromiseMade(Shape):
    """A promise with its due time."""

    what: str
    due_at: datetime | None
    turn: int | None
    matter: str | None = None
    """The intent it belongs to."""
    at: datetime | None = None
    """When it was made."""


class EarlierContact(Shape):
    """An earlier conversation in one line."""

    reference: str
    at: datetime
    matter: str
    outcome: str
    steps: list[StepTried] = []
    """What was tried, each with its last result."""
    promises: list[PromiseMade] = []
    """What the customer was told would happen."""


class ContactHistory(Shape):
    """Earlier contacts."""

    contacts: list[EarlierContact] = []
    repeat: bool = False
    """The same matter within seven days."""


class RoutingGroup(Shape):
    """Which team, by which rule, why."""

    team: str | None
    market: str | None = None
    rule: str
    reasons: list[str] = []


class WaitingGroup(Shape):
    """Since when the customer waits, and what they were told."""

    since: datetime | None
    told_minutes: int | None


class CallbackGroup(Shape):
    """Where and when to call."""

    number: str | None
    at: datetime | None
    """When the next call is due; null where a number was left without a time."""
    time_zone: str | None = None
    """The customer's clock."""
    standing: Standing | None = None
    tries: int = 0
    """Calls in vain so far."""
    consent: str | None = None
    """Version of the words under which the customer agreed to be called; null after they took it back."""


class AccountSnapshot(Shape):
    """What was read in the carrier's systems."""

    at: datetime
    """When the newest of these values was read."""
    values: dict[str, str]
    """Labels and values read in the carrier's systems during the conversation."""


class NextQuestion(Shape):
    """The best question to ask next."""

    fact: str
    text: str


class ContextPacket(Shape):
    """A projection of the ledger; never edited, always made anew."""

    envelope: Envelope
    conversation: ConversationGroup
    customer: CustomerGroup
    verification: VerificationGroup
    consent: ConsentGroup
    handoff: HandoffGroup | None
    intent: IntentGroup | None
    issue: IssueGroup | None
    facts: list[FactInForce]
    superseded: list[FactInForce]
    steps: list[StepTried]
    shown: list[ShownArticle]
    account: AccountSnapshot | None
    network: str | None
    transcript: list[TranscriptLine]
    mood: MoodGroup
    summary: list[SummaryLine]
    do_not_ask: list[str]
    """Labels of facts in force."""
    open_questions: list[str]
    """Labels of required facts that are still unknown."""
    next_question: NextQuestion | None
    promises: list[PromiseMade]
    history: ContactHistory
    routing: RoutingGroup | None
    waiting: WaitingGroup
    callback: CallbackGroup | None
    notes: list[str] = []
    """Agents' notes, newest last."""
    redactions: list[Redaction]
    fill_rate: float
    """Share of required facts in force for the intent, 0 to 1."""
