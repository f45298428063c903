"""Agents and their teams, and the demo team that ships as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from desk.hours import Hours
from desk.portraits import Traits

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentIdentity:
    """An agent as customers and colleagues know them."""

    agent_id: str
    name: str
    team: str
    photo: str | None = None
    """Path of the drawn portrait."""
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAgent:
    """A fictional agent of the demo team, with what the portrait is drawn from."""

    agent_id: str
    login: str
    name: str
    title: str
    admin: bool
    traits: Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people who look after one market together."""

    team_id: str
    name: str
    market: str
    hours: Hours
    agents: tuple[DemoAgent, ...]


class TeamsBroken(ValueError):
    """`teams.yml` lacks something or contradicts itself; the message says what to mend."""


def portrait_path(agent_id: str) -> str:
    """Where an agent's portrait is served."""
    return f"/team/{agent_id}.svg"


@cache
def demo_teams(path: Path = DATA / "teams.yml") -> tuple[Team, ...]:
    """The teams in the file.

    Raises:
        TeamsBroken: a key is missing, or two agents share an id or login.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        teams = tuple(_team(entry) for entry in raw["teams"])
    except (KeyError, TypeError, ValueError) as error:
        message = f"{path.name}: {error!r}"
        raise TeamsBroken(message) from error
    _refuse_doubles([agent for team in teams for agent in team.agents])
    return teams


def demo_agent(agent_id: str) -> DemoAgent | None:
    """The demo agent of this id, if there is one."""
    return next((agent for team in demo_teams() for agent in team.agents if agent.agent_id == agent_id), None)


def _team(entry: dict[str, object]) -> Team:
    hours = entry["hours"]
    agents = entry["agents"]
    if not isinstance(hours, dict) or not isinstance(agents, list):
        message = "hours must be a mapping and agents a list"
        raise TypeError(message)
    return Team(
        team_id=str(entry["id"]),
        name=str(entry["name"]),
        market=str(entry["market"]),
        hours=Hours(
            opens=time.fromisoformat(hours["opens"]),
            closes=time.fromisoformat(hours["closes"]),
            zone=ZoneInfo(hours["zone"]),
        ),
        agents=tuple(_agent(agent) for agent in agents),
    )


def _agent(entry: dict[str, object]) -> DemoAgent:
    traits = entry["portrait"]
    if not isinstance(traits, dict):
        message = "portrait must be a mapping"
        raise TypeError(message)
    return DemoAgent(
        agent_id=str(entry["id"]),
        login=str(entry["login"]),
        name=str(entry["name"]),
        title=str(entry["title"]),
        admin=entry.get("admin") is True,
        traits=Traits(**traits),
    )


def _refuse_doubles(agents: list[DemoAgent]) -> None:
    for kind, values in (
        ("id", [agent.agent_id for agent in agents]),
        ("login", [agent.login for agent in agents]),
    ):
        doubled = sorted({value for value in values if values.count(value) > 1})
        if doubled:
            message = f"two agents share the {kind} {', '.join(doubled)}"
            raise TeamsBroken(message)
