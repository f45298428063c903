"""The continuity in force, for everybody who tells customers who answers and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.continuity import Banner, Continuity, Mode

FRESH = timedelta(minutes=10)
"""What was heard of an outage longer ago says nothing about now."""


@dataclass(frozen=True, slots=True)
class KnownOutage:
    """Somebody's network is down."""

    until: datetime | None
    """The expected end, where the carrier tells one."""


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
        self._outages: dict[str, tuple[datetime | None, datetime]] = {}

    def now(self) -> datetime:
        """By the clock that modes and banners end on."""
        return self._clock()

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

    def note_outage(self, zip_code: str, until: datetime | None) -> None:
        """The carrier says that the network is down there."""
        self._outages[self._market_of(zip_code) or zip_code] = (until, self._clock())

    def outage_at(self, zip_code: str | None) -> KnownOutage | None:
        """An outage in the market of this ZIP code that was heard of just now."""
        if zip_code is None:
            return None
        until, heard = self._outages.get(self._market_of(zip_code) or zip_code, (None, None))
        if heard is None or self._clock() - heard > FRESH:
            return None
        return KnownOutage(until=until)

    def banner_at(self, zip_code: str | None) -> Banner | None:
        """What somebody from there is told; where they are from may not be known."""
        market_id = self._market_of(zip_code) if zip_code else None
        return self.kept.banner(market_id, self._clock())
