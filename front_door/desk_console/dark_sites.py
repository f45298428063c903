"""A site that cannot be reached: nothing is offered there, and what its agents hold goes to the queue."""

from __future__ import annotations

import structlog

from desk.continuity import Continuity
from desk.teams.directory import Directory
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.inbox import Inbox
from front_door.desk_console.ports import DeskConversations, Routing
from front_door.desk_console.refusals import FAILURES

log = structlog.get_logger(__name__)


class DarkSites:
    """Brings the floor, then the ledger in line with the switches."""

    def __init__(
        self,
        *,
        directory: Directory,
        routing: Routing,
        inbox: Inbox,
        accounts: Accounts,
        conversations: DeskConversations,
    ) -> None:
        self._directory = directory
        self._routing = routing
        self._inbox = inbox
        self._accounts = accounts
        self._conversations = conversations

    async def follow(self, continuity: Continuity) -> None:
        """See `Sites`."""
        teams = self._directory.teams.values()
        dark = frozenset(team.team_id for team in teams if team.site.site_id in continuity.dark_sites)
        self._routing.dark(dark)
        if not dark:
            return
        for account in await self._accounts.everybody():
            team = self._directory.team_called(account.team)
            if team is not None and team.team_id in dark:
                await self._let_go(account.agent_id)

    async def _let_go(self, agent_id: str) -> None:
        for conversation_id in self._inbox.held_by_agent(agent_id):
            try:
                await self._conversations.take_back(conversation_id, agent_id)
            except FAILURES as error:
                log.warning("case.not_taken_back", conversation_id=conversation_id, error=repr(error))
