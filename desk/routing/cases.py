"""A case as the router knows it, and an agent as they stand on the floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.channel import Channel
from desk.teams.skills import Needs

DUE_S = 600.0
"""A promised call is taken up as if its customer had waited so much longer."""
OVERDUE_S = 7 * 86_400.0
"""A broken promise: longer than anybody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation that waits for a person, or is with one."""

    case_id: str
    home: str
    """The team that looks after the customer's market."""
    needs: Needs
    channel: Channel = Channel.WEB_CHAT
    last_agent: str | None = None
    """Who helped this customer last."""
    joined_at: float
    """Since when the customer waits; kept when an offer lapses or a site goes dark."""
    promised_s: float = 0.0
    """What a promise adds: a call that is due goes before who waits, one that was missed before everybody."""

    def age(self, now: float) -> float:
        """Seconds waited, head start and promise included: what the queue is ordered by."""
        return now - self.joined_at + self.needs.head_start_s + self.promised_s


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorAgent:
    """What the router knows of an agent."""

    agent_id: str
    team_id: str
    skills: Mapping[str, int]
    """Level by skill; a skill that is not named is there at level 1."""
    languages: frozenset[str]
    tier: int = 1
