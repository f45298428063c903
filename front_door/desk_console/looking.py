"""What an agent looks at: search, the customer's account, earlier conversations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from conversation.desk_protocol import Account, Earlier, SearchResults
from conversation.desk_requests import Search, ShowAccount, ShowEarlier
from conversation.desk_views import EarlierConversation
from conversation.owner import Owner
from conversation.packet_groups import proof_of
from conversation.payloads.findings import Verified
from conversation.payloads.owners import Resolved
from conversation.words import Words
from desk.agents import AgentIdentity
from desk.wrap_up import wrap_up_codes
from front_door.desk_console.inbox import Inbox, Look, one_line
from front_door.desk_console.ports import AccountProblem, AccountSource
from front_door.desk_console.refusals import FAILURES, Refusals
from front_door.ledger.port import ConversationRow, Ledger

MOST_EARLIER = 20

log = structlog.get_logger(__name__)


class Looking:
    """Reads only; each method raises RequestRefused with the reason in words."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        inbox: Inbox,
        account_source: AccountSource,
        weak_carrier: Callable[[], bool],
        refusals: Refusals,
        words: Words,
    ) -> None:
        self._ledger = ledger
        self._inbox = inbox
        self._accounts = account_source
        self._weak_carrier = weak_carrier
        self._refusals = refusals
        self._words = words

    async def search(self, frame: Search) -> SearchResults:
        """By number, name or reference; an empty question finds nothing."""
        query = frame.query.strip()
        try:
            rows = await self._ledger.find(query) if query else []
            items = [await self._inbox.project(row) for row in rows]
        except FAILURES as error:
            raise self._refusals.of(error, {}) from error
        return SearchResults(request_id=frame.request_id, items=items)

    async def account(self, agent: AgentIdentity, frame: ShowAccount) -> Account:
        """Account, lines and bills of whoever proved their identity in this conversation.

        A proof that ran out while the customer waited still opens the account to the agent (the packet
        shows that it ran out); what may be told or changed is asked for anew. One that was taken back opens
        nothing.
        """
        look = await self._look(frame.conversation_id)
        proof = self._proof(look)
        if proof is None:
            raise self._refusals.plain("not_verified")
        expired = proof.expires_at is not None and proof.expires_at <= datetime.now(UTC)
        problem: str | None = None
        account: dict[str, object] | None = None
        try:
            account = await self._accounts.account(proof.customer_id, look.row.sender)
        except AccountProblem as error:
            problem = self._refusals.plain("unavailable", error.code).text
        log.info(
            "account.shown",
            agent_id=agent.agent_id,
            conversation_id=frame.conversation_id,
            expired=expired,
            problem=problem is not None,
        )
        return Account(
            request_id=frame.request_id,
            conversation_id=frame.conversation_id,
            account=account,
            problem=problem,
        )

    async def earlier(self, frame: ShowEarlier) -> Earlier:
        """The customer's other conversations, newest first; the linked ones even of somebody unknown."""
        look = await self._look(frame.conversation_id)
        try:
            rows = await self._earlier_rows(look)
            found = [await self._earlier(row) for row in rows[:MOST_EARLIER]]
        except FAILURES as error:
            raise self._refusals.of(error, {}) from error
        return Earlier(
            request_id=frame.request_id, conversation_id=frame.conversation_id, conversations=found
        )

    async def _look(self, conversation_id: str) -> Look:
        try:
            return await self._inbox.look(conversation_id)
        except FAILURES as error:
            raise self._refusals.of(error, {}) from error

    def _proof(self, look: Look) -> Verified | None:
        needed = 1 if self._weak_carrier() else 2
        proof = proof_of(look.events)
        return proof if proof is not None and proof.level >= needed else None

    async def _earlier_rows(self, look: Look) -> list[ConversationRow]:
        rows: dict[str, ConversationRow] = {}
        customer_id = look.row.customer_id or look.packet.customer.customer_id
        if customer_id is not None:
            rows = {row.conversation_id: row for row in await self._ledger.conversations_of(customer_id)}
        follows = look.row.follows
        while follows is not None and follows not in rows and len(rows) < MOST_EARLIER:
            row = rows[follows] = await self._ledger.conversation(follows)
            follows = row.follows
        rows.pop(look.row.conversation_id, None)
        return sorted(rows.values(), key=lambda row: row.opened_at, reverse=True)

    async def _earlier(self, row: ConversationRow) -> EarlierConversation:
        look = await self._inbox.look(row.conversation_id)
        packet = look.packet
        said = one_line(packet.issue.words) if packet.issue else ""
        known = packet.intent is not None and packet.intent.label != self._words.matter(None)
        return EarlierConversation(
            conversation_id=row.conversation_id,
            reference=row.reference,
            opened_at=row.opened_at,
            owner=row.owner,
            matter=packet.intent.label if packet.intent and known else said,
            outcome=self._outcome(look),
        )

    def _outcome(self, look: Look) -> str:
        labels = {entry.code: entry.label for entry in wrap_up_codes()}
        for event in reversed(look.events):
            if isinstance(event.payload, Resolved):
                return labels.get(event.payload.code, event.payload.code)
        owner = Owner(look.row.owner)
        return self._words.name("owner", owner)
