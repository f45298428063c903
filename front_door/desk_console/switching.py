"""Modes, dark sites and banners: what a lead switches, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from conversation.desk_leading import SetBanner, SetMode, SetSite
from conversation.redaction import redact
from desk.agents import AgentIdentity
from desk.continuity import Banner, Continuity, Mode
from desk.teams.directory import Directory
from desk.wording import DeskWords
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.desk_console.refusals import Refusals
from front_door.desk_console.switches import Switches


class Sites(Protocol):
    """What happens to the people of a site."""

    async def follow(self, continuity: Continuity) -> None:
        """Bring floor and ledger in line with what is dark."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Switching:
    """Kept first, then in force."""

    continuity: CurrentContinuity
    switches: Switches
    sites: Sites
    directory: Directory
    refusals: Refusals
    words: DeskWords
    clock: Callable[[], datetime]

    async def load(self) -> None:
        """As it stood when the process ended."""
        self.continuity.kept = await self.switches.in_force()
        await self.sites.follow(self.continuity.kept)

    async def throw(self, lead: AgentIdentity, frame: SetMode | SetSite | SetBanner) -> None:
        """Switch.

        Raises:
            RequestRefused: there is no such site or market.
        """
        before = self.continuity.kept
        match frame:
            case SetMode():
                after, what = self._mode(before, frame)
            case SetSite():
                after, what = self._site(before, frame)
            case SetBanner():
                after, what = self._banner(before, frame)
        await self.switches.throw(after, what, lead, self.clock())
        self.continuity.kept = after
        await self.sites.follow(after)

    def _mode(self, before: Continuity, frame: SetMode) -> tuple[Continuity, str]:
        after = replace(before, mode=Mode(frame.mode), until=frame.until)
        return after, self.words.switches["mode"].format(mode=frame.mode.replace("_", " "))

    def _site(self, before: Continuity, frame: SetSite) -> tuple[Continuity, str]:
        site = next((one for one in self.directory.sites if one.site_id == frame.site_id), None)
        if site is None:
            raise self.refusals.plain("unknown_place", "unknown_site")
        what = self.words.switches["site_dark" if frame.dark else "site_lit"].format(site=site.name)
        return before.with_site(site.site_id, dark=frame.dark), what

    def _banner(self, before: Continuity, frame: SetBanner) -> tuple[Continuity, str]:
        names = {market.market_id: market.name for market in self.directory.markets.all}
        if frame.market_id is not None and frame.market_id not in names:
            raise self.refusals.plain("unknown_place", "unknown_market")
        market = names.get(frame.market_id or "", self.words.switches["everybody"])
        text = redact(" ".join(frame.text.split())).text
        banner = Banner(text=text, market_id=frame.market_id, until=frame.until) if text else None
        key = "banner" if banner else "no_banner"
        after = before.with_banner(frame.market_id, banner)
        return after, self.words.switches[key].format(market=market, text=text)
