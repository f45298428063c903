"""What an operator should know of data that reads well: gaps in the map, the week, the skills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from desk.teams.directory import Directory
from desk.teams.skills import SPECIALIST
from desk.teams.team import Team

FEWEST, MOST = 30, 40
"""Agents who can know their market and each other."""

STEP = timedelta(minutes=30)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def advice(directory: Directory, week_of: datetime) -> list[str]:
    """What stands in no rule and is worth a look; empty when all is well.

    `week_of` is any moment (aware) of the week whose opening hours are looked at.
    """
    return [
        line
        for team in directory.teams.values()
        for look in (_size, _languages, _specialists, _sister)
        for line in look(directory, team)
    ] + [*_unanswered(directory, week_of), *_without_market(directory)]


def summary(directory: Directory) -> str:
    """The organisation in one line."""
    return (
        f"{len(directory.sites)} sites, {len(directory.teams)} teams, {len(directory.agents)} agents,"
        f" {len(directory.markets.all)} markets"
    )


def _size(_: Directory, team: Team) -> Iterator[str]:
    if not FEWEST <= len(team.agents) <= MOST:
        yield f"{team.team_id} has {len(team.agents)} agents; {FEWEST} to {MOST} can know their market"


def _languages(_: Directory, team: Team) -> Iterator[str]:
    for language in sorted(team.languages):
        if not any(language in agent.languages for agent in team.agents):
            yield f"{team.team_id} promises {language}, and nobody on its roster speaks it"


def _specialists(directory: Directory, team: Team) -> Iterator[str]:
    for skill in directory.skills.labels:
        needed = [topic.level for topic in directory.skills.topics.values() if topic.skill == skill]
        level = max(needed, default=1)
        if not any(agent.tier >= SPECIALIST and agent.skills[skill] >= level for agent in team.agents):
            yield f"{team.team_id} has no specialist for {skill}"


def _sister(directory: Directory, team: Team) -> Iterator[str]:
    if team.sister is not None and directory.teams[team.sister].site == team.site:
        yield f"{team.team_id} and its sister {team.sister} work at one site and go dark together"


def _unanswered(directory: Directory, week_of: datetime) -> Iterator[str]:
    """Half hours of a week in which a team's customers reach neither it nor sister nor night cover."""
    start = week_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start -= timedelta(days=start.weekday())
    moments = [start + STEP * number for number in range(7 * 48)]
    open_at = {
        team.team_id: {moment for moment in moments if team.hours.is_open(moment)}
        for team in directory.teams.values()
    }
    for team in directory.teams.values():
        if not directory.markets.of_team(team.team_id):
            continue
        reached = [name for name in (team.team_id, team.sister, team.night_cover) if name is not None]
        closed = [moment for moment in moments if not any(moment in open_at[name] for name in reached)]
        if closed:
            first = closed[0].astimezone(team.site.zone)
            hours = len(closed) * STEP / timedelta(hours=1)
            yield (
                f"{team.team_id}: neither it nor sister nor night cover answers in {hours:g} hours a week,"
                f" first on {DAYS[first.weekday()]} at {first:%H:%M}"
            )


def _without_market(directory: Directory) -> Iterator[str]:
    lonely = [name for name in directory.teams if not directory.markets.of_team(name)]
    covers = {team.night_cover for team in directory.teams.values()}
    for name in lonely:
        if name not in covers:
            yield f"{name} looks after no market and covers nobody's night"
