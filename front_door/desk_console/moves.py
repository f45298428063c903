"""What an agent does to a conversation: claim, reply, note, flag, transfer, hand back, resolve, park."""

from __future__ import annotations

from conversation.desk_protocol import Done
from conversation.desk_requests import (
    AgentReply,
    Claim,
    FlagArticle,
    HandBack,
    Note,
    Park,
    Resolve,
    Transfer,
)
from conversation.owner import Owner
from desk.agents import AgentIdentity
from desk.wrap_up import is_wrap_up_code
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.connection import Connection
from front_door.desk_console.ports import DeskConversations
from front_door.desk_console.presence import Presence
from front_door.desk_console.refusals import FAILURES, Refusals
from front_door.ledger.port import OwnerConflict

Move = Claim | AgentReply | Note | FlagArticle | Transfer | HandBack | Resolve | Park


class Moves:
    """Carries out a move or refuses it; a refused one changed nothing."""

    def __init__(
        self,
        *,
        conversations: DeskConversations,
        accounts: Accounts,
        presence: Presence,
        refusals: Refusals,
        wrap_up_s: float,
    ) -> None:
        self._wrap_up_s = wrap_up_s
        self._conversations = conversations
        self._accounts = accounts
        self._presence = presence
        self._refusals = refusals

    async def make(self, page: Connection, move: Move) -> Done:
        """Carry it out.

        Raises:
            RequestRefused: with the reason in words.
        """
        try:
            await self._make(page.agent, move)
        except FAILURES as error:
            if not _is_mine_already(error, page.agent, move):
                names = {account.agent_id: account.name for account in await self._accounts.everybody()}
                raise self._refusals.of(error, names, claiming=isinstance(move, Claim)) from error
        return Done(request_id=move.request_id, conversation_id=move.conversation_id)

    async def _make(self, agent: AgentIdentity, move: Move) -> None:
        conversation_id = move.conversation_id
        match move:
            case Claim():
                await self._conversations.claim(conversation_id, agent)
                self._presence.took_up(agent.agent_id)
            case AgentReply():
                await self._conversations.agent_reply(conversation_id, agent, move.client_id, move.text)
            case Note():
                await self._conversations.note(conversation_id, agent, move.text)
            case FlagArticle():
                await self._conversations.flag_article(conversation_id, agent, move.article, move.note)
            case Park():
                await self._conversations.park(conversation_id, agent, move.promise, move.due_at)
            case Transfer() | HandBack() | Resolve():
                await self._let_go(agent, move)

    async def _let_go(self, agent: AgentIdentity, move: Transfer | HandBack | Resolve) -> None:
        conversation_id = move.conversation_id
        match move:
            case Transfer():
                to = await self._colleague(agent, move)
                await self._conversations.transfer(conversation_id, agent, to, move.note)
            case HandBack():
                await self._conversations.hand_back(conversation_id, agent, move.learnt, move.note)
            case Resolve():
                if not is_wrap_up_code(move.code):
                    raise self._refusals.plain("unknown_code")
                await self._conversations.resolve(conversation_id, agent, move.code, move.note)
                self._presence.wrap_up(agent.agent_id, self._wrap_up_s)

    async def _colleague(self, agent: AgentIdentity, move: Transfer) -> AgentIdentity | None:
        """Who it goes to; only somebody available, so that no customer waits for an empty chair."""
        if move.to == "queue":
            return None
        account = await self._accounts.get(move.agent_id) if move.agent_id else None
        if account is None or account.closed:
            raise self._refusals.plain("unknown_agent")
        if account.agent_id == agent.agent_id:
            raise self._refusals.plain("illegal_move", "to_self")
        state = self._presence.state(account.agent_id)
        if state != "available":
            raise self._refusals.plain("agent_offline", name=account.name, state=state)
        return account.identity


def _is_mine_already(error: Exception, agent: AgentIdentity, move: Move) -> bool:
    """A claim said twice (the first answer was lost) is no conflict."""
    return (
        isinstance(move, Claim)
        and isinstance(error, OwnerConflict)
        and error.owner is Owner.AGENT
        and error.agent_id == agent.agent_id
    )
