"""The continuity in force, for everybody who tells customers who answers and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from desk.continuity import Banner, Continuity, Mode

MarketOf = Callable[[str], str | None]
"""ZIP code -> id of the market it lies in."""


def _nowhere(_: str) -> str | None:
    return None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CurrentContinuity:
    """Set by whoever keeps it; asked anew each time."""

    def __init__(self, *, market_of: MarketOf = _nowhere, clock: Callable[[], datetime] = _utc_now) -> None:
        self._market_of = market_of
        self._clock = clock
        self.kept = Continuity()

    @property
    def mode(self) -> Mode:
        """Now."""
        return self.kept.mode_at(self._clock())

    @property
    def pauses_queue(self) -> bool:
        """Whether nobody is put through now."""
        return self.kept.pauses_queue(self._clock())

    @property
    def people_only(self) -> bool:
        """Whether the assistant answers nobody now."""
        return self.mode is Mode.PEOPLE_ONLY

    def banner_at(self, zip_code: str | None) -> Banner | None:
        """What somebody from there is told; where they are from may not be known."""
        market_id = self._market_of(zip_code) if zip_code else None
        return self.kept.banner(market_id, self._clock())
