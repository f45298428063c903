"""What passes between the front door and the care team's other desk, by signed webhooks both ways."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.context_packet import ContextPacket
from conversation.desk_views import TranscriptItem
from conversation.desk_words import AgentWords, PromiseWords, Remark, ResolutionCode
from conversation.owner import Owner
from conversation.payloads.owners import LearntAtDesk
from conversation.shape import Shape


class CaseHead(Shape):
    """Which case a message is about, as it stood when the message was sent."""

    conversation_id: str
    reference: str
    """What the customer calls it by."""
    owner: Owner
    agent_id: str | None = None
    agent_name: str | None = None


class CaseOpened(Shape):
    """A customer is with the team now: everything known, and everything said so far."""

    type: Literal["case.opened"] = "case.opened"
    case: CaseHead
    seq: int
    """Ledger seq of what happened; rises within a conversation."""
    packet: ContextPacket
    transcript: list[TranscriptItem]


class CaseLine(Shape):
    """One more line of the transcript: the customer's words, an agent's, a note."""

    type: Literal["case.line"] = "case.line"
    case: CaseHead
    seq: int
    line: TranscriptItem
    by: str | None = None
    """The agent who caused it, by the id their desk knows; null for customer, assistant and front door."""


class CaseMoved(Shape):
    """Somebody else holds it: an agent, the queue, the assistant, nobody until a promise is due."""

    type: Literal["case.moved"] = "case.moved"
    case: CaseHead
    seq: int
    line: TranscriptItem
    by: str | None = None
    packet: ContextPacket


class CaseClosed(Shape):
    """The matter is finished."""

    type: Literal["case.closed"] = "case.closed"
    case: CaseHead
    seq: int
    line: TranscriptItem
    by: str | None = None
    packet: ContextPacket


class CaseBlanked(Shape):
    """Words told earlier turned out to be secret: replace the line of `target` by `line`, or drop it."""

    type: Literal["case.blanked"] = "case.blanked"
    case: CaseHead
    seq: int
    target: int
    """Ledger seq of the line."""
    line: TranscriptItem | None


CaseMessage = Annotated[
    CaseOpened | CaseLine | CaseMoved | CaseClosed | CaseBlanked, Field(discriminator="type")
]
case_message: TypeAdapter[CaseMessage] = TypeAdapter(CaseMessage)


class OtherAgent(Shape):
    """An agent of the other desk; an `id` of our rosters brings that agent's name, team and face."""

    id: str = Field(pattern=r"^[A-Za-z0-9_]{1,80}$")
    name: str = Field(min_length=1, max_length=100)
    title: str | None = Field(default=None, max_length=100)


class CaseClaimed(Shape):
    """An agent takes a waiting or parked case."""

    type: Literal["case.claimed"] = "case.claimed"
    conversation_id: str
    agent: OtherAgent


class CaseReplied(Shape):
    """Words to the customer, from the agent who holds the case."""

    type: Literal["case.replied"] = "case.replied"
    conversation_id: str
    agent: OtherAgent
    text: AgentWords


class CaseNoted(Shape):
    """A note no customer sees."""

    type: Literal["case.noted"] = "case.noted"
    conversation_id: str
    agent: OtherAgent
    text: AgentWords


class CaseReturned(Shape):
    """The case goes back: to the queue for somebody else, or to the assistant with what was learnt."""

    type: Literal["case.returned"] = "case.returned"
    conversation_id: str
    agent: OtherAgent
    to: Literal["queue", "assistant"]
    learnt: list[LearntAtDesk] = []
    note: Remark = ""


class CaseParked(Shape):
    """It waits for a promise to be kept."""

    type: Literal["case.parked"] = "case.parked"
    conversation_id: str
    agent: OtherAgent
    promise: PromiseWords
    due_at: datetime | None = None


class CaseResolved(Shape):
    """The matter is finished, with a wrap-up code of `desk/data/wrap_up.yml`."""

    type: Literal["case.resolved"] = "case.resolved"
    conversation_id: str
    agent: OtherAgent
    code: ResolutionCode
    note: Remark = ""


class DeskStaffed(Shape):
    """How many agents the other desk has, so that customers are told an honest wait. Good for ten minutes."""

    type: Literal["desk.staffed"] = "desk.staffed"
    available: int = Field(ge=0, le=100_000)
    """Could take a case now."""
    busy: int = Field(ge=0, le=100_000)
    """Will be free again today."""


CaseDeed = CaseClaimed | CaseReplied | CaseNoted | CaseReturned | CaseParked | CaseResolved
DeskMessage = Annotated[
    CaseClaimed | CaseReplied | CaseNoted | CaseReturned | CaseParked | CaseResolved | DeskStaffed,
    Field(discriminator="type"),
]
desk_message: TypeAdapter[DeskMessage] = TypeAdapter(DeskMessage)
