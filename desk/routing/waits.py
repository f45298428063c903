"""How long a case will wait, predicted over the agents who could take it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conversation.payloads import Channel
from desk.routing.fitting import fits
from desk.routing.floor import Floor
from desk.teams.skills import Needs


class Lanes:
    """Counts, per team, the conversations that agents fit for a case can have at once."""

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

    def lanes(self, teams: Iterable[str], needs: Needs, channel: Channel) -> float:
        """How many such conversations those agents can have at once."""
        each = self._floor.room.units / self._floor.room.takes[channel]
        return each * sum(self.agents(team_id, needs) for team_id in teams)

    def speaks(self, language: str, teams: Sequence[str]) -> bool:
        """Whether anybody on duty speaks it."""
        anything = Needs(skill="", level=0, tier=0, language=language)
        return any(self.agents(team_id, anything) for team_id in teams)


def predicted_s(ahead: int, lanes: float, handling_s: float) -> float | None:
    """Seconds until one of those lanes comes free for somebody with `ahead` before them; None with no lanes.

    While all are at work one of them ends every `handling_s / lanes` seconds.
    """
    return None if lanes <= 0 else handling_s * (ahead + 1) / lanes
