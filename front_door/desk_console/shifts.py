"""When an agent's shift ends, by the roster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from desk.agents import AgentIdentity
from desk.teams.directory import Directory


class Shifts:
    """An agent whose roster names no shift, or who works outside of it, comes and goes as they say."""

    def __init__(self, directory: Directory, *, clock: Callable[[], datetime]) -> None:
        self._directory = directory
        self._clock = clock
        self._wind_down = timedelta(seconds=directory.policy.wind_down_s)

    def ends_at(self, agent: AgentIdentity) -> datetime | None:
        """The end (UTC) of the shift the agent is on; None for who is on none."""
        known = self._directory.agents.get(agent.agent_id)
        hours = self._directory.teams[known.team_id].shift_of(known) if known else None
        return hours.closes_at(self._clock()) if hours else None

    def winds_down(self, agent: AgentIdentity) -> bool:
        """Whether nothing new is to be offered, so shortly before the end."""
        ends = self.ends_at(agent)
        return ends is not None and ends - self._clock() <= self._wind_down
