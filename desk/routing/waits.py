"""How long a case will wait, predicted over the agents who could take it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desk.routing.fitting import fits
from desk.routing.floor import Floor
from desk.teams.skills import Needs


class FitAgents:
    """Counts, per team, the agents on duty who are fit for a case; kept until who is on duty changes."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._version = -1
        self._counts: dict[tuple[str, str, int, int, str], int] = {}

    def agents(self, team_id: str, needs: Needs) -> int:
        """Agents on duty in a team who are fit for such a case."""
        if self._version != self._floor.version:
            self._version = self._floor.version
            self._counts.clear()
        key = (team_id, needs.skill, needs.level, needs.tier, needs.language)
        count = self._counts.get(key)
        if count is None:
            count = sum(1 for seat in self._floor.on_duty_in(team_id) if fits(seat.agent, needs))
            self._counts[key] = count
        return count

    def all_agents(self, teams: Iterable[str], needs: Needs) -> int:
        """Agents on duty in several teams who are fit for such a case."""
        return sum(self.agents(team_id, needs) for team_id in teams)

    def speaks(self, language: str, teams: Sequence[str]) -> bool:
        """Whether anybody on duty speaks it."""
        anything = Needs(skill="", level=0, tier=0, language=language)
        return any(self.agents(team_id, anything) for team_id in teams)


def predicted_s(ahead: int, agents: int, handling_s: float) -> float | None:
    """Seconds until one of the agents comes free for somebody with `ahead` before them; None with no agents.

    While all are at work one contact ends every `handling_s / agents` seconds, whether an agent has one at
    a time or shares the time among several.
    """
    return None if agents <= 0 else handling_s * (ahead + 1) / agents
