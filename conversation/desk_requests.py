"""What an agent's desk asks of the front door (`/desk/socket`)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from conversation.client_frames import ClientId
from conversation.desk_leading import (
    Assign,
    Oversee,
    SetAgent,
    SetBanner,
    SetMode,
    SetSite,
    StepIn,
)
from conversation.desk_words import AgentWords, PromiseWords, Remark, ResolutionCode
from conversation.payloads.callbacks import TryOutcome
from conversation.payloads.owners import LearntAtDesk
from conversation.shape import Shape

RequestId = Annotated[str, Field(min_length=1, max_length=64)]
"""Chosen by the desk; `done` and `refused` name it."""


class Presence(Shape):
    """The agent is available, or away."""

    type: Literal["presence"] = "presence"
    state: Literal["available", "away"]


class Claim(Shape):
    """Take a waiting (or parked) conversation; exactly one agent wins."""

    type: Literal["claim"] = "claim"
    request_id: RequestId
    conversation_id: str


class Open(Shape):
    """Look at a conversation and follow it live, without claiming it."""

    type: Literal["open"] = "open"
    request_id: RequestId
    conversation_id: str


class Shut(Shape):
    """Stop following a conversation."""

    type: Literal["shut"] = "shut"
    conversation_id: str


class AgentReply(Shape):
    """Words to the customer; a repeated `client_id` is said once."""

    type: Literal["reply"] = "reply"
    request_id: RequestId
    conversation_id: str
    client_id: ClientId
    text: AgentWords


class AgentTyping(Shape):
    """The agent is typing."""

    type: Literal["typing"] = "typing"
    conversation_id: str


class AgentSeen(Shape):
    """The agent has read up to `seq`."""

    type: Literal["seen"] = "seen"
    conversation_id: str
    seq: int


class Note(Shape):
    """An internal note."""

    type: Literal["note"] = "note"
    request_id: RequestId
    conversation_id: str
    text: AgentWords


class Transfer(Shape):
    """To the queue, a team's queue or a named agent; the note is read by whoever takes it up."""

    type: Literal["transfer"] = "transfer"
    request_id: RequestId
    conversation_id: str
    to: Literal["queue", "agent"]
    agent_id: str | None = None
    note: Remark = ""


class HandOver(Shape):
    """Everything I hold goes to the queue or to a colleague, each case with its packet: my shift ends."""

    type: Literal["hand_over"] = "hand_over"
    request_id: RequestId
    to: Literal["queue", "agent"] = "queue"
    agent_id: str | None = None
    note: Remark = ""


class HandBack(Shape):
    """Give the conversation to the assistant, with what was learnt."""

    type: Literal["hand_back"] = "hand_back"
    request_id: RequestId
    conversation_id: str
    learnt: list[LearntAtDesk] = []
    note: Remark = ""


class Resolve(Shape):
    """Finish the matter with a wrap-up code."""

    type: Literal["resolve"] = "resolve"
    request_id: RequestId
    conversation_id: str
    code: ResolutionCode
    note: Remark = ""


class Park(Shape):
    """A promise is open; the conversation waits for its due time or the customer."""

    type: Literal["park"] = "park"
    request_id: RequestId
    conversation_id: str
    promise: PromiseWords
    due_at: datetime | None = None


class CallBack(Shape):
    """Call the customer now, as promised; the agent holds the conversation and has read it."""

    type: Literal["call_back"] = "call_back"
    request_id: RequestId
    conversation_id: str


class CallOutcome(Shape):
    """How the call ended."""

    type: Literal["call_outcome"] = "call_outcome"
    request_id: RequestId
    conversation_id: str
    outcome: TryOutcome


class JoinCall(Shape):
    """The holder wants to talk to the customer who is on the phone; the answer is `voice_ready`."""

    type: Literal["join_call"] = "join_call"
    request_id: RequestId
    conversation_id: str


class HangUpCall(Shape):
    """The holder ends the customer's call, ringing or answered; the conversation stays for the wrap-up."""

    type: Literal["hang_up_call"] = "hang_up_call"
    request_id: RequestId
    conversation_id: str


class Draft(Shape):
    """What the agent is typing, so that the desk can warn of a repeated question."""

    type: Literal["draft"] = "draft"
    conversation_id: str
    text: str = Field(max_length=4_000)


class Search(Shape):
    """Find conversations by number, name or reference."""

    type: Literal["search"] = "search"
    request_id: RequestId
    query: str = Field(max_length=200)


class ShowAccount(Shape):
    """Ask for account, lines and bills."""

    type: Literal["account"] = "account"
    request_id: RequestId
    conversation_id: str


class ShowEarlier(Shape):
    """Ask for the customer's earlier conversations."""

    type: Literal["earlier"] = "earlier"
    request_id: RequestId
    conversation_id: str


class Suggest(Shape):
    """Ask which articles fit what the customer said last, or the agent's own words."""

    type: Literal["suggest"] = "suggest"
    request_id: RequestId
    conversation_id: str
    query: str = Field(default="", max_length=500)
    """Words to look for; empty follows the conversation."""


class FlagArticle(Shape):
    """Tell the editors that an article is wrong."""

    type: Literal["flag_article"] = "flag_article"
    request_id: RequestId
    conversation_id: str
    article: str = Field(pattern=r"^[a-z0-9][a-z0-9/-]{0,119}$")
    """Its slug."""
    note: str = Field(min_length=1, max_length=1_000)


AgentFrame = Annotated[
    Presence
    | Claim
    | Open
    | Shut
    | AgentReply
    | AgentTyping
    | AgentSeen
    | Note
    | Transfer
    | HandOver
    | Oversee
    | StepIn
    | Assign
    | SetAgent
    | SetMode
    | SetSite
    | SetBanner
    | HandBack
    | Resolve
    | Park
    | CallBack
    | CallOutcome
    | JoinCall
    | HangUpCall
    | Draft
    | Search
    | ShowAccount
    | ShowEarlier
    | Suggest
    | FlagArticle,
    Field(discriminator="type"),
]


agent_frame: TypeAdapter[AgentFrame] = TypeAdapter(AgentFrame)
