"""Presence: which agents are signed in, available, wrapping up or away, and how much each one holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from desk.waiting import CHATS_PER_AGENT, OnDuty

State = Literal["available", "wrap_up", "away", "offline"]
Because = Literal["missed_offer", "shift_ended", "lead"]
"""Why an agent is away who did not say so."""

GRACE_S = 30.0
"""A lost socket counts as gone only after this long: reloads and tunnels are no absence."""


@dataclass(slots=True)
class _Agent:
    sockets: int = 0
    chosen: Literal["available", "away"] = "available"
    because: Because | None = None
    wraps_up_until: float = 0.0
    gone_at: float | None = None
    said_goodbye: bool = False


class Presence:
    """Counts sockets and remembers what each agent chose."""

    def __init__(
        self,
        *,
        grace_s: float = GRACE_S,
        capacity: int = CHATS_PER_AGENT,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._grace_s = grace_s
        self._capacity = capacity
        self._now = now
        self._agents: dict[str, _Agent] = {}
        self._holding: Mapping[str, int] = {}

    def arrived(self, agent_id: str) -> None:
        """One more socket of this agent."""
        agent = self._agents.setdefault(agent_id, _Agent())
        agent.sockets += 1
        agent.gone_at = None
        agent.said_goodbye = False

    def left(self, agent_id: str) -> None:
        """One socket less; the last one starts the grace time."""
        agent = self._agents.get(agent_id)
        if agent is None:
            return
        agent.sockets = max(0, agent.sockets - 1)
        if agent.sockets == 0:
            agent.gone_at = self._now()
            if agent.said_goodbye:
                del self._agents[agent_id]

    def signed_out(self, agent_id: str) -> None:
        """Gone with the last socket: nobody is to count on somebody who said goodbye."""
        agent = self._agents.get(agent_id)
        if agent is None:
            return
        agent.said_goodbye = True
        if agent.sockets == 0:
            del self._agents[agent_id]

    def choose(self, agent_id: str, state: Literal["available", "away"]) -> bool:
        """The agent's own word; whether it changed anything."""
        agent = self._agents.setdefault(agent_id, _Agent())
        before = self.state(agent_id), agent.because
        agent.chosen, agent.because, agent.wraps_up_until = state, None, 0.0
        return before != (self.state(agent_id), None)

    def send_away(self, agent_id: str, because: Because) -> None:
        """Nothing more is offered to an agent who is here, until they say that they are available."""
        agent = self._agents.get(agent_id)
        if agent is not None and agent.chosen == "available":
            agent.chosen, agent.because = "away", because

    def took_up(self, agent_id: str) -> None:
        """An agent claims: who was away for a missed offer is back."""
        agent = self._agents.get(agent_id)
        if agent is not None and agent.because == "missed_offer":
            agent.chosen, agent.because = "available", None

    def wrap_up(self, agent_id: str, seconds: float) -> None:
        """Time to write things down after a case; saying to be available ends it early."""
        agent = self._agents.get(agent_id)
        if agent is not None:
            agent.wraps_up_until = self._now() + seconds

    def because(self, agent_id: str) -> Because | None:
        """Why the agent is away, where somebody else decided it."""
        agent = self._agents.get(agent_id)
        return agent.because if agent is not None else None

    def state(self, agent_id: str) -> State:
        """What colleagues see."""
        agent = self._agents.get(agent_id)
        if agent is None:
            return "offline"
        if agent.sockets == 0 and (agent.gone_at is None or self._now() - agent.gone_at > self._grace_s):
            return "offline"
        if agent.chosen == "available" and agent.wraps_up_until > self._now():
            return "wrap_up"
        return agent.chosen

    def states(self) -> dict[str, State]:
        """The state of everybody who was here at all."""
        return {agent_id: self.state(agent_id) for agent_id in self._agents}

    def holds(self, counts: Mapping[str, int]) -> None:
        """How many conversations each agent holds now."""
        self._holding = dict(counts)

    def holding(self, agent_id: str) -> int:
        """How many conversations the agent holds."""
        return self._holding.get(agent_id, 0)

    def on_duty(self) -> OnDuty:
        """Agents not away, by whether they have room for one more conversation; wrapping up is no room."""
        states = self.states()
        here = [agent_id for agent_id, state in states.items() if state in ("available", "wrap_up")]
        free = sum(
            1
            for agent_id in here
            if states[agent_id] == "available" and self.holding(agent_id) < self._capacity
        )
        return OnDuty(available=free, busy=len(here) - free)
