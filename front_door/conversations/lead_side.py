"""What a team's lead does with conversations that others hold: step in, and move them."""

from __future__ import annotations

from conversation.events import NewEvent
from conversation.owner import IllegalMove, Owner
from conversation.payloads.owners import OwnerChanged
from conversation.redaction import redact
from desk.agents import AgentIdentity
from front_door.conversations.agent_side import author_of
from front_door.conversations.recorder import SYSTEM, Recorder, by
from front_door.conversations.sentences import Sentences
from front_door.conversations.state import ConversationState

STEPPED_IN = "stepped_in"
ASSIGNED = "assigned"


class LeadSide:
    """Each method is one transaction; see `Conversations` for what it raises."""

    def __init__(self, *, recorder: Recorder, sentences: Sentences) -> None:
        self._recorder = recorder
        self._sentences = sentences

    async def step_in(self, conversation_id: str, lead: AgentIdentity) -> None:
        """Take it, from the assistant, the queue or a colleague; the customer is told who is there now."""
        await self._give(conversation_id, lead, lead, STEPPED_IN, "")

    async def assign(
        self, conversation_id: str, lead: AgentIdentity, to: AgentIdentity | None, note: str
    ) -> None:
        """Give it to an agent, who holds it at once, or put it into the queue with None."""
        if to is not None:
            await self._give(conversation_id, lead, to, ASSIGNED, note)
            return
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.owner is Owner.QUEUE:
                return
            if state.owner not in (Owner.AGENT, Owner.PARKED):
                raise IllegalMove(state.owner, Owner.QUEUE)
            move = OwnerChanged(
                before=state.owner, after=Owner.QUEUE, why=ASSIGNED, note=redact(note).text or None
            )
            words = self._told(state, state.agent_name) if state.owner is Owner.AGENT else []
            events = [*by(author_of(lead), move), *words]
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def _give(
        self, conversation_id: str, lead: AgentIdentity, to: AgentIdentity, why: str, note: str
    ) -> None:
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.owner is Owner.CLOSED:
                raise IllegalMove(state.owner, Owner.AGENT)
            if state.owner is Owner.AGENT and state.agent_id == to.agent_id:
                return
            holder = state.owner
            moves: list[OwnerChanged] = []
            if holder is Owner.ASSISTANT:
                moves.append(OwnerChanged(before=holder, after=Owner.QUEUE, why=why))
                holder = Owner.QUEUE
            moves.append(
                OwnerChanged(
                    before=holder,
                    after=Owner.AGENT,
                    why=why,
                    agent_id=to.agent_id,
                    agent_name=to.name,
                    team=to.team,
                    note=redact(note).text or None,
                )
            )
            words = self._sentences.reply(state, "agent_joined", agent=to.name)
            events = [*by(author_of(lead), *moves), *by(SYSTEM, words)]
            await self._recorder.append(live, events, expect_owner=state.owner, expect_agent=state.agent_id)

    def _told(self, state: ConversationState, agent: str | None) -> list[NewEvent]:
        return by(SYSTEM, self._sentences.reply(state, "agent_transferred", agent=agent or ""))
