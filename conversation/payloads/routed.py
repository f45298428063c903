"""A routing decision as the ledger keeps it: what was found where, who was offered the case, and why."""

from __future__ import annotations

from typing import Literal

from conversation.shape import Shape


class RoutedCandidate(Shape):
    """An agent who could have taken the case."""

    agent_id: str
    team: str
    free_s: float
    """For how long they had been free."""
    holding: int


class RoutedLook(Shape):
    """What one rule found."""

    rule: str
    fit: int
    """Agents on duty who fit."""
    free: int
    """Those of them with room."""
    predicted_s: float | None = None
    """Null when nobody fits."""


class Routed(Shape):
    """Whom the router offered a waiting conversation to, or why it waits."""

    kind: Literal["routed"] = "routed"
    team: str
    """The customer's own team, by name."""
    market: str | None = None
    rule: str | None = None
    """`last_agent`, `home_team` …, `callback` when nobody is in reach soon; null while waiting is best."""
    agent_id: str | None = None
    agent_name: str | None = None
    waited_s: float
    ahead: int
    predicted_s: float | None = None
    candidates: list[RoutedCandidate] = []
    looked: list[RoutedLook] = []
    reasons: list[str] = []
    """The same in words for agents and leads."""
