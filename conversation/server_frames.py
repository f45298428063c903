"""What the front door sends a customer's device (or the speech gateway)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.callbacks import Standing
from conversation.care import Card, Choice, Link
from conversation.channel import Door
from conversation.expects import ExpectsText
from conversation.owner import Owner
from conversation.payloads.calls import Recording
from conversation.shape import Shape


class AgentFace(Shape):
    """What the customer sees of the agent who took over."""

    name: str
    photo: str | None = None
    title: str | None = None


class Welcome(Shape):
    """Answer to `hello`. `head` is the last public seq; what was missed follows as frames."""

    type: Literal["welcome"] = "welcome"
    conversation_id: str
    reference: str
    resume_token: str
    head: int
    owner: Owner
    language: str = "en"
    """BCP 47: in which the customer writes or speaks, as far as that is known."""
    agent: AgentFace | None = None
    team: str | None = None
    signed_in_as: str | None = None
    choices: list[Choice] = []
    """The two doors, while nothing was chosen yet."""
    follows: str | None = None
    calls: bool = False
    """`start_call` is offered."""
    door: Door | None = None
    """The customer's lasting choice of who answers first."""
    browser: str | None = None
    """A key for this browser to keep, when the hello of a new conversation brought none."""
    elsewhere: int = 0
    """Agents' replies in other conversations of this customer that nobody has seen yet."""
    redial: Literal["whole", "unproved"] | None = None
    """To a gateway: a call that broke goes on here. `unproved`: who calls must be proved again, and nothing
    of what was said may be told before."""
    recording: Recording = "not_asked"
    """To a gateway: what was agreed on for calls of this conversation."""


class Ack(Shape):
    """The turn is in the ledger under this seq."""

    type: Literal["ack"] = "ack"
    client_id: str
    seq: int


class TurnFrame(Shape):
    """A customer's turn, echoed to every tab."""

    type: Literal["turn"] = "turn"
    seq: int
    author: Literal["customer"] = "customer"
    client_id: str | None = None
    text: str
    choice_id: str | None = None
    at: datetime


class ReplyFrame(Shape):
    """Words to the customer."""

    type: Literal["reply"] = "reply"
    seq: int
    author: Literal["assistant", "agent", "system"]
    agent: AgentFace | None = None
    client_id: str | None = None
    """The turn it answers."""
    last: bool = True
    text: str
    spoken: str | None = None
    choices: list[Choice] = []
    expects: ExpectsText | None = None
    links: list[Link] = []
    card: Card | None = None
    voiced: bool = False
    """The agent said it with their own voice; these are the words that were recognised."""
    at: datetime


class StateChanged(Shape):
    """Somebody else holds the conversation now."""

    type: Literal["state_changed"] = "state_changed"
    seq: int
    owner: Owner
    agent: AgentFace | None = None
    at: datetime


class Waiting(Shape):
    """Place and predicted wait. `minutes` is null while nobody is signed in at the desk."""

    type: Literal["waiting"] = "waiting"
    place: int
    minutes: int | None
    callback_offered: bool = False
    number_offered: bool = False


class Slots(Shape):
    """Answer to `ask_slots`: what is free now."""

    type: Literal["slots"] = "slots"
    team: str
    time_zone: str
    """IANA name of the clock on which the times are to be shown."""
    at: list[datetime]
    """Beginnings of the free quarter hours, in order."""
    number: str | None = None
    """E.164; called where `book_callback` names none."""
    consent: str
    """What the customer agrees to by booking; shown beside the button."""


class CallbackNotice(Shape):
    """How the call stands that is booked in this conversation; sent after `welcome` and at every change."""

    type: Literal["callback"] = "callback"
    standing: Standing
    at: datetime
    """When the call is due."""
    number: str
    team: str
    time_zone: str
    tries: int = 0
    links: list[Link] = []
    """The page that moves or cancels it, and the calendar's file."""


class TypingNotice(Shape):
    """Somebody is writing to the customer."""

    type: Literal["typing"] = "typing"
    author: Literal["assistant", "agent"]
    doing: str | None = None
    """What takes longer than a second, in words for the customer."""


class SeenNotice(Shape):
    """An agent has read up to here."""

    type: Literal["seen"] = "seen"
    seq: int


class CallReady(Shape):
    """Where the page's microphone goes: connect within 30 s, and show the ticket; it is good once."""

    type: Literal["call_ready"] = "call_ready"
    url: str
    ticket: str


class DoorKept(Shape):
    """Who answers this customer first from now on, on every channel."""

    type: Literal["door"] = "door"
    door: Door


class AnsweredElsewhere(Shape):
    """Agents' replies in other conversations of this customer that nobody has seen yet."""

    type: Literal["elsewhere"] = "elsewhere"
    count: int


class TeamFaces(Shape):
    """The team a waiting customer belongs to: some of its people, as the team page shows them."""

    type: Literal["team"] = "team"
    name: str
    people: int
    """How many they are in all."""
    faces: list[AgentFace]


class Blanked(Shape):
    """Words of an earlier frame were redacted."""

    type: Literal["redacted"] = "redacted"
    seq: int
    text: str


class ConversationLine(Shape):
    """One of a customer's conversations in a line."""

    reference: str
    opened_at: datetime
    changed_at: datetime
    matter: str
    """What it is about, in a few words."""
    owner: Owner
    agent: AgentFace | None = None
    """Who holds it, or held it last."""
    unread: int = 0
    """Agents' replies nobody has seen yet."""
    last_words: str = ""
    here: bool = False
    """The one this device is attached to."""


class ConversationList(Shape):
    """A customer's conversations, the newest first."""

    type: Literal["conversations"] = "conversations"
    items: list[ConversationLine]
    locked: int = 0
    """So many more were begun in this browser by somebody who proved who they are: a proof shows them."""


class Past(Shape):
    """What was said in an earlier conversation; `more` follows after the last frame's seq."""

    type: Literal["past"] = "past"
    reference: str
    owner: Owner
    frames: list[Annotated[TurnFrame | ReplyFrame | StateChanged, Field(discriminator="type")]]
    more: bool = False


class Problem(Shape):
    """Something was refused or is late; `text` is for people, `code` is stable."""

    type: Literal["problem"] = "problem"
    code: str
    text: str = ""
    client_id: str | None = None
    retry_after: float | None = None


ServerFrame = Annotated[
    Welcome
    | Ack
    | TurnFrame
    | ReplyFrame
    | StateChanged
    | Waiting
    | Slots
    | CallbackNotice
    | TypingNotice
    | SeenNotice
    | CallReady
    | DoorKept
    | TeamFaces
    | AnsweredElsewhere
    | ConversationList
    | Past
    | Blanked
    | Problem,
    Field(discriminator="type"),
]


server_frame: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
