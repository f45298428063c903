"""Small organisations to route in: four teams at three sites, and a night team."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from desk.hours import Hours
from desk.routing.cases import Case, FloorAgent
from desk.routing.floor_events import AgentCame
from desk.routing.router import Router
from desk.teams.directory import Directory, read_directory
from desk.teams.skills import Needs
from desk.teams.team import Site, Team

EAST = Site(site_id="east", name="East", zone=ZoneInfo("America/New_York"))
EAST_TOO = Site(site_id="east_too", name="East, too", zone=ZoneInfo("America/New_York"))
WEST = Site(site_id="west", name="West", zone=ZoneInfo("America/Los_Angeles"))
FAR = Site(site_id="far", name="Far", zone=ZoneInfo("Asia/Manila"))

BILLING = Needs(skill="billing")


def team(team_id, site, sister=None):
    return Team(
        team_id=team_id,
        name=team_id.title(),
        site=site,
        hours=Hours.daily(site.zone),
        sister=sister,
        night_cover="night" if team_id != "night" else None,
        languages=frozenset({"en"}),
        agents=(),
    )


TEAMS = (
    team("home", EAST, "sister"),
    team("sister", WEST, "home"),
    team("neighbour", EAST_TOO, "far_away"),
    team("far_away", WEST, "neighbour"),
    team("night", FAR),
)


def organisation(**policy) -> Directory:
    demo = read_directory()
    return replace(
        demo,
        sites=(EAST, EAST_TOO, WEST, FAR),
        teams={one.team_id: one for one in TEAMS},
        policy=replace(demo.policy, **policy),
        agents={},
    )


def agent(agent_id, team_id="home", *, languages=("en",), tier=1, **skills):
    return FloorAgent(
        agent_id=agent_id, team_id=team_id, skills=skills, languages=frozenset(languages), tier=tier
    )


def case(case_id="case", *, at=0.0, home="home", needs=BILLING, **more):
    return Case(case_id=case_id, home=home, needs=needs, joined_at=at, **more)


def router(*agents, told=lambda _: None, **policy) -> Router:
    made = Router(organisation(**policy), told=told)
    for one in agents:
        made.record(AgentCame(at=0.0, agent=one))
    return made
