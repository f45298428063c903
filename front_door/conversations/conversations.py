"""The one door through which anything is appended to a conversation.

Every method takes the conversation's lock, appends in one transaction and publishes to the hub.

    LedgerError
    ├── UnknownConversation   no such conversation
    ├── OwnerConflict         somebody else holds it: says who; nothing was written
    └── LedgerUnavailable     try again; nothing was written
    IllegalMove               the owner machine has no such arrow; nothing was written
    TurnRefused               the customer's input is refused, with a problem code
    NoCallback                no call is booked that an agent could make
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversation.channel import Channel, Door
from conversation.context_packet import ContextPacket
from conversation.events import Event
from conversation.payloads.callbacks import By, TryOutcome
from conversation.payloads.calls import Phoned
from conversation.payloads.owners import LearntAtDesk
from desk.agents import AgentIdentity
from front_door.conversations.agent_side import AgentSide
from front_door.conversations.answering import Answering
from front_door.conversations.callback_slots import Offer
from front_door.conversations.callback_work import CallbackWork
from front_door.conversations.callbacks import Callbacks
from front_door.conversations.customer_turns import CustomerTurns
from front_door.conversations.customer_wishes import CustomerWishes
from front_door.conversations.openings import Openings
from front_door.conversations.packets import Packets
from front_door.conversations.phone_calls import PhoneCalls
from front_door.conversations.recorder import Recorder
from front_door.conversations.state import ConversationState
from front_door.conversations.turns import Accepted, IncomingTurn, Opening, ProvedIdentity
from front_door.ledger.port import ConversationRow


class Conversations:
    """Customer side and agent side of every conversation this process serves."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        recorder: Recorder,
        openings: Openings,
        turns: CustomerTurns,
        wishes: CustomerWishes,
        agents: AgentSide,
        callbacks: Callbacks,
        callback_work: CallbackWork,
        answering: Answering,
        packets: Packets,
        calls: PhoneCalls,
    ) -> None:
        self._recorder = recorder
        self._openings = openings
        self._turns = turns
        self._wishes = wishes
        self._agents = agents
        self._callbacks = callbacks
        self._callback_work = callback_work
        self._answering = answering
        self._packets = packets
        self.calls = calls
        """Telephone calls: begun, broken, come again, recorded or not."""

    # -- customer ------------------------------------------------------------------------------------

    async def open(self, opening: Opening) -> ConversationState:
        """Begin a conversation with its greeting."""
        return await self._openings.open(opening)

    async def prove(self, conversation_id: str, identity: ProvedIdentity) -> None:
        """A signed login came to an open conversation: level 2."""
        await self._openings.prove(conversation_id, identity)

    async def state(self, conversation_id: str) -> ConversationState:
        """Owner, heads, issued choices and what else is known without reading events; read only."""
        return (await self._recorder.live(conversation_id)).state

    async def public_events(self, conversation_id: str, *, after: int = 0) -> list[Event]:
        """What a device missed."""
        return await self._recorder.ledger.public_events(conversation_id, after=after)

    async def customer_turn(self, conversation_id: str, turn: IncomingTurn) -> Accepted:
        """Store a turn and let it be answered; returns as soon as it is in the ledger.

        Raises:
            TurnRefused: empty, too long, or a choice that was never issued; not in the ledger.
        """
        return await self._turns.accept(conversation_id, turn)

    async def answered(self, conversation_id: str, turn_id: str) -> None:
        """Wait until nothing more comes for this turn (at once when nothing will)."""
        await self._answering.finished(conversation_id, turn_id)

    async def prefer(self, conversation_id: str, door: Door, *, lasting: bool = False) -> None:
        """The customer chose `assistant` or `team`, for this conversation or from now on."""
        await self._wishes.prefer(conversation_id, door, lasting=lasting)

    async def leave_number(self, conversation_id: str, number: str) -> None:
        """Park the case with a number to call.

        Raises:
            TurnRefused: `bad_number`, with words for the customer.
        """
        await self._wishes.leave_number(conversation_id, number)

    async def callback_offer(self, conversation_id: str) -> Offer:
        """The quarter hours in which the customer's team can call, as they stand now."""
        return await self._callbacks.offer(conversation_id)

    async def book_callback(
        self, conversation_id: str, at: datetime, number: str | None, *, how: By = "customer"
    ) -> None:
        """Book a call, or move the one that is booked.

        Raises:
            TurnRefused: `bad_number`, `number_needed`, `not_bookable`, `slot_taken` or `not_offered`.
        """
        await self._callbacks.book(conversation_id, at, number, how)

    async def cancel_callback(self, conversation_id: str, *, how: By = "customer") -> None:
        """Nobody calls.

        Raises:
            TurnRefused: `not_offered`.
        """
        await self._callbacks.cancel(conversation_id, how)

    async def refuse_calls(self, conversation_id: str, *, how: By = "customer") -> None:
        """The customer's number is not called any more.

        Raises:
            TurnRefused: `number_needed`.
        """
        await self._callbacks.refuse_calls(conversation_id, how)

    async def rate(self, conversation_id: str, score: int, comment: str | None) -> None:
        """Store a rating, 1 to 5."""
        await self._wishes.rate(conversation_id, score, comment)

    async def end(self, conversation_id: str) -> None:
        """The customer ends the conversation; harmless when it is closed."""
        await self._wishes.end(conversation_id)

    async def come_by(self, conversation_id: str, channel: Channel) -> None:
        """The customer goes on over this channel."""
        await self._wishes.come_by(conversation_id, channel)

    async def heard(self, conversation_id: str, reply: int, words: str) -> None:
        """What a caller heard of the reply at this public seq."""
        await self._wishes.heard(conversation_id, reply, words)

    async def customer_seen(self, conversation_id: str, seq: int) -> None:
        """The customer has read up to this public seq."""
        await self._wishes.seen(conversation_id, seq)

    def customer_typing(self, conversation_id: str) -> None:
        """Tell the desk; nothing is stored."""
        self._wishes.typing(conversation_id)

    # -- agent ---------------------------------------------------------------------------------------

    async def claim(self, conversation_id: str, agent: AgentIdentity) -> None:
        """Take a waiting or parked conversation; the assistant is silent from this event on.

        Raises:
            OwnerConflict: another agent was faster; `agent_id` says who.
            IllegalMove: it is with the assistant or closed.
        """
        await self._agents.claim(conversation_id, agent)

    async def agent_reply(self, conversation_id: str, agent: AgentIdentity, client_id: str, text: str) -> int:
        """Answer the customer; the public seq. A repeated `client_id` gives the seq it had.

        Raises:
            OwnerConflict: the agent does not hold it.
        """
        return await self._agents.reply(conversation_id, agent, client_id, text)

    async def agent_said(
        self, conversation_id: str, agent_id: str, client_id: str, text: str, confidence: float | None
    ) -> int:
        """What an agent said on the phone, as a gateway recognised it; 0 when it was not theirs to say."""
        return await self._agents.said(conversation_id, agent_id, client_id, text, confidence)

    async def phoned(self, conversation_id: str, phoned: Phoned) -> None:
        """Somebody came to the phone or left it."""
        await self._agents.phoned(conversation_id, phoned)

    async def note(self, conversation_id: str, agent: AgentIdentity, text: str) -> None:
        """An internal note, by any agent, in any state."""
        await self._agents.note(conversation_id, agent, text)

    async def flag_article(self, conversation_id: str, agent: AgentIdentity, article: str, note: str) -> None:
        """Tell the editors that an article is wrong; by any agent, in any state."""
        await self._agents.flag_article(conversation_id, agent, article, note)

    async def transfer(
        self, conversation_id: str, agent: AgentIdentity, to: AgentIdentity | None, note: str
    ) -> None:
        """To a colleague, who holds it at once, or back to the queue with None.

        Raises:
            OwnerConflict: the agent does not hold it.
        """
        await self._agents.transfer(conversation_id, agent, to, note)

    async def take_back(self, conversation_id: str, agent_id: str) -> None:
        """To the front of the queue, from an agent who is gone; nothing when they do not hold it any more."""
        await self._agents.take_back(conversation_id, agent_id)

    async def hand_back(
        self, conversation_id: str, agent: AgentIdentity, learnt: Sequence[LearntAtDesk], note: str
    ) -> None:
        """Back to the assistant, with what the agent learnt.

        Raises:
            OwnerConflict: the agent does not hold it.
        """
        await self._agents.hand_back(conversation_id, agent, learnt, note)

    async def resolve(self, conversation_id: str, agent: AgentIdentity, code: str, note: str) -> None:
        """Close with a wrap-up code (checked by the caller).

        Raises:
            OwnerConflict: the agent does not hold it.
        """
        await self._agents.resolve(conversation_id, agent, code, note)

    async def park(
        self, conversation_id: str, agent: AgentIdentity, promise: str, due_at: datetime | None
    ) -> None:
        """Keep it open with a promise; at `due_at` it goes back to the queue.

        Raises:
            OwnerConflict: the agent does not hold it.
        """
        await self._agents.park(conversation_id, agent, promise, due_at)

    async def calling(self, conversation_id: str, agent: AgentIdentity) -> str:
        """The agent calls the customer back now; the number (E.164).

        Raises:
            NoCallback: no call is to be made.
            OwnerConflict: the agent does not hold it.
        """
        return await self._callback_work.calling(conversation_id, agent)

    async def tried(self, conversation_id: str, agent: AgentIdentity, outcome: TryOutcome) -> None:
        """How that call ended; who was not reached is parked until the next try, and told so.

        Raises:
            NoCallback: no call is to be made.
            OwnerConflict: the agent does not hold it.
        """
        await self._callback_work.tried(conversation_id, agent, outcome)

    async def agent_typing(self, conversation_id: str, agent: AgentIdentity) -> None:
        """Show the customer that the agent types, if the agent holds the conversation."""
        await self._agents.typing(conversation_id, agent)

    async def agent_seen(self, conversation_id: str, agent: AgentIdentity, seq: int) -> None:
        """Show the customer how far the agent has read, if the agent holds the conversation."""
        await self._agents.seen(conversation_id, agent, seq)

    async def packet(self, conversation_id: str) -> ContextPacket:
        """The context packet, projected anew (cached by revision)."""
        return await self._packets.packet(conversation_id)

    async def row(self, conversation_id: str) -> ConversationRow:
        """The ledger's row."""
        return await self._recorder.ledger.conversation(conversation_id)

    async def events(self, conversation_id: str, *, after: int = 0) -> list[Event]:
        """All events with `seq > after`; for the desk's transcript."""
        return await self._recorder.ledger.events(conversation_id, after=after)
