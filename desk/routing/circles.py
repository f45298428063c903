"""The rules of closeness: which teams may take a case, in circles around the customer's own.

One rule a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from desk.teams.directory import Directory
from desk.teams.policy import RoutingPolicy
from desk.teams.skills import Needs
from desk.teams.team import Team


class Rule(StrEnum):
    """Why an agent is offered a case; in the order in which they are tried."""

    LAST_AGENT = "last_agent"
    HOME_TEAM = "home_team"
    SISTER_TEAM = "sister_team"
    TIME_ZONE = "time_zone"
    ANYONE_SKILLED = "anyone_skilled"
    COVER = "cover"
    CALLBACK = "callback"
    """Nobody in reach: the customer is offered a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The teams that one rule adds, and from when on."""

    rule: Rule
    teams: tuple[str, ...]
    after_s: float
    """Opens when time waited and wait predicted come to more than this."""


Teams = Mapping[str, Team]


def home_team(home: Team, _: Teams) -> list[str]:
    """The team that looks after the customer's market."""
    return [home.team_id]


def sister_team(home: Team, _: Teams) -> list[str]:
    """The team that helps it first."""
    return [home.sister] if home.sister else []


def time_zone_group(home: Team, teams: Teams) -> list[str]:
    """Teams on the same clock: open when the customer's own would be."""
    return [team.team_id for team in teams.values() if team.zone_group == home.zone_group]


def anyone_skilled(_: Team, teams: Teams) -> list[str]:
    """Every team that looks after some market."""
    covers = {team.night_cover for team in teams.values()}
    return [name for name in teams if name not in covers]


def cover(home: Team, teams: Teams) -> list[str]:
    """The night cover first, then whoever is there."""
    return [*([home.night_cover] if home.night_cover else []), *teams]


def circles(directory: Directory) -> dict[str, tuple[Circle, ...]]:
    """Around each team, from the inside out; a team stands in the first circle that names it.

    But for the cover, which asks less of an agent and so may name a team again.
    """
    limits = _limits(directory.policy)
    return {home.team_id: tuple(_around(home, directory.teams, limits)) for home in directory.teams.values()}


def eased(needs: Needs, rule: Rule, *, spoken: bool) -> Needs:
    """What a rule asks for: far from home no specialist, and as cover any agent who speaks the language.

    `spoken` is whether anybody on duty speaks it: where nobody does, somebody is better than nobody.
    """
    match rule:
        case Rule.ANYONE_SKILLED:
            return replace(needs, tier=1)
        case Rule.COVER:
            return replace(needs, tier=1, level=0, language=needs.language if spoken else "")
        case _:
            return needs


Step = tuple[Rule, Callable[[Team, Teams], list[str]], float]


def _limits(policy: RoutingPolicy) -> list[Step]:
    return [
        (Rule.HOME_TEAM, home_team, 0.0),
        (Rule.SISTER_TEAM, sister_team, policy.sister_after_s),
        (Rule.TIME_ZONE, time_zone_group, policy.zone_after_s),
        (Rule.ANYONE_SKILLED, anyone_skilled, policy.anyone_after_s),
        (Rule.COVER, cover, policy.cover_after_s),
    ]


def _around(home: Team, teams: Teams, steps: list[Step]) -> list[Circle]:
    named: set[str] = set()
    found: list[Circle] = []
    for rule, teams_of, after_s in steps:
        far = rule is Rule.COVER
        fresh = tuple(dict.fromkeys(name for name in teams_of(home, teams) if far or name not in named))
        named.update(fresh)
        if fresh:
            found.append(Circle(rule=rule, teams=fresh, after_s=after_s))
    return found
