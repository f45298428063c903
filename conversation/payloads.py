"""What can happen in a conversation: the closed list of the ledger's payloads, one shape a kind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from conversation.callbacks import (
    CallbackBooked,
    CallbackCalling,
    CallbackCancelled,
    CallbackDue,
    CallbackExpired,
    CallbackMissed,
    CallbackMoved,
    CallbackTried,
    CallConsent,
    PromiseDue,
)
from conversation.care import Card, Link, MoodLabel, StepResult
from conversation.expects import ExpectsText
from conversation.facts import FactName, FactStatus
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.routed import Routed
from conversation.shape import Shape

Door = Literal["assistant", "team"]
"""Who answers a customer first."""


class Channel(StrEnum):
    """How the customer reaches us."""

    WEB_CHAT = "web_chat"
    VOICE = "voice"
    SMS = "sms"
    REST = "rest"


class Opened(Shape):
    """The first event of every conversation."""

    kind: Literal["opened"] = "opened"
    channel: Channel
    language: str = "en"
    time_zone: str | None = None
    reference: str
    sender: str
    """X-Conversation-Id towards the back office: the `sender` of a REST conversation, else its id."""
    follows: str | None = None
    """The closed conversation this one is linked to."""
    assistant_version: str | None = None
    claimed_number: str | None = None
    """E.164; the number a call comes from, or a page says its customer has. Nobody checked it."""
    browser: str | None = None
    """SHA-256 (hexadecimal) of the key that the customer's browser keeps."""


class IssuedChoice(Shape):
    """A choice as the front door issued it; `payload` is what goes down when it is taken."""

    id: str
    title: str
    payload: str


class Redaction(Shape):
    """How much of one kind was blanked; never the value."""

    kind: str
    count: int


class Turn(Shape):
    """One utterance of the customer, already redacted and sealed."""

    kind: Literal["turn"] = "turn"
    turn_id: str
    client_id: str
    text: str
    choice_id: str | None = None
    payload: str | None = None
    confidence: float | None = None
    alternatives: list[str] = []
    interrupted: bool = False
    dtmf: bool = False
    sealed: str | None = None
    """Fernet ciphertext of a secret; blanked when the turn is answered."""
    redactions: list[Redaction] = []
    mood: MoodLabel = MoodLabel.NEUTRAL
    language: str | None = None
    """The language its words are surely in (`conversation.language`); None when unsure, or as before."""
    cut: bool = False
    """Only its first 1,000 characters went to the assistant."""


class Reply(Shape):
    """Words to the customer, from the assistant, an agent or the front door itself."""

    kind: Literal["reply"] = "reply"
    turn_id: str | None = None
    client_id: str | None = None
    last: bool = True
    text: str
    spoken: str | None = None
    choices: list[IssuedChoice] = []
    expects: ExpectsText | None = None
    asks: FactName | None = None
    links: list[Link] = []
    card: Card | None = None
    voiced: bool = False
    """An agent said it on the phone with their own voice; `text` is what was recognised of it."""
    confidence: float | None = None
    """Of the recognition; null for what was written."""


class Understood(Shape):
    """What the assistant made of a turn."""

    kind: Literal["understood"] = "understood"
    turn_id: str
    turn: int
    """Public seq of the turn."""
    intent: str
    confidence: float
    runner_up: str | None = None
    runner_up_confidence: float | None = None
    active_loop: str | None = None


class Fact(Shape):
    """Something learnt about the customer or the matter."""

    kind: Literal["fact"] = "fact"
    name: FactName
    value: str
    status: FactStatus
    source: Literal["customer", "assistant", "agent", "carrier"]
    turn: int | None = None
    confidence: float | None = None
    expires_at: datetime | None = None


class Step(Shape):
    """A troubleshooting step and how it ended."""

    kind: Literal["step"] = "step"
    guide: str
    step: str
    title: str = ""
    result: StepResult
    turn: int | None = None


class Shown(Shape):
    """An article the customer was shown."""

    kind: Literal["shown"] = "shown"
    article: str
    turn: int | None = None


class Rejected(Shape):
    """An article that was not what the customer meant."""

    kind: Literal["rejected"] = "rejected"
    article: str
    turn: int | None = None


class Promised(Shape):
    """Something the customer was told will happen."""

    kind: Literal["promised"] = "promised"
    what: str
    due_at: datetime | None = None
    matter: str | None = None
    """The intent it belongs to."""
    turn: int | None = None


class Verified(Shape):
    """The proof, mirrored from the assistant's slot or from a signed login."""

    kind: Literal["verified"] = "verified"
    customer_id: str
    line_id: str | None = None
    level: Literal[0, 1, 2]
    method: str
    expires_at: datetime | None = None


class OwnerChanged(Shape):
    """A move of the owner machine."""

    kind: Literal["owner_changed"] = "owner_changed"
    before: Owner
    after: Owner
    why: str
    """`handoff`, `claim`, `transfer`, `hand_back`, `customer`, `number_left`, `resolved`, ..."""
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    note: str | None = None


class HandedOff(Shape):
    """Why the conversation goes to the care team."""

    kind: Literal["handed_off"] = "handed_off"
    reason: HandoffReason
    note: str = ""
    trigger: str
    """What caused it: an intent, a rule of the front door, a failure code."""
    turn: int | None = None


class HandoffDelivered(Shape):
    """The back office accepted the handoff."""

    kind: Literal["handoff_delivered"] = "handoff_delivered"
    handoff_id: str
    queue: str | None = None
    wait_minutes: int | None = None


class LearntAtDesk(Shape):
    """A fact an agent found out."""

    name: FactName
    value: str


class HandedBack(Shape):
    """An agent gives the conversation back to the assistant."""

    kind: Literal["handed_back"] = "handed_back"
    learnt: list[LearntAtDesk] = []
    note: str = ""


class Resolved(Shape):
    """An agent finished the matter, with a wrap-up code."""

    kind: Literal["resolved"] = "resolved"
    code: str
    note: str = ""


class Noted(Shape):
    """An internal note; never shown to the customer."""

    kind: Literal["noted"] = "noted"
    text: str


class Flagged(Shape):
    """An agent tells the editors that an article is wrong; never shown to the customer."""

    kind: Literal["flagged"] = "flagged"
    article: str
    note: str
    """What is wrong, with everything that tells of the customer taken out."""


class Preferred(Shape):
    """The door the customer chose."""

    kind: Literal["preferred"] = "preferred"
    door: Door
    lasting: bool = False
    """From now on, on every channel; else for this conversation."""
    remembered: bool = False
    """Nobody chose it here: it is what the customer chose earlier."""


class NumberLeft(Shape):
    """Where the team may call the customer."""

    kind: Literal["number_left"] = "number_left"
    number: str


class Rated(Shape):
    """The customer's rating, 1 to 5."""

    kind: Literal["rated"] = "rated"
    score: Annotated[int, Field(ge=1, le=5)]
    comment: str | None = None


class Heard(Shape):
    """What the caller really heard of a reply before interrupting."""

    kind: Literal["heard"] = "heard"
    reply: int
    words: str


class Seen(Shape):
    """The customer has seen everything up to this public seq."""

    kind: Literal["seen"] = "seen"
    up_to: int


class Redacted(Shape):
    """Something stored earlier was blanked in place."""

    kind: Literal["redacted"] = "redacted"
    target: int
    """Ledger seq of the event whose words were blanked."""
    redactions: list[Redaction]


class Failed(Shape):
    """A turn the assistant could not answer in time."""

    kind: Literal["failed"] = "failed"
    turn_id: str
    code: str


class ChannelChanged(Shape):
    """The customer went on by another channel."""

    kind: Literal["channel_changed"] = "channel_changed"
    channel: Channel


class CallJoined(Shape):
    """A telephone call goes on in this conversation."""

    kind: Literal["call_joined"] = "call_joined"
    call_id: str
    number: str | None = None
    """E.164, where it came from."""
    attested: bool = False
    """The caller's network vouches for the number."""


class CallEnded(Shape):
    """The call is over; the conversation stays where it is."""

    kind: Literal["call_ended"] = "call_ended"
    call_id: str


Recording = Literal["not_asked", "given", "refused"]


class RecordingConsent(Shape):
    """What the caller said to being recorded."""

    kind: Literal["recording_consent"] = "recording_consent"
    given: bool
    wording: str
    """Version of the words they were asked in."""


class PhoneMoment(StrEnum):
    """What an agent's own voice did."""

    AGENT_JOINED = "agent_joined"
    AGENT_LEFT = "agent_left"


class Phoned(Shape):
    """An agent's own voice joined a customer's call, or left it."""

    kind: Literal["phoned"] = "phoned"
    moment: PhoneMoment
    call_ref: str
    why: str = ""
    """`left`, `dropped` (page or network went), `replaced` (somebody else holds it) …"""
    agent_id: str
    agent_name: str | None = None


Payload = Annotated[
    Opened
    | Turn
    | Reply
    | Understood
    | Fact
    | Step
    | Shown
    | Rejected
    | Promised
    | Verified
    | OwnerChanged
    | Routed
    | HandedOff
    | HandoffDelivered
    | HandedBack
    | Resolved
    | Noted
    | Flagged
    | Preferred
    | NumberLeft
    | Rated
    | Heard
    | Seen
    | Redacted
    | Failed
    | ChannelChanged
    | CallbackBooked
    | CallbackMoved
    | CallbackCancelled
    | CallbackDue
    | CallbackCalling
    | CallbackTried
    | CallbackMissed
    | CallbackExpired
    | CallConsent
    | PromiseDue
    | CallJoined
    | CallEnded
    | RecordingConsent
    | Phoned,
    Field(discriminator="kind"),
]


PUBLIC_KINDS = frozenset({"turn", "reply", "owner_changed"})


"""Kinds the customer's device sees; they alone carry a public seq, 1, 2, 3 ... without gaps."""
