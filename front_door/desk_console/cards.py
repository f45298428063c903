"""Agents as their colleagues see them."""

from __future__ import annotations

from collections.abc import Iterable

from conversation.desk_views import AgentCard
from desk.agents import AgentIdentity
from desk.teams.directory import Directory
from front_door.desk_console.accounts import AgentAccount
from front_door.desk_console.presence import Presence
from front_door.desk_console.shifts import Shifts


class Cards:
    """Makes cards; who leads is known once `of_all` has seen the accounts."""

    def __init__(self, presence: Presence, shifts: Shifts, directory: Directory) -> None:
        self._presence = presence
        self._shifts = shifts
        self._directory = directory
        self._admins: frozenset[str] = frozenset()

    def of_all(self, accounts: Iterable[AgentAccount]) -> list[AgentCard]:
        """Everybody's."""
        everybody = list(accounts)
        self._admins = frozenset(account.agent_id for account in everybody if account.admin)
        return [self.of(account.identity) for account in everybody]

    def of(self, agent: AgentIdentity) -> AgentCard:
        """One agent's."""
        state = self._presence.state(agent.agent_id)
        here = state != "offline"
        return AgentCard(
            agent_id=agent.agent_id,
            name=agent.name,
            team=agent.team,
            photo=agent.photo,
            state=state,
            because=self._presence.because(agent.agent_id) if state == "away" else None,
            shift_ends_at=self._shifts.ends_at(agent) if here else None,
            winds_down=here and self._shifts.winds_down(agent),
            lead=self.leads(agent.agent_id),
            holding=self._presence.holding(agent.agent_id),
        )

    def leads(self, agent_id: str) -> bool:
        """Whether the agent looks after the team: the roster says so, or the account is an admin's."""
        known = self._directory.agents.get(agent_id)
        return agent_id in self._admins or (known is not None and known.lead)
