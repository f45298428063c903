"""What can happen on the floor. Applied in order to an empty floor, they give the same floor again."""

from __future__ import annotations

from dataclasses import dataclass

from desk.routing.cases import Case, FloorAgent


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCame:
    """An agent signed in and is free for cases."""

    at: float
    agent: FloorAgent


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPaused:
    """No further cases for this agent; what they hold stays theirs."""

    at: float
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWent:
    """An agent left; what was offered goes back to its place, what they hold stays theirs."""

    at: float
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDark:
    """A team cannot be reached; what it holds or was offered goes back to its place in the queue."""

    at: float
    team_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLit:
    """A dark team works again."""

    at: float
    team_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseJoined:
    """A case waits for a person; an agent's case that comes back to the queue joins again."""

    at: float
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOffered:
    """A case is kept for one agent for a while."""

    at: float
    case_id: str
    agent_id: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLapsed:
    """The agent did not take it up; the case is back in its place."""

    at: float
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTaken:
    """An agent took a waiting case, offered to them or not."""

    at: float
    case_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLeft:
    """Nobody needs to do anything more: resolved, given up, or settled otherwise."""

    at: float
    case_id: str


FloorEvent = (
    AgentCame
    | AgentPaused
    | AgentWent
    | TeamDark
    | TeamLit
    | CaseJoined
    | CaseOffered
    | OfferLapsed
    | CaseTaken
    | CaseLeft
)
