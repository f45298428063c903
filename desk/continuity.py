"""How the door stands when not all is well: modes, sites that cannot be reached, banners for a market."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """Who answers."""

    NORMAL = "normal"
    ASSISTANT_ONLY = "assistant_only"
    """The team cannot be reached: who wants a person waits or books a call; the assistant goes on."""
    PEOPLE_ONLY = "people_only"
    """The assistant answers nobody: whatever is written goes to the team."""
    CALLBACKS_ONLY = "callbacks_only"
    """Nobody is put through: people are called at a time they choose."""


PAUSES = frozenset({Mode.ASSISTANT_ONLY, Mode.CALLBACKS_ONLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What customers of a market are told before they join the queue."""

    text: str
    market_id: str | None = None
    """None: everybody's."""
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is told still."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """As the leads have switched it."""

    mode: Mode = Mode.NORMAL
    until: datetime | None = None
    """When the mode ends by itself; None: at a lead's word."""
    dark_sites: frozenset[str] = frozenset()
    banners: tuple[Banner, ...] = ()

    def mode_at(self, now: datetime) -> Mode:
        """The mode at this moment."""
        return Mode.NORMAL if self.until is not None and now >= self.until else self.mode

    def pauses_queue(self, now: datetime) -> bool:
        """Whether nobody is put through."""
        return self.mode_at(now) in PAUSES

    def banner(self, market_id: str | None, now: datetime) -> Banner | None:
        """The banner of a market, else everybody's."""
        holding = [banner for banner in self.banners if banner.holds(now)]
        own = [banner for banner in holding if banner.market_id is not None and banner.market_id == market_id]
        general = [banner for banner in holding if banner.market_id is None]
        return next(iter([*own, *general]), None)

    def with_site(self, site_id: str, *, dark: bool) -> Continuity:
        """A site that cannot be reached, or can again."""
        sites = self.dark_sites | {site_id} if dark else self.dark_sites - {site_id}
        return replace(self, dark_sites=sites)

    def with_banner(self, market_id: str | None, banner: Banner | None) -> Continuity:
        """The market's banner is another one, or none."""
        others = tuple(one for one in self.banners if one.market_id != market_id)
        return replace(self, banners=(*others, banner) if banner else others)
