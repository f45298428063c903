"""What the customer's team can offer for a call at a booked time, as the front door tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.turns.proof import read_time


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedCall:
    """The call that is booked."""

    at: datetime
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffer:
    """Free quarter hours and what is booked."""

    team: str
    zone: ZoneInfo
    """The clock on which times are told to this customer."""
    slots: tuple[datetime, ...]
    """Beginnings (UTC), in order."""
    number: str | None = None
    """E.164; where the customer can be called, as far as the front door knows."""
    booked: BookedCall | None = None


def call_offer_from(value: object) -> CallOffer | None:
    """The offer as the front door's internal address tells it; None for anything else."""
    table: Mapping[str, object] = value if isinstance(value, dict) else {}
    team, zone, slots = table.get("team"), table.get("time_zone"), table.get("slots")
    if not isinstance(team, str) or not isinstance(zone, str) or not isinstance(slots, list):
        return None
    number = table.get("number")
    return CallOffer(
        team=team,
        zone=ZoneInfo(zone),
        slots=tuple(at for at in map(read_time, slots) if at is not None),
        number=number if isinstance(number, str) else None,
        booked=_booked(table.get("callback")),
    )


def _booked(value: object) -> BookedCall | None:
    if not isinstance(value, dict):
        return None
    at, number = read_time(value.get("at")), value.get("number")
    return BookedCall(at=at, number=number) if at is not None and isinstance(number, str) else None
