"""Calls back through a voice gateway: the customer is dialled, and what becomes of the call is recorded."""

from __future__ import annotations

import structlog

from conversation.gateway_protocol import CallState
from conversation.owner import IllegalMove
from conversation.payloads.callbacks import TryOutcome
from desk.agents import AgentIdentity
from front_door.conversations.callback_work import NoCallback
from front_door.conversations.conversations import Conversations
from front_door.conversations.tasks import Tasks
from front_door.gateways.errors import GatewayError
from front_door.gateways.gateways import Gateways
from front_door.gateways.placed_call import PlacedCall
from front_door.ledger.port import LedgerError

OUTCOMES = {
    CallState.ANSWERED: TryOutcome.REACHED,
    CallState.NO_ANSWER: TryOutcome.NO_ANSWER,
    CallState.BUSY: TryOutcome.BUSY,
}
"""What a call's state says of the try; one that failed on the way says nothing: the agent dials by hand."""

log = structlog.get_logger(__name__)


class CallbackCalls:
    """`Telephone` of the desk."""

    def __init__(self, gateways: Gateways, conversations: Conversations, tasks: Tasks) -> None:
        self._gateways = gateways
        self._conversations = conversations
        self._tasks = tasks

    async def call(self, number: str, conversation_id: str, agent: AgentIdentity) -> bool:
        """Dial; False where no gateway can."""
        if not self._gateways.places_calls:
            return False
        try:
            placed = await self._gateways.place_call(number, conversation_id=conversation_id)
        except GatewayError as error:
            log.warning("callback.not_placed", conversation_id=conversation_id, error=repr(error))
            return False
        self._tasks.start(self._follow(placed, conversation_id, agent), "calling-back")
        return True

    async def _follow(self, placed: PlacedCall, conversation_id: str, agent: AgentIdentity) -> None:
        async for change in placed.changes():
            outcome = OUTCOMES.get(change.state)
            if outcome is None:
                continue
            try:
                await self._conversations.tried(conversation_id, agent, outcome)
            except (NoCallback, LedgerError, IllegalMove) as error:
                # The agent has recorded it by hand, or passed the conversation on.
                log.info(
                    "callback.recorded_before", conversation_id=conversation_id, why=type(error).__name__
                )
            return
