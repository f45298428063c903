"""Routing decisions in the ledger: each with its candidates, rule and numbers."""

from __future__ import annotations

import structlog

from conversation.owner import Owner
from conversation.payloads.routed import Routed, RoutedCandidate, RoutedLook
from desk.routing.decisions import Decision
from desk.routing.explaining import why
from desk.teams.directory import Directory
from front_door.conversations.recorder import SYSTEM, Recorder, by
from front_door.ledger.port import LedgerError
from front_door.routing.case_maker import Placed

log = structlog.get_logger(__name__)


class Recording:
    """Writes a decision once a stay in the queue; the same agent offered the case again is no news."""

    def __init__(self, recorder: Recorder, directory: Directory) -> None:
        self._recorder = recorder
        self._directory = directory
        self._kept: dict[str, set[tuple[str | None, str | None]]] = {}

    async def keep(self, decision: Decision, placed: Placed) -> Routed:
        """Append it while the conversation still waits; the decision as the ledger words it."""
        routed = self._routed(decision, placed)
        kept = self._kept.setdefault(decision.case_id, set())
        if (routed.rule, routed.agent_id) in kept:
            return routed
        kept.add((routed.rule, routed.agent_id))
        try:
            async with self._recorder.holding(decision.case_id) as live:
                if live.state.owner is Owner.QUEUE:
                    await self._recorder.append(live, by(SYSTEM, routed), expect_owner=Owner.QUEUE)
        except LedgerError as error:
            log.warning("decision.not_kept", conversation_id=decision.case_id, error=repr(error))
        return routed

    def forget(self, conversation_id: str) -> None:
        """It waits no longer."""
        self._kept.pop(conversation_id, None)

    def _routed(self, decision: Decision, placed: Placed) -> Routed:
        return Routed(
            team=placed.team.name,
            market=placed.market.name if placed.market else None,
            rule=decision.rule.value if decision.rule else None,
            agent_id=decision.agent_id,
            agent_name=self._name(decision.agent_id) if decision.agent_id else None,
            waited_s=round(decision.waited_s, 1),
            ahead=decision.ahead,
            predicted_s=decision.predicted_s,
            candidates=[
                RoutedCandidate(
                    agent_id=one.agent_id, team=one.team_id, free_s=round(one.free_s, 1), holding=one.holding
                )
                for one in decision.candidates
            ],
            looked=[
                RoutedLook(rule=one.rule.value, fit=one.fit, free=one.free, predicted_s=one.predicted_s)
                for one in decision.looked
            ],
            reasons=list(why(decision, self._name)),
        )

    def _name(self, agent_id: str) -> str:
        known = self._directory.agents.get(agent_id)
        return known.name if known is not None else agent_id
