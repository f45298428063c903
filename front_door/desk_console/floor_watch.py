"""What time alone does to the people at the desk: shifts end, and who is gone for long holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

import structlog

from desk.agents import AgentIdentity
from front_door.desk_console.inbox import Inbox
from front_door.desk_console.ports import DeskConversations
from front_door.desk_console.presence import Presence
from front_door.desk_console.refusals import FAILURES
from front_door.desk_console.shifts import Shifts

log = structlog.get_logger(__name__)


class FloorWatch:
    """`look` is called every few seconds."""

    def __init__(
        self,
        *,
        presence: Presence,
        shifts: Shifts,
        inbox: Inbox,
        conversations: DeskConversations,
        hand_over_after_s: float,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._presence = presence
        self._shifts = shifts
        self._inbox = inbox
        self._conversations = conversations
        self._hand_over_after_s = hand_over_after_s
        self._now = now
        self._on_shift: set[str] = set()
        self._gone_since: dict[str, float] = {}

    async def look(self, everybody: Iterable[AgentIdentity]) -> None:
        """Let time have its way with everybody who has an account here."""
        for agent in everybody:
            if self._presence.state(agent.agent_id) == "offline":
                self._on_shift.discard(agent.agent_id)
                await self._while_gone(agent.agent_id)
            else:
                self._gone_since.pop(agent.agent_id, None)
                self._while_here(agent)

    def _while_here(self, agent: AgentIdentity) -> None:
        """At the end of the shift nothing more is offered; who goes on is available again at their word."""
        if self._shifts.ends_at(agent) is not None:
            self._on_shift.add(agent.agent_id)
        elif agent.agent_id in self._on_shift:
            self._on_shift.discard(agent.agent_id)
            self._presence.send_away(agent.agent_id, "shift_ended")

    async def _while_gone(self, agent_id: str) -> None:
        held = self._inbox.held_by_agent(agent_id)
        if not held:
            self._gone_since.pop(agent_id, None)
            return
        since = self._gone_since.setdefault(agent_id, self._now())
        if self._now() - since < self._hand_over_after_s:
            return
        for conversation_id in held:
            try:
                await self._conversations.take_back(conversation_id, agent_id)
                log.info("case.taken_back", conversation_id=conversation_id, agent_id=agent_id)
            except FAILURES as error:
                log.warning("case.not_taken_back", conversation_id=conversation_id, error=repr(error))
