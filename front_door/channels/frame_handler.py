"""What each frame of a device does; whatever goes wrong becomes a problem frame and stops nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog

from conversation.client_frames import (
    AgentTurn,
    AskSlots,
    BookCallback,
    CancelCallback,
    ClientFrame,
    Consent,
    CustomerTurn,
    End,
    Heard,
    Hello,
    LeaveNumber,
    ListConversations,
    Prefer,
    Rate,
    ReadConversation,
    RefuseCalls,
    Reopen,
    Seen,
    StartCall,
    Typing,
)
from conversation.owner import IllegalMove
from conversation.server_frames import Ack, Problem, ServerFrame
from front_door.channels.frames import slots_of
from front_door.channels.limits import TokenBucket
from front_door.conversations.conversations import Conversations
from front_door.conversations.meters import Meters
from front_door.conversations.turns import IncomingTurn, TurnRefused
from front_door.ledger.port import LedgerUnavailable, OwnerConflict


class Device(Protocol):
    """The session a frame came from."""

    async def send(self, frame: ServerFrame) -> None:
        """One frame back."""

    async def switch(self, conversation_id: str) -> None:
        """Go along to another conversation."""

    def go_to(self, conversation_id: str) -> None:
        """Go to another conversation once everything published before has been sent."""


class FrameHandler:
    """One per socket."""

    def __init__(
        self,
        conversations: Conversations,
        meters: Meters,
        turns: TokenBucket,
        address_turns: Callable[[], float],
        device: Device,
        *,
        peer: str | None = None,
    ) -> None:
        self.peer = peer
        """Whose guesses count together; None: those of this conversation."""
        self.is_call = False
        """A gateway brings a caller's voice."""
        self._conversations = conversations
        self._meters = meters
        self._turns = turns
        self._address_turns = address_turns
        self._device = device
        self._log = structlog.get_logger()

    async def handle(self, conversation_id: str, frame: ClientFrame) -> None:
        """Do what the frame asks."""
        client_id = frame.client_id if isinstance(frame, CustomerTurn | AgentTurn) else None
        try:
            await self._do(conversation_id, frame)
        except TurnRefused as refused:
            await self._tell(Problem(code=refused.code, text=refused.text, client_id=client_id))
        except LedgerUnavailable:
            await self._tell(Problem(code="busy", client_id=client_id, retry_after=1.0))
        except (OwnerConflict, IllegalMove):
            await self._tell(Problem(code="busy", client_id=client_id, retry_after=0.5))
        except ConnectionError:
            raise
        except Exception:  # noqa: BLE001 - the edge of one frame; the socket goes on
            self._log.exception("frame.failed", type=frame.type)
            await self._tell(Problem(code="internal", client_id=client_id))

    async def _do(self, conversation_id: str, frame: ClientFrame) -> None:  # noqa: C901, PLR0912 - one line a frame
        conversations = self._conversations
        match frame:
            case CustomerTurn():
                await self._turn(conversation_id, frame)
            case AgentTurn():
                await self._agent_turn(conversation_id, frame)
            case Typing():
                conversations.customer_typing(conversation_id)
            case Seen(seq=seq):
                await conversations.customer_seen(conversation_id, seq)
            case Heard(seq=seq, words=words):
                await conversations.heard(conversation_id, seq, words)
            case Prefer(door=door, lasting=lasting):
                await conversations.prefer(conversation_id, door, lasting=lasting)
            case LeaveNumber(number=number):
                await conversations.leave_number(conversation_id, number)
            case Rate(score=score, comment=comment):
                await conversations.rate(conversation_id, score, comment)
            case End():
                await conversations.end(conversation_id)
            case Consent(given=given, wording=wording) if self.is_call:
                await conversations.calls.consent(conversation_id, wording, given=given)
            case AskSlots() | BookCallback() | CancelCallback() | RefuseCalls():
                await self._callback(conversation_id, frame)
            case StartCall() | ListConversations() | ReadConversation() | Reopen() | Consent():
                await self._tell(Problem(code="not_offered"))
            case Hello():
                await self._tell(Problem(code="bad_frame", text="hello comes once"))

    async def _callback(
        self, conversation_id: str, frame: AskSlots | BookCallback | CancelCallback | RefuseCalls
    ) -> None:
        match frame:
            case AskSlots():
                await self._tell(slots_of(await self._conversations.callback_offer(conversation_id)))
            case BookCallback(at=at, number=number):
                await self._conversations.book_callback(conversation_id, at, number)
            case CancelCallback():
                await self._conversations.cancel_callback(conversation_id)
            case RefuseCalls():
                await self._conversations.refuse_calls(conversation_id)

    async def _turn(self, conversation_id: str, frame: CustomerTurn) -> None:
        wait = max(self._turns.take(), self._address_turns())
        if wait > 0:
            await self._tell(Problem(code="slow_down", client_id=frame.client_id, retry_after=round(wait, 2)))
            return
        accepted = await self._conversations.customer_turn(
            conversation_id,
            IncomingTurn(
                client_id=frame.client_id,
                text=frame.text,
                choice_id=frame.choice_id,
                confidence=frame.confidence,
                alternatives=frame.alternatives,
                interrupted=frame.interrupted,
                dtmf=frame.dtmf,
                language=frame.language if self.is_call else None,
                peer=self.peer,
            ),
        )
        if accepted.conversation_id != conversation_id:
            await self._device.switch(accepted.conversation_id)
        await self._tell(Ack(client_id=frame.client_id, seq=accepted.seq))

    async def _agent_turn(self, conversation_id: str, said: AgentTurn) -> None:
        seq = await self._conversations.agent_said(
            conversation_id, said.agent_id, said.client_id, said.text, said.confidence
        )
        await self._tell(Ack(client_id=said.client_id, seq=seq))

    async def _tell(self, frame: ServerFrame) -> None:
        await self._device.send(frame)
