"""Where the customer is, as far as it is known: the ZIP code said, or the account's, and its market."""

from __future__ import annotations

from actions.identity.gate import proof_of, reaches
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import zip_in
from carrier.errors import CarrierError
from knowledge_base.markets import Markets

MARKETS = Markets.load()


async def area_of(turn: Turn, to: Resources) -> str | None:
    """The ZIP code said now, said before, or of the address of a customer whose identity is proved.

    What was kept in place of a ZIP code comes back as it is. Raises CarrierError.
    """
    known = zip_in(turn.text) if not turn.acted else None
    known = known or turn.words("area")
    if known:
        return known
    proof = proof_of(turn, to)
    if proof is None or not await reaches(turn, to, 2):
        return None
    customer = await to.carrier.get_customer(proof.customer_id, conversation_id=turn.situation.sender)
    return customer.address.zip_code


async def market_of(turn: Turn, to: Resources) -> str | None:
    """The market the customer's area lies in; None when that is not known, or the carrier does not answer."""
    try:
        area = await area_of(turn, to)
    except CarrierError:
        return None
    return MARKETS.of(area) if area else None
