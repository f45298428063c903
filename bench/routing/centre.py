"""Ten teams of 35 agents in four time zones, a fifth of whom speak Spanish too."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from desk.hours import Hours
from desk.routing.cases import FloorAgent
from desk.routing.floor_events import AgentCame
from desk.routing.router import Router
from desk.teams.directory import Directory, read_directory
from desk.teams.team import Site, Team

ZONES = (
    *("America/New_York",) * 3,
    *("America/Chicago",) * 3,
    *("America/Denver",) * 2,
    *("America/Los_Angeles",) * 2,
)
AGENTS_A_TEAM = 35
SPANISH_A_TEAM = 7


def centre(teams: int = len(ZONES)) -> Directory:
    """An organisation of so many teams, one a site, with the routing policy that ships."""
    made = {f"team{number}": _team(number, teams) for number in range(teams)}
    return replace(read_directory(), teams=made, agents={})


def staff(router: Router, teams: int, agents: int = AGENTS_A_TEAM, spanish: int = SPANISH_A_TEAM) -> None:
    """Everybody comes to work."""
    for number in range(teams):
        for place in range(agents):
            agent = FloorAgent(
                agent_id=f"agent{number}_{place}",
                team_id=f"team{number}",
                skills={},
                languages=frozenset({"en", "es"} if place < spanish else {"en"}),
            )
            router.record(AgentCame(at=0.0, agent=agent))


def _team(number: int, teams: int) -> Team:
    zone = ZoneInfo(ZONES[number % len(ZONES)])
    name = f"team{number}"
    return Team(
        team_id=name,
        name=name,
        site=Site(site_id=f"site{number}", name=f"Site {number}", zone=zone),
        hours=Hours.daily(zone),
        sister=f"team{(number + teams // 2) % teams}",
        night_cover=None,
        languages=frozenset({"en", "es"}),
        agents=(),
    )
