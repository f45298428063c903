"""What the front door tells an agent's desk (`/desk/socket`); what a desk asks stands in `desk_requests`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.context_packet import ContextPacket
from conversation.desk_leading import Overview
from conversation.desk_views import (
    AgentCard,
    CallView,
    EarlierConversation,
    InboxItem,
    SuggestedArticle,
    TranscriptItem,
    WrapUpCode,
)
from conversation.owner import Owner
from conversation.shape import Shape


class DeskWelcome(Shape):
    """First frame to a desk: everything needed to draw it."""

    type: Literal["welcome"] = "welcome"
    agent: AgentCard
    agents: list[AgentCard]
    wrap_up_codes: list[WrapUpCode]
    fact_labels: dict[str, str]
    inbox: list[InboxItem]


class InboxChanged(Shape):
    """A row is new or different."""

    type: Literal["inbox_changed"] = "inbox_changed"
    item: InboxItem


class InboxRemoved(Shape):
    """A row is gone."""

    type: Literal["inbox_removed"] = "inbox_removed"
    conversation_id: str


class AgentsChanged(Shape):
    """Who is at the desk changed."""

    type: Literal["agents_changed"] = "agents_changed"
    agents: list[AgentCard]


class ConversationView(Shape):
    """Everything the desk shows of one conversation, at once."""

    type: Literal["conversation"] = "conversation"
    request_id: str
    conversation_id: str
    owner: Owner
    agent_id: str | None
    packet: ContextPacket
    transcript: list[TranscriptItem]
    call: CallView | None = None


class CallChanged(Shape):
    """The customer of a followed conversation came to the phone or left it, or an agent's voice did."""

    type: Literal["call"] = "call"
    conversation_id: str
    call: CallView | None = None
    """Null: nobody is on the phone any more."""
    why: str = ""
    """`caller_left`, `line_dropped`, `hung_up`, `dropped` …"""


class VoiceReady(Shape):
    """Where the page's microphone goes: connect within 30 s, and show the ticket; it is good once."""

    type: Literal["voice_ready"] = "voice_ready"
    request_id: str
    conversation_id: str
    url: str
    ticket: str


class TranscriptGrew(Shape):
    """A line was added to a followed conversation."""

    type: Literal["transcript"] = "transcript"
    conversation_id: str
    item: TranscriptItem


class PacketChanged(Shape):
    """The packet of a followed conversation was made anew."""

    type: Literal["packet"] = "packet"
    conversation_id: str
    owner: Owner
    agent_id: str | None
    packet: ContextPacket


class CustomerTyping(Shape):
    """The customer is typing."""

    type: Literal["typing"] = "typing"
    conversation_id: str


class CustomerSeen(Shape):
    """The customer has read up to `seq`."""

    type: Literal["seen"] = "seen"
    conversation_id: str
    seq: int


class AlreadyKnown(Shape):
    """The draft asks what is known; empty `label` clears the warning."""

    type: Literal["already_known"] = "already_known"
    conversation_id: str
    label: str
    value: str
    turn: int | None


class Account(Shape):
    """Account, lines and bills as the carrier tells them; `problem` when it could not be read."""

    type: Literal["account"] = "account"
    request_id: str
    conversation_id: str
    account: dict[str, object] | None
    problem: str | None = None


class Earlier(Shape):
    """The customer's earlier conversations, newest first."""

    type: Literal["earlier"] = "earlier"
    request_id: str
    conversation_id: str
    conversations: list[EarlierConversation]


class Suggestions(Shape):
    """Articles that fit, the best first; none is an answer too."""

    type: Literal["suggestions"] = "suggestions"
    request_id: str
    conversation_id: str
    articles: list[SuggestedArticle]
    problem: str | None = None
    """Why nothing could be looked up; the desk goes on without."""


class SearchResults(Shape):
    """What was found, newest first."""

    type: Literal["search_results"] = "search_results"
    request_id: str
    items: list[InboxItem]


class Dial(Shape):
    """Answer to `call_back`."""

    type: Literal["dial"] = "dial"
    request_id: str
    conversation_id: str
    number: str
    """E.164."""
    shown: str
    """The number as people write it."""
    placed: bool
    """A gateway dials already; else the agent does, and says how it ended."""


class Done(Shape):
    """The request was carried out."""

    type: Literal["done"] = "done"
    request_id: str
    conversation_id: str | None = None


class Refused(Shape):
    """The request changed nothing; `by` names the agent who was faster."""

    type: Literal["refused"] = "refused"
    request_id: str | None
    code: str
    text: str
    by: str | None = None


DeskFrame = Annotated[
    DeskWelcome
    | InboxChanged
    | InboxRemoved
    | AgentsChanged
    | ConversationView
    | CallChanged
    | VoiceReady
    | TranscriptGrew
    | PacketChanged
    | CustomerTyping
    | CustomerSeen
    | AlreadyKnown
    | Account
    | Earlier
    | Suggestions
    | SearchResults
    | Overview
    | Dial
    | Done
    | Refused,
    Field(discriminator="type"),
]


REFUSAL_CODES = frozenset(
    {
        "bad_frame",
        "unknown_conversation",
        "already_claimed",
        "not_yours",
        "illegal_move",
        "unknown_agent",
        "agent_offline",
        "unknown_code",
        "unknown_place",
        "leads_only",
        "not_verified",
        "no_call",
        "no_callback",
        "unavailable",
        "internal",
    }
)


desk_frame: TypeAdapter[DeskFrame] = TypeAdapter(DeskFrame)
