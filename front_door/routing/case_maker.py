"""A conversation as a case: its market and team, what it needs, and who helped its customer last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from conversation.callbacks import AWAITED
from conversation.channel import Channel
from conversation.context_packet import ContextPacket
from conversation.events import Event
from conversation.payloads.owners import OwnerChanged
from desk.routing.cases import DUE_S, OVERDUE_S, Case
from desk.teams.directory import Directory
from desk.teams.markets import Market
from desk.teams.team import Team
from front_door.conversations.recorder import Recorder
from front_door.conversations.state import ConversationState
from front_door.desk_console.ports import AccountProblem, AccountSource
from front_door.routing.outages import Outage, outage_in

ACCOUNT_S = 2.0
"""A customer waits no longer than this for their market to be read; then what they said of it counts."""

PROVED = 2
REMEMBERED = timedelta(days=90)
"""An agent who helped longer ago is a stranger to the case."""

log = structlog.get_logger(__name__)


class PacketSource(Protocol):
    """Where context packets come from."""

    async def packet(self, conversation_id: str) -> ContextPacket:
        """The packet as of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A case with the team and market it belongs to."""

    case: Case
    team: Team
    market: Market | None
    outage: Outage | None = None
    """At the address of a proved customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    zip_code: str | None = None
    lines: int = 0
    outage: Outage | None = None


class CaseMaker:
    """Reads the ledger, and the account of a proved customer."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        packets: PacketSource,
        directory: Directory,
        accounts: AccountSource,
        weak_carrier: Callable[[], bool],
    ) -> None:
        self._recorder = recorder
        self._packets = packets
        self._directory = directory
        self._accounts = accounts
        self._weak_carrier = weak_carrier

    async def make(self, conversation_id: str) -> Placed:
        """The conversation as it stands.

        Raises:
            LedgerError: it cannot be read.
        """
        state = (await self._recorder.live(conversation_id)).state
        account = await self._account(state)
        packet = await self._packets.packet(conversation_id)
        events = await self._recorder.ledger.events(conversation_id)
        said = state.facts.get("area")
        team, market = self._directory.team_at(account.zip_code or (said.value if said else None))
        case = Case(
            case_id=conversation_id,
            home=team.team_id,
            needs=self._directory.skills.needs(
                self._directory.skills.topic_of(packet.intent.name if packet.intent else None),
                state.handed_off,
                language=state.language.split("-")[0],
                contacts=len(packet.history.contacts),
                lines=account.lines,
            ),
            channel=Channel.VOICE if is_call(state) else state.channel,
            last_agent=last_agent(events) or await self._last_agent_of(state),
            joined_at=state.queued_at.timestamp() if state.queued_at else events[-1].at.timestamp(),
            promised_s=promised_s(state),
        )
        return Placed(case=case, team=team, market=market, outage=account.outage)

    async def home_of(self, state: ConversationState) -> Team:
        """See `HomeTeams`."""
        said = state.facts.get("area")
        account = await self._account(state)
        return self._directory.team_at(account.zip_code or (said.value if said else None))[0]

    async def _last_agent_of(self, state: ConversationState) -> str | None:
        """Who helped this customer last in another conversation: a proved one's, or the one this follows."""
        ledger = self._recorder.ledger
        proof = state.verified
        rows = await ledger.conversations_of(proof.customer_id) if proof and proof.level >= PROVED else []
        if state.follows is not None:
            rows = [*rows, await ledger.conversation(state.follows)]
        if state.browser is not None:
            rows += [
                row for row in await ledger.conversations_in_browser(state.browser) if row.customer_id is None
            ]
        now = state.opened_at
        held = [row for row in rows if row.last_agent_id and now - row.changed_at <= REMEMBERED]
        newest = max(held, key=lambda row: row.changed_at, default=None)
        return newest.last_agent_id if newest else None

    async def _account(self, state: ConversationState) -> _Account:
        """ZIP code and number of lines, of a customer who proved who they are."""
        proof, needed = state.verified, 1 if self._weak_carrier() else 2
        if proof is None or proof.level < needed:
            return _Account()
        try:
            async with asyncio.timeout(ACCOUNT_S):
                account = await self._accounts.account(proof.customer_id, state.sender)
        except (AccountProblem, TimeoutError) as error:
            log.info("market.unknown", conversation_id=state.conversation_id, why=type(error).__name__)
            return _Account()
        customer, lines = account.get("customer"), account.get("lines")
        address = customer.get("address") if isinstance(customer, dict) else None
        zip_code = address.get("zip_code") if isinstance(address, dict) else None
        return _Account(
            zip_code=zip_code if isinstance(zip_code, str) else None,
            lines=len(lines) if isinstance(lines, list) else 0,
            outage=outage_in(account),
        )


def last_agent(events: list[Event]) -> str | None:
    """The agent who held the conversation last; another stay in the queue goes to them first."""
    for event in reversed(events):
        if isinstance(event.payload, OwnerChanged) and event.payload.agent_id:
            return event.payload.agent_id
    return None


def is_call(state: ConversationState) -> bool:
    """Whether whoever takes it up calls the customer: a call fills an agent alone."""
    return state.callback is not None and state.callback.standing in AWAITED


def promised_s(state: ConversationState) -> float:
    """What promises add to the time waited, in seconds."""
    if state.is_overdue:
        return OVERDUE_S
    return DUE_S if is_call(state) else 0.0
