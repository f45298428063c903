"""An agent as customers and colleagues know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentIdentity:
    """An agent as customers and colleagues know them."""

    agent_id: str
    name: str
    team: str
    photo: str | None = None
    """Path of the drawn portrait."""
    title: str | None = None


def portrait_path(agent_id: str) -> str:
    """Where an agent's portrait is served."""
    return f"/team/{agent_id}.svg"
