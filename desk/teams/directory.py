"""The whole care organisation, read from one folder and checked before anything starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.teams.callback_policy import CallbackPolicy, read_callback_policy
from desk.teams.markets import Market, Markets, read_markets
from desk.teams.policy import RoutingPolicy, read_policy
from desk.teams.reading import Surroundings, read_holidays, read_site, read_team
from desk.teams.skills import Skills, read_skills
from desk.teams.team import RosterAgent, Site, Team
from desk.teams.yaml_entries import Mistake, open_file

DEMO = Path(__file__).parents[1] / "data" / "organisation"
CALLBACKS = "callbacks.yml"


class TeamsBroken(ValueError):
    """The data does not hold together; `mistakes` has one line for each thing to mend, with file and line."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Markets, teams, agents, skills, and how cases are routed."""

    sites: tuple[Site, ...]
    teams: Mapping[str, Team]
    """In the order of the file; the first one is asked where nothing is known of a customer."""
    markets: Markets
    skills: Skills
    policy: RoutingPolicy
    callbacks: CallbackPolicy
    agents: Mapping[str, RosterAgent]

    @property
    def general(self) -> Team:
        """The team of customers of whom no market is known."""
        return next(iter(self.teams.values()))

    def team_at(self, zip_code: str | None) -> tuple[Team, Market | None]:
        """The team and market of a ZIP code; the general team where there is none."""
        market = self.markets.at(zip_code)
        return (self.general if market is None else self.teams[market.team_id]), market

    def team_called(self, name: str) -> Team | None:
        """The team of this id or name."""
        return self.teams.get(name) or next((team for team in self.teams.values() if team.name == name), None)


@cache
def read_directory(folder: Path = DEMO) -> Directory:
    """Everything in the folder.

    Raises:
        TeamsBroken: something is to be mended; all of it is told at once.
    """
    mistakes: list[str] = []
    try:
        directory = _read(folder, mistakes)
    except Mistake as mistake:
        raise TeamsBroken([*mistakes, str(mistake)]) from mistake
    if mistakes:
        raise TeamsBroken(mistakes)
    return directory


def _read(folder: Path, mistakes: list[str]) -> Directory:
    skills_file, teams_file = open_file(folder, "skills.yml"), open_file(folder, "teams.yml")
    markets_file, routing_file = open_file(folder, "markets.yml"), open_file(folder, "routing.yml")
    skills = read_skills(skills_file, mistakes)
    sites = teams_file.each("sites", read_site, mistakes)
    around = Surroundings(
        folder=folder,
        sites={site.site_id: site for site in sites},
        holidays=read_holidays(open_file(folder, "holidays.yml"), mistakes),
        skills=tuple(skills.labels),
        mistakes=mistakes,
    )
    teams = teams_file.each("teams", lambda entry: read_team(entry, around), mistakes)
    markets = read_markets(markets_file, [team.team_id for team in teams], mistakes)
    policy = read_policy(routing_file)
    has_callbacks = (folder / CALLBACKS).exists()
    callbacks = read_callback_policy(open_file(folder, CALLBACKS) if has_callbacks else None)
    for file in (skills_file, teams_file, markets_file):
        file.done()
    agents = [agent for team in teams for agent in team.agents]
    mistakes += _doubles(sites, teams, agents)
    mistakes += _strangers(teams)
    return Directory(
        sites=tuple(sites),
        teams={team.team_id: team for team in teams},
        markets=markets,
        skills=skills,
        policy=policy,
        callbacks=callbacks,
        agents={agent.agent_id: agent for agent in agents},
    )


def _doubles(sites: list[Site], teams: list[Team], agents: list[RosterAgent]) -> list[str]:
    """What two of a kind share and must not; the message names the files to look into."""
    named = {
        "teams.yml: two sites are called": Counter(site.site_id for site in sites),
        "teams.yml: two teams are called": Counter(team.team_id for team in teams),
        "rosters: two agents share the id": Counter(agent.agent_id for agent in agents),
        "rosters: two agents share the login": Counter(agent.login for agent in agents if agent.login),
    }
    return [
        f"{what} {name}{_where(name, agents)}"
        for what, counts in named.items()
        for name, count in counts.items()
        if count > 1
    ]


def _where(name: str, agents: list[RosterAgent]) -> str:
    files = sorted({f"{agent.team_id}.yml" for agent in agents if name in {agent.agent_id, agent.login}})
    return f" ({', '.join(files)})" if files else ""


def _strangers(teams: list[Team]) -> list[str]:
    """Sisters and night covers that are no team, or the team itself."""
    known = {team.team_id for team in teams}
    return [
        f"teams.yml: the {kind} of {team.team_id} must be another team, not {name}"
        for team in teams
        for kind, name in (("sister", team.sister), ("night_cover", team.night_cover))
        if name is not None and (name not in known or name == team.team_id)
    ]
