"""The control socket between a voice gateway and the front door (`/internal/gateway`): one for each gateway.

The sound of a call and its turns go their own ways; here stands who is on the phone, and what is to be done
with a call: place it, join two, move it, end it. Every order has a `request_id` and is answered by `done` or
`refused`; what becomes of a call is told by `call_changed`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.shape import Shape

CallRef = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
"""One call's name, chosen by whoever begins it."""
RequestId = Annotated[str, Field(min_length=1, max_length=64)]
PhoneNumber = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164."""


class CallState(StrEnum):
    """What a call has come to."""

    RINGING = "ringing"
    ANSWERED = "answered"
    BRIDGED = "bridged"
    """Its two ends hear each other."""
    TRANSFERRED = "transferred"
    """It went on outside; it is over here."""
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    ENDED = "ended"


OVER = frozenset(
    {CallState.TRANSFERRED, CallState.NO_ANSWER, CallState.BUSY, CallState.FAILED, CallState.ENDED}
)
"""Nothing comes after these."""


class RefusalCode(StrEnum):
    """Why an order was not carried out; nothing was begun."""

    NOT_POSSIBLE = "not_possible"
    """No transport of this gateway can."""
    NO_ROOM = "no_room"
    DRAINING = "draining"
    UNKNOWN_CALL = "unknown_call"
    TICKET_REFUSED = "ticket_refused"
    BAD_FRAME = "bad_frame"
    FAILED = "failed"


class Abilities(Shape):
    """What a gateway can do now."""

    places_calls: bool = False
    room: int = Field(default=0, ge=0)
    """Calls that could begin now."""
    draining: bool = False
    takes_down_speech: bool = False
    """Its recogniser follows free speech; else what is said to an agent is not transcribed."""
    recogniser: str = ""


class CallOnLine(Shape):
    """A call in progress."""

    call_ref: CallRef
    conversation_id: str | None = None
    """Null until it has joined one, and for an agent's own phone."""
    role: Literal["customer", "agent"] = "customer"
    """Who is at its far end."""
    agent_id: str | None = None
    """The agent whose voice is in it."""


# -- gateway to front door ---------------------------------------------------------------------------------


class Hello(Shape):
    """First frame of a gateway: who it is, and which calls it has; those it does not name are over."""

    type: Literal["hello"] = "hello"
    gateway_id: str = Field(min_length=1, max_length=64)
    abilities: Abilities
    calls: list[CallOnLine] = []


class AbilitiesChanged(Shape):
    """What it can do has changed."""

    type: Literal["abilities"] = "abilities"
    abilities: Abilities


class CallBegan(Shape):
    """A call has joined a conversation; told again when it went along to another one."""

    type: Literal["call_began"] = "call_began"
    call: CallOnLine


class CallChanged(Shape):
    """A call has come to this."""

    type: Literal["call_changed"] = "call_changed"
    call_ref: CallRef
    state: CallState
    why: str = Field(default="", max_length=200)
    """How it ended (`caller_left`, `line_dropped`, …), or what failed; never a number or words of anybody."""


class RedeemTicket(Shape):
    """A page has shown this ticket of an agent's: whose voice is it, and which call is it for?"""

    type: Literal["redeem_ticket"] = "redeem_ticket"
    request_id: RequestId
    ticket: str = Field(min_length=1, max_length=200)


class AgentJoined(Shape):
    """An agent's voice is in the call."""

    type: Literal["agent_joined"] = "agent_joined"
    call_ref: CallRef
    agent_id: str


class AgentLeft(Shape):
    """It is in it no more; the call itself goes on."""

    type: Literal["agent_left"] = "agent_left"
    call_ref: CallRef
    agent_id: str
    why: Literal["left", "dropped", "replaced"]
    """By their own wish; the page or its network went; somebody else holds the conversation."""


class Done(Shape):
    """The order is carried out, or begun where it takes its time."""

    type: Literal["done"] = "done"
    request_id: RequestId


class Refused(Shape):
    """The order or question came to nothing."""

    type: Literal["refused"] = "refused"
    request_id: RequestId
    code: RefusalCode
    text: str = Field(default="", max_length=200)


GatewayFrame = Annotated[
    Hello
    | AbilitiesChanged
    | CallBegan
    | CallChanged
    | RedeemTicket
    | AgentJoined
    | AgentLeft
    | Done
    | Refused,
    Field(discriminator="type"),
]


# -- front door to gateway ---------------------------------------------------------------------------------


class Welcome(Shape):
    """The front door knows this gateway now."""

    type: Literal["welcome"] = "welcome"


class PlaceCall(Shape):
    """Call a number. `call_changed` tells how it goes: `ringing`, then `answered` or why not."""

    type: Literal["place_call"] = "place_call"
    request_id: RequestId
    call_ref: CallRef
    number: PhoneNumber
    role: Literal["customer", "agent"] = "customer"
    """A customer's call joins the conversation of its ticket; an agent's waits to be bridged."""
    call_ticket: str | None = Field(default=None, max_length=200)
    agent_id: str | None = Field(default=None, max_length=64)
    agent_name: str | None = Field(default=None, max_length=200)
    """Whose own phone it is; what the customer hears when they are bridged."""
    ring_s: float = Field(default=30.0, gt=0, le=120)
    words: str = Field(default="", max_length=1_000)
    """Said as soon as somebody answers, before anything else: who calls, and why."""


class BridgeCalls(Shape):
    """Let an agent's own phone and a customer's call hear each other."""

    type: Literal["bridge"] = "bridge"
    request_id: RequestId
    call_ref: CallRef
    """The customer's."""
    with_ref: CallRef
    """The agent's."""


class TransferCall(Shape):
    """Move a call to a number outside; it is over here once that worked, else it goes on here."""

    type: Literal["transfer"] = "transfer"
    request_id: RequestId
    call_ref: CallRef
    number: PhoneNumber


class HangUp(Shape):
    """End a call, ringing or answered."""

    type: Literal["hang_up"] = "hang_up"
    request_id: RequestId
    call_ref: CallRef


class Drain(Shape):
    """Take no more calls; those in progress go on to their end."""

    type: Literal["drain"] = "drain"
    request_id: RequestId


class AgentAdmitted(Shape):
    """Answer to `redeem_ticket`: let this agent's voice into this call."""

    type: Literal["agent_admitted"] = "agent_admitted"
    request_id: RequestId
    call_ref: CallRef
    conversation_id: str
    agent_id: str
    agent_name: str = Field(max_length=200)


ControlFrame = Annotated[
    Welcome | PlaceCall | BridgeCalls | TransferCall | HangUp | Drain | AgentAdmitted | Refused,
    Field(discriminator="type"),
]

gateway_frame: TypeAdapter[GatewayFrame] = TypeAdapter(GatewayFrame)
control_frame: TypeAdapter[ControlFrame] = TypeAdapter(ControlFrame)
