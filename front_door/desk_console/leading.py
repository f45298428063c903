"""A lead's requests: look over everything, step in, move cases, set agents away, switch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from conversation.desk_leading import (
    Assign,
    BannerView,
    LeadRequest,
    MarketView,
    Oversee,
    Overview,
    SetAgent,
    SetBanner,
    SetMode,
    SetSite,
    SiteView,
    StepIn,
    SwitchView,
)
from conversation.desk_protocol import Done
from conversation.desk_views import InboxItem
from conversation.owner import Owner
from desk.agents import AgentIdentity
from desk.continuity import Mode
from desk.teams.directory import Directory
from front_door.desk_console.accounts import Accounts
from front_door.desk_console.cards import Cards
from front_door.desk_console.connection import Connection
from front_door.desk_console.inbox import Inbox
from front_door.desk_console.presence import Presence
from front_door.desk_console.refusals import FAILURES, Refusals
from front_door.desk_console.room import DeskRoom
from front_door.desk_console.switching import Switching
from front_door.ledger.port import Ledger

LATELY = timedelta(minutes=15)
MOST_LIVE = 50


class LeadConversations(Protocol):
    """What a lead does with conversations; raises what `DeskConversations` raises."""

    async def step_in(self, conversation_id: str, lead: AgentIdentity) -> object:
        """Take it, whoever has it."""

    async def assign(
        self, conversation_id: str, lead: AgentIdentity, to: AgentIdentity | None, note: str
    ) -> object:
        """Give it to an agent, or to the queue with None."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leading:
    """Refuses everybody who leads no team."""

    conversations: LeadConversations
    switching: Switching
    room: DeskRoom
    inbox: Inbox
    ledger: Ledger
    accounts: Accounts
    cards: Cards
    presence: Presence
    directory: Directory
    refusals: Refusals
    clock: Callable[[], datetime]

    async def answer(self, page: Connection, frame: LeadRequest) -> Overview | Done:
        """Carry it out.

        Raises:
            RequestRefused: with the reason in words; nothing was changed.
        """
        if not self.cards.leads(page.agent.agent_id):
            raise self.refusals.plain("leads_only")
        try:
            if isinstance(frame, Oversee):
                return await self._overview(frame)
            await self._do(page.agent, frame)
        except FAILURES as error:
            raise self.refusals.of(error, {}) from error
        return Done(request_id=frame.request_id)

    async def _do(
        self, lead: AgentIdentity, frame: StepIn | Assign | SetAgent | SetMode | SetSite | SetBanner
    ) -> None:
        match frame:
            case StepIn():
                await self.conversations.step_in(frame.conversation_id, lead)
            case Assign():
                to = await self._agent(frame.agent_id) if frame.agent_id else None
                await self.conversations.assign(frame.conversation_id, lead, to, frame.note)
            case SetAgent():
                await self._set_agent(frame)
            case SetMode() | SetSite() | SetBanner():
                await self.switching.throw(lead, frame)
                self.room.duty_changed()

    async def _agent(self, agent_id: str) -> AgentIdentity:
        """Somebody who is here: no customer is given to an empty chair."""
        account = await self.accounts.get(agent_id)
        if account is None or account.closed:
            raise self.refusals.plain("unknown_agent")
        state = self.presence.state(agent_id)
        if state == "offline":
            raise self.refusals.plain("agent_offline", name=account.name, state=state)
        return account.identity

    async def _set_agent(self, frame: SetAgent) -> None:
        await self._agent(frame.agent_id)
        if frame.state == "away":
            self.presence.send_away(frame.agent_id, "lead")
        else:
            self.presence.choose(frame.agent_id, "available")
        await self.room.agents_changed()

    # -- looking -------------------------------------------------------------------------------------

    async def _overview(self, frame: Oversee) -> Overview:
        kept, now = self.switching.continuity.kept, self.clock()
        mode = kept.mode_at(now)
        return Overview(
            request_id=frame.request_id,
            live=await self._live(now),
            sites=self._sites(),
            markets=self._markets(),
            mode=mode.value,
            mode_until=kept.until if mode is not Mode.NORMAL else None,
            banners=[
                BannerView(market_id=banner.market_id, text=banner.text, until=banner.until)
                for banner in kept.banners
                if banner.holds(now)
            ],
            switched=[
                SwitchView(what=switch.what, by=switch.by, at=switch.at)
                for switch in await self.switching.switches.newest()
            ],
        )

    async def _live(self, now: datetime) -> list[InboxItem]:
        rows = await self.ledger.open_conversations(frozenset({Owner.ASSISTANT}))
        fresh = [row for row in rows if now - row.changed_at <= LATELY]
        fresh.sort(key=lambda row: row.changed_at, reverse=True)
        return [await self.inbox.project(row) for row in fresh[:MOST_LIVE]]

    def _sites(self) -> list[SiteView]:
        dark = self.switching.continuity.kept.dark_sites
        return [
            SiteView(
                site_id=site.site_id,
                name=site.name,
                teams=[team.name for team in self.directory.teams.values() if team.site == site],
                dark=site.site_id in dark,
            )
            for site in self.directory.sites
        ]

    def _markets(self) -> list[MarketView]:
        return [
            MarketView(
                market_id=market.market_id,
                name=market.name,
                team=self.directory.teams[market.team_id].name,
            )
            for market in self.directory.markets.all
        ]
