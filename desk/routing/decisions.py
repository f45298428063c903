"""A decision with everything it rests on, so that an agent or a lead can read why."""

from __future__ import annotations

from dataclasses import dataclass

from desk.routing.circles import Rule

KEPT_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agent who could have taken the case; the first one of a decision was offered it."""

    agent_id: str
    team_id: str
    free_s: float
    """For how long they had been free."""
    holding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found in one circle."""

    rule: Rule
    teams: tuple[str, ...]
    fit: int
    """Agents on duty who are fit for the case."""
    free: int
    """Those of them with room for it."""
    predicted_s: float | None
    """The wait predicted over this circle and those within; None with nobody fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One look at one case."""

    case_id: str
    at: float
    waited_s: float
    rule: Rule | None
    """The rule that found somebody; `callback` when nobody is in reach soon; None while waiting is best."""
    agent_id: str | None
    team_id: str | None
    candidates: tuple[Candidate, ...]
    looked: tuple[Looked, ...]
    """Circles in the order they were looked into; the last one decided."""
    ahead: int
    """Cases that go before it."""
    predicted_s: float | None
    """The wait still predicted; 0 with somebody free, None with nobody fit on duty."""
