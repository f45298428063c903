"""What agents do with a conversation. The assistant is silent from the claim on until the hand back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversation.events import Author, Event, NewEvent, Role
from conversation.owner import IllegalMove, Owner, check_move
from conversation.payloads.calls import Phoned
from conversation.payloads.findings import Promised
from conversation.payloads.owners import Flagged, HandedBack, LearntAtDesk, Noted, OwnerChanged, Resolved
from conversation.payloads.turns import Reply
from conversation.redaction import redact
from conversation.server_frames import AgentFace
from desk.agents import AgentIdentity
from front_door.conversations.answering import Answering
from front_door.conversations.editors_note import without_customer
from front_door.conversations.hub import AgentSeen, AgentTyping
from front_door.conversations.recorder import ASSISTANT, SYSTEM, LiveConversation, Recorder, by
from front_door.conversations.sentences import Sentences
from front_door.conversations.state import ConversationState
from front_door.ledger.port import OwnerConflict, RepeatedClientId


def author_of(agent: AgentIdentity) -> Author:
    """The agent as author of an event."""
    return Author(role=Role.AGENT, id=agent.agent_id, name=agent.name)


def face_of(agent: AgentIdentity) -> AgentFace:
    """The agent as customers see them."""
    return AgentFace(name=agent.name, photo=agent.photo, title=agent.title)


class AgentSide:
    """Each method is one transaction; see `Conversations` for what it raises."""

    def __init__(self, *, recorder: Recorder, sentences: Sentences, answering: Answering) -> None:
        self._recorder = recorder
        self._sentences = sentences
        self._answering = answering

    async def claim(self, conversation_id: str, agent: AgentIdentity) -> None:
        """Take it; exactly one wins."""
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.owner is Owner.AGENT:
                if state.agent_id == agent.agent_id:
                    return
                raise OwnerConflict(state.owner, state.agent_id)
            check_move(state.owner, Owner.AGENT)
            events = [
                *by(author_of(agent), _to_agent(state, agent, "claim")),
                *by(SYSTEM, self._sentences.reply(state, "agent_joined", agent=agent.name)),
            ]
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def reply(self, conversation_id: str, agent: AgentIdentity, client_id: str, text: str) -> int:
        """Answer the customer."""
        async with self._recorder.holding(conversation_id) as live:
            known = live.state.agent_replies.get(client_id)
            if known is not None:
                return known
            said = Reply(client_id=client_id, text=redact(text).text)
            try:
                written = await self._append(live, agent, by(author_of(agent), said))
            except RepeatedClientId as repeated:
                return repeated.public_seq
            return written[0].public_seq or 0

    async def said(
        self, conversation_id: str, agent_id: str, client_id: str, text: str, confidence: float | None
    ) -> int:
        """What an agent said on the phone, as it was recognised; the public seq, 0 when it is not theirs.

        Recognition takes its time: words of one who has passed the call on meanwhile still count.
        """
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            known = state.agent_replies.get(client_id)
            name = state.agents.get(agent_id)
            if known is not None or name is None or state.owner is Owner.CLOSED:
                return known or 0
            author = Author(role=Role.AGENT, id=agent_id, name=name)
            said = Reply(client_id=client_id, text=redact(text).text, voiced=True, confidence=confidence)
            try:
                written = await self._recorder.append(live, by(author, said))
            except RepeatedClientId as repeated:
                return repeated.public_seq
            return written[0].public_seq or 0

    async def phoned(self, conversation_id: str, phoned: Phoned) -> None:
        """Put on record who came to the phone or left it."""
        async with self._recorder.holding(conversation_id) as live:
            named = phoned.model_copy(update={"agent_name": live.state.agents.get(phoned.agent_id or "")})
            await self._recorder.append(live, by(SYSTEM, named))

    async def note(self, conversation_id: str, agent: AgentIdentity, text: str) -> None:
        """Write a note no customer sees."""
        async with self._recorder.holding(conversation_id) as live:
            await self._recorder.append(live, by(author_of(agent), Noted(text=redact(text).text)))

    async def flag_article(self, conversation_id: str, agent: AgentIdentity, article: str, note: str) -> None:
        """Tell the editors that an article is wrong; nothing of the customer goes along."""
        async with self._recorder.holding(conversation_id) as live:
            kept = without_customer(note, live.state.facts)
            await self._recorder.append(live, by(author_of(agent), Flagged(article=article, note=kept)))

    async def transfer(
        self, conversation_id: str, agent: AgentIdentity, to: AgentIdentity | None, note: str
    ) -> None:
        """Pass it on with a note."""
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            kept = redact(note).text or None
            if to is None:
                move = OwnerChanged(before=Owner.AGENT, after=Owner.QUEUE, why="transfer", note=kept)
            else:
                move = _to_agent(state, to, "transfer", note=kept)
            words = self._sentences.reply(state, "agent_transferred", agent=agent.name)
            await self._append(live, agent, [*by(author_of(agent), move), *by(SYSTEM, words)])

    async def take_back(self, conversation_id: str, agent_id: str) -> None:
        """From an agent who is gone to the front of the queue."""
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.owner is not Owner.AGENT or state.agent_id != agent_id:
                return
            move = OwnerChanged(before=Owner.AGENT, after=Owner.QUEUE, why="agent_gone")
            words = self._sentences.reply(state, "agent_gone")
            await self._recorder.append(
                live, by(SYSTEM, move, words), expect_owner=Owner.AGENT, expect_agent=agent_id
            )

    async def hand_back(
        self, conversation_id: str, agent: AgentIdentity, learnt: Sequence[LearntAtDesk], note: str
    ) -> None:
        """Give it back to the assistant."""
        async with self._recorder.holding(conversation_id) as live:
            kept = redact(note).text
            safe = [item.model_copy(update={"value": redact(item.value).text}) for item in learnt]
            move = OwnerChanged(before=Owner.AGENT, after=Owner.ASSISTANT, why="hand_back", note=kept or None)
            people = live.state.people_only
            key = "handed_back_people" if people else "handed_back"
            words = self._sentences.reply(live.state, key, agent=agent.name)
            events = [
                *by(author_of(agent), HandedBack(learnt=safe, note=kept), move),
                *by(SYSTEM if people else ASSISTANT, words),
            ]
            await self._append(live, agent, events)
            self._answering.bring_back(live)

    async def resolve(self, conversation_id: str, agent: AgentIdentity, code: str, note: str) -> None:
        """Close it."""
        async with self._recorder.holding(conversation_id) as live:
            move = OwnerChanged(before=Owner.AGENT, after=Owner.CLOSED, why="resolved")
            events = [
                *by(SYSTEM, self._sentences.reply(live.state, "closed_by_agent", agent=agent.name)),
                *by(author_of(agent), Resolved(code=code, note=redact(note).text), move),
            ]
            await self._append(live, agent, events)

    async def park(
        self, conversation_id: str, agent: AgentIdentity, promise: str, due_at: datetime | None
    ) -> None:
        """Let it wait for a promise to be kept."""
        async with self._recorder.holding(conversation_id) as live:
            kept = redact(promise).text
            move = OwnerChanged(before=Owner.AGENT, after=Owner.PARKED, why="promise")
            events = [
                *by(author_of(agent), Promised(what=kept, due_at=due_at), move),
                *by(SYSTEM, self._sentences.reply(live.state, "agent_parked", promise=kept)),
            ]
            await self._append(live, agent, events)

    async def typing(self, conversation_id: str, agent: AgentIdentity) -> None:
        """Show that the agent types."""
        live = await self._recorder.live(conversation_id)
        if live.state.agent_id == agent.agent_id:
            self._recorder.hub.publish(AgentTyping(conversation_id=conversation_id, agent=face_of(agent)))

    async def seen(self, conversation_id: str, agent: AgentIdentity, seq: int) -> None:
        """Show how far the agent has read."""
        live = await self._recorder.live(conversation_id)
        if live.state.agent_id == agent.agent_id and 0 < seq <= live.state.last_public_seq:
            self._recorder.hub.publish(AgentSeen(conversation_id=conversation_id, seq=seq))

    async def _append(
        self, live: LiveConversation, agent: AgentIdentity, events: Sequence[NewEvent]
    ) -> list[Event]:
        state = live.state
        if state.owner is not Owner.AGENT:
            moves = [event.payload for event in events if isinstance(event.payload, OwnerChanged)]
            if moves and state.owner is Owner.CLOSED:
                raise IllegalMove(state.owner, moves[0].after)
            raise OwnerConflict(state.owner, None)
        if state.agent_id != agent.agent_id:
            raise OwnerConflict(state.owner, state.agent_id)
        return await self._recorder.append(
            live, events, expect_owner=Owner.AGENT, expect_agent=agent.agent_id
        )


def _to_agent(
    state: ConversationState, agent: AgentIdentity, why: str, *, note: str | None = None
) -> OwnerChanged:
    return OwnerChanged(
        before=state.owner,
        after=Owner.AGENT,
        why=why,
        agent_id=agent.agent_id,
        agent_name=agent.name,
        team=agent.team,
        note=note,
    )
