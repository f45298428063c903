"""The socket protocol between a customer's device (or the speech gateway) and the front door."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.callbacks import Standing
from conversation.care import Card, Choice, Link
from conversation.expects import ExpectsText
from conversation.owner import Owner
from conversation.payloads import Channel, Door, Recording
from conversation.shape import Shape

MAX_TEXT = 20_000
"""Characters of one turn the ledger keeps; more is refused by `too_long`."""

Reference = Annotated[str, Field(min_length=1, max_length=20)]
"""The number of a conversation that a customer can say aloud."""

ClientId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


CallId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


class Hello(Shape):
    """First frame of a socket: resume after `after`, or open a conversation."""

    type: Literal["hello"] = "hello"
    after: int = Field(default=0, ge=0)
    resume_token: str | None = Field(default=None, max_length=200)
    channel: Channel = Channel.WEB_CHAT
    locale: str = Field(default="en", max_length=35)
    time_zone: str | None = Field(default=None, max_length=64)
    signed_identity: str | None = Field(default=None, max_length=4_000)
    claimed_number: str | None = Field(default=None, max_length=40)
    """The number a call comes from, or the page knows: it saves a question and proves nothing."""
    browser: str | None = Field(default=None, min_length=32, max_length=200)
    """The key that an earlier `welcome` gave this browser: its conversations are found by it."""
    call_ticket: str | None = Field(default=None, max_length=200)
    """Of a `call_ready`: the gateway joins the conversation whose page asked for a call."""
    call_id: CallId | None = None
    """Of a gateway: which call this is. The same call that comes again is the same caller."""
    number_attested: bool = False
    """Of a gateway: the caller's network vouches that they may call from `claimed_number`."""


class CustomerTurn(Shape):
    """One utterance, or a choice taken."""

    type: Literal["customer_turn"] = "customer_turn"
    client_id: ClientId
    text: str = Field(default="", max_length=MAX_TEXT)
    choice_id: str | None = Field(default=None, max_length=64)
    confidence: float | None = Field(default=None, ge=0, le=1)
    alternatives: list[Annotated[str, Field(max_length=MAX_TEXT)]] = Field(default=[], max_length=10)
    interrupted: bool = False
    dtmf: bool = False


class AgentTurn(Shape):
    """What an agent said to the caller with their own voice, as a gateway recognised it."""

    type: Literal["agent_turn"] = "agent_turn"
    client_id: ClientId
    agent_id: str = Field(min_length=1, max_length=64)
    text: str = Field(min_length=1, max_length=MAX_TEXT)
    confidence: float | None = Field(default=None, ge=0, le=1)


class Heard(Shape):
    """What of a reply the caller really heard."""

    type: Literal["heard"] = "heard"
    seq: int
    words: str = Field(max_length=MAX_TEXT)


class Typing(Shape):
    """The customer is typing."""

    type: Literal["typing"] = "typing"


class Seen(Shape):
    """The customer has seen everything up to `seq`."""

    type: Literal["seen"] = "seen"
    seq: int


class Prefer(Shape):
    """The customer's choice of door, changed in one frame at any time."""

    type: Literal["prefer"] = "prefer"
    door: Door
    lasting: bool = False
    """From now on, on every channel; else for this conversation (the very first choice lasts as well)."""


class Rate(Shape):
    """A rating, 1 to 5, after the conversation."""

    type: Literal["rate"] = "rate"
    score: int = Field(ge=1, le=5)
    comment: str | None = Field(default=None, max_length=2_000)


class BookCallback(Shape):
    """Book a phone appointment."""

    type: Literal["book_callback"] = "book_callback"
    at: datetime
    number: str | None = Field(default=None, max_length=40)


class AskSlots(Shape):
    """Which quarter hours the team can call in."""

    type: Literal["ask_slots"] = "ask_slots"


class CancelCallback(Shape):
    """The booked call is not wanted any more."""

    type: Literal["cancel_callback"] = "cancel_callback"


class RefuseCalls(Shape):
    """Not to be called any more: what is booked is cancelled, and nobody calls."""

    type: Literal["refuse_calls"] = "refuse_calls"


class LeaveNumber(Shape):
    """Be called back by the team."""

    type: Literal["leave_number"] = "leave_number"
    number: str = Field(max_length=40)


class Consent(Shape):
    """Of a gateway: whether the caller agrees that the call is recorded, and what they were asked."""

    type: Literal["consent"] = "consent"
    given: bool
    wording: str = Field(max_length=64)
    """Version of the words."""


class StartCall(Shape):
    """The customer wants to go on by voice, through this page's microphone."""

    type: Literal["start_call"] = "start_call"


class ListConversations(Shape):
    """Which conversations this customer has; the answer is `conversations`."""

    type: Literal["list_conversations"] = "list_conversations"


class ReadConversation(Shape):
    """What was said in one of them; the answer is `past`."""

    type: Literal["read_conversation"] = "read_conversation"
    reference: Reference
    after: int = Field(default=0, ge=0)


class Reopen(Shape):
    """Go on with one of them; the answer is a `welcome`. A closed one goes on in another that follows it."""

    type: Literal["reopen"] = "reopen"
    reference: Reference


class End(Shape):
    """Close the conversation."""

    type: Literal["end"] = "end"


ClientFrame = Annotated[
    Hello
    | CustomerTurn
    | AgentTurn
    | Heard
    | Typing
    | Seen
    | Prefer
    | Rate
    | AskSlots
    | BookCallback
    | CancelCallback
    | RefuseCalls
    | LeaveNumber
    | Consent
    | StartCall
    | ListConversations
    | ReadConversation
    | Reopen
    | End,
    Field(discriminator="type"),
]


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

PROBLEM_CODES = frozenset(
    {
        "bad_frame",
        "unknown_type",
        "hello_first",
        "resume_refused",
        "identity_refused",
        "channel_refused",
        "too_long",
        "empty_turn",
        "unknown_choice",
        "slow_down",
        "busy",
        "shutting_down",
        "not_offered",
        "unknown_conversation",
        "bad_number",
        "number_needed",
        "not_bookable",
        "slot_taken",
        "internal",
    }
)

client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)
server_frame: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
