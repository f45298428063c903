"""An agent calls a customer back: by the gateway where one can, else by hand, with the outcome on record."""

from __future__ import annotations

from conversation.desk_protocol import Dial, Done
from conversation.desk_requests import CallBack, CallOutcome
from conversation.payloads.callbacks import TryOutcome
from conversation.times import told_number
from desk.agents import AgentIdentity
from front_door.conversations.callback_work import NoCallback
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.ports import DeskConversations, Telephone
from front_door.desk_console.refusals import FAILURES, Refusals


class Calling:
    """Each method raises RequestRefused with the reason in words."""

    def __init__(
        self,
        *,
        conversations: DeskConversations,
        telephone: Telephone,
        accounts: Accounts,
        refusals: Refusals,
    ) -> None:
        self._conversations = conversations
        self._telephone = telephone
        self._accounts = accounts
        self._refusals = refusals

    async def call(self, agent: AgentIdentity, frame: CallBack) -> Dial:
        """The agent is there with everything on the screen: now the customer is dialled."""
        try:
            number = await self._conversations.calling(frame.conversation_id, agent)
        except (*FAILURES, NoCallback) as error:
            raise await self._refused(error) from error
        placed = await self._telephone.call(number, frame.conversation_id, agent)
        return Dial(
            request_id=frame.request_id,
            conversation_id=frame.conversation_id,
            number=number,
            shown=told_number(number),
            placed=placed,
        )

    async def ended(self, agent: AgentIdentity, frame: CallOutcome) -> Done:
        """How it ended, as the agent says."""
        try:
            await self._conversations.tried(frame.conversation_id, agent, TryOutcome(frame.outcome))
        except (*FAILURES, NoCallback) as error:
            raise await self._refused(error) from error
        return Done(request_id=frame.request_id, conversation_id=frame.conversation_id)

    async def _refused(self, error: Exception) -> Exception:
        if isinstance(error, NoCallback):
            return self._refusals.plain("no_callback")
        names = {account.agent_id: account.name for account in await self._accounts.everybody()}
        return self._refusals.of(error, names)
