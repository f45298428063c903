"""Sites, teams and the agents on their rosters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desk.hours import Hours, Interval
from desk.portraits import Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A building in which teams work; it goes dark as a whole."""

    site_id: str
    name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterAgent:
    """An agent as the roster has them."""

    agent_id: str
    name: str
    title: str
    team_id: str
    tier: int
    """1 generalist, 2 specialist."""
    skills: Mapping[str, int]
    """Level by skill; a skill that the roster does not name is there at level 1, 0 means not at all."""
    languages: frozenset[str]
    traits: Traits
    login: str | None = None
    """Who has one can sign in at the demo's desk."""
    lead: bool = False
    shift: Interval | None = None
    """On every day the team is open, in its site's time; None: they come and go as they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people who look after one market, or several, together."""

    team_id: str
    name: str
    site: Site
    hours: Hours
    sister: str | None
    """The team that helps first."""
    night_cover: str | None
    """The team that answers while nobody else does."""
    languages: frozenset[str]
    agents: tuple[RosterAgent, ...]
    callbacks: int | None = None
    """Customers it calls back in one quarter hour; None: worked out from the roster."""

    def shift_of(self, agent: RosterAgent) -> Hours | None:
        """The agent's hours: the shift on the days on which the team is open; None without one."""
        if agent.shift is None:
            return None
        week = tuple((agent.shift,) if day else () for day in self.hours.week)
        return Hours(zone=self.hours.zone, week=week, holidays=self.hours.holidays)

    @property
    def zone_group(self) -> str:
        """Teams whose site keeps the same time zone."""
        return self.site.zone.key
