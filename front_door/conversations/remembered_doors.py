"""The door a customer chose earlier, whoever they are known as: the default of their next conversation."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from conversation.channel import Channel, Door
from front_door.conversations.turns import Opening
from front_door.ledger.port import KnownAs, Ledger, LedgerError

CALLER_S = 1.0
"""A call is greeted no later than this for the sake of who may be calling."""


class Callers(Protocol):
    """Whose number it is, as the carrier knows; a hint that proves nothing."""

    async def whose(self, number: str) -> str | None:
        """The customer of a number; None when there is none, or nobody can say."""


class RememberedDoors:
    """Reads the ledger; a ledger that cannot be read remembers nothing."""

    def __init__(self, ledger: Ledger, callers: Callers) -> None:
        self._ledger = ledger
        self._callers = callers

    async def at_opening(self, opening: Opening) -> Door | None:
        """By signed login, else by browser; of a call by its number.

        A number is a hint: it chooses who answers first and tells nothing of whose it is.
        """
        number = opening.claimed_number if opening.channel is Channel.VOICE else None
        known = KnownAs(
            customer_id=opening.identity.customer_id if opening.identity else None,
            browser=opening.browser,
            number=number,
            number_of=await self._caller(number) if number else None,
        )
        return await self._door(known)

    async def of_customer(self, customer_id: str) -> Door | None:
        """By a proof that came in the conversation."""
        return await self._door(KnownAs(customer_id=customer_id))

    async def _caller(self, number: str) -> str | None:
        try:
            async with asyncio.timeout(CALLER_S):
                return await self._callers.whose(number)
        except TimeoutError:
            return None

    async def _door(self, known: KnownAs) -> Door | None:
        try:
            return await self._ledger.door_of(known)
        except LedgerError:
            structlog.get_logger().exception("door.not_remembered")
            return None
