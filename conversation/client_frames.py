"""What a customer's device (or the speech gateway) sends the front door."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.channel import Channel, Door
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
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    """Of a gateway, ISO 639-1: the caller has chosen it or was heard to speak it."""


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


client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)
