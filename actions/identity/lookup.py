"""Finding the one customer who is meant, by what was heard; nothing of an account but its holder is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.sounds import best_of
from carrier.errors import CarrierNotFound, CarrierRefused
from carrier.types import Customer

MOST_NAMES = 3
MOST_DATES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundByNumber:
    """The customer one of the numbers belongs to."""

    customer: Customer
    number: str
    likeliest: bool
    """It was the first way the number was heard."""


async def by_number(turn: Turn, to: Resources, numbers: Sequence[str]) -> FoundByNumber | None:
    """The first of the numbers that belongs to exactly one customer.

    Raises:
        CarrierUnavailable: nothing is known.
    """
    for place, number in enumerate(numbers):
        found = await _find(turn, to, phone=number)
        if len(found) == 1:
            return FoundByNumber(customer=found[0], number=number, likeliest=place == 0)
    return None


async def by_name(turn: Turn, to: Resources, names: Sequence[str], dates: Sequence[date]) -> Customer | None:
    """The customer of that name who was born that day: the name may sound alike, the day must be one heard.

    Raises:
        CarrierUnavailable: nothing is known.
    """
    for day in dates[:MOST_DATES]:
        for name in names[:MOST_NAMES]:
            found = await _find(turn, to, full_name=name, date_of_birth=day)
            if len(found) == 1:
                return found[0]
    for day in dates[:MOST_DATES]:
        born = await _find(turn, to, date_of_birth=day)
        place = best_of(names[:MOST_NAMES], [customer.full_name for customer in born])
        if place is not None:
            return born[place]
    return None


async def _find(
    turn: Turn,
    to: Resources,
    *,
    phone: str | None = None,
    full_name: str | None = None,
    date_of_birth: date | None = None,
) -> tuple[Customer, ...]:
    """Nobody, too, when the carrier refuses to search by so little."""
    try:
        return await to.carrier.find_customers(
            conversation_id=turn.situation.sender,
            phone=phone,
            full_name=full_name,
            date_of_birth=date_of_birth,
        )
    except (CarrierNotFound, CarrierRefused):
        return ()
