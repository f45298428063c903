"""An agent's own voice in a customer's call: in by a ticket, and the end of the call."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.desk_protocol import Done, VoiceReady
from conversation.desk_requests import HangUpCall, JoinCall
from conversation.owner import Owner
from desk.agents import AgentIdentity
from front_door.desk_console.ports import LiveCalls, NoCall
from front_door.desk_console.refusals import FAILURES, Refusals
from front_door.ledger.port import Ledger, OwnerConflict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phoning:
    """Only whoever holds the conversation; each method raises RequestRefused with the reason in words."""

    ledger: Ledger
    calls: LiveCalls
    refusals: Refusals

    async def join(self, agent: AgentIdentity, frame: JoinCall) -> VoiceReady:
        """Where the page's microphone goes."""
        await self._check(agent, frame.conversation_id)
        try:
            ticket = await self.calls.ticket(frame.conversation_id, agent)
        except NoCall as error:
            raise self.refusals.plain("no_call") from error
        return VoiceReady(
            request_id=frame.request_id,
            conversation_id=frame.conversation_id,
            url=ticket.url,
            ticket=ticket.ticket,
        )

    async def hang_up(self, agent: AgentIdentity, frame: HangUpCall) -> Done:
        """The call is over, the case is not."""
        await self._check(agent, frame.conversation_id)
        try:
            await self.calls.hang_up(frame.conversation_id)
        except NoCall as error:
            raise self.refusals.plain("no_call") from error
        return Done(request_id=frame.request_id, conversation_id=frame.conversation_id)

    async def _check(self, agent: AgentIdentity, conversation_id: str) -> None:
        try:
            row = await self.ledger.conversation(conversation_id)
            if row.owner is not Owner.AGENT or row.agent_id != agent.agent_id:
                raise OwnerConflict(row.owner, row.agent_id)
        except FAILURES as error:
            raise self.refusals.of(error, {}) from error
