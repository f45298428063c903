"""Four ways to route, on the same floor: ours, and three that are common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desk.routing.circles import Circle, Rule
from desk.routing.decisions import Looked
from desk.routing.router import Router
from desk.teams.directory import Directory
from desk.teams.skills import Needs

TIMERS_S = (20.0, 60.0)
"""When a timer lets the sister team, then everybody, take a case."""


class StrictRegion(Router):
    """A case is its own team's, whatever happens."""

    def __init__(self, directory: Directory) -> None:
        super().__init__(directory)
        self._circles = {home: around[:1] for home, around in self._circles.items()}


class Timers(Router):
    """A case widens after fixed times, full or not."""

    def __init__(self, directory: Directory) -> None:
        super().__init__(replace(directory, policy=replace(directory.policy, lend_keeps=0)))
        soon, late = TIMERS_S
        self._circles = {
            home: tuple(
                replace(circle, after_s=soon if circle.rule is Rule.SISTER_TEAM else late)
                for circle in around
            )
            for home, around in self._circles.items()
        }

    def _predicted(self, _ahead: dict[str, int], reach: set[str], _agents: int) -> float | None:
        """Nothing is predicted: only the time waited counts, also for a team that nobody sits in."""
        return 0.0 if reach else None

    def _looked(self, circle: Circle, needs: Needs, free: int, wait: float | None) -> Looked:
        """A timer does not know that nobody is there."""
        looked = super()._looked(circle, needs, free, wait)
        return replace(looked, fit=max(1, looked.fit))


class OnePool(Router):
    """Whoever is free takes whoever waits; no team knows its market."""

    def __init__(self, directory: Directory) -> None:
        super().__init__(replace(directory, policy=replace(directory.policy, home_lead_s=0)))
        everybody = tuple(directory.teams)
        self._circles = {
            home: (Circle(rule=Rule.HOME_TEAM, teams=everybody, after_s=0.0),) for home in directory.teams
        }


POLICIES: dict[str, Callable[[Directory], Router]] = {
    "ours": Router,
    "strict region": StrictRegion,
    "timers 20/60 s": Timers,
    "one pool": OnePool,
}
