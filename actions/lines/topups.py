"""Adding data: what may be offered, at which price, and the one call that adds it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from actions.turns.operations import Done, Operation, OutcomeUnknown
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from carrier.errors import CarrierError, CarrierUnavailable
from carrier.types import Line, Usage

MOST_GB = Decimal(2)
"""Gigabytes in one conversation, over all lines; more is the team's to sell."""
STEP_GB = Decimal(1)
SLOT = "topup_offer"
_OPERATION = "topup"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpOffer:
    """What the customer is asked to agree to; made once, acted on at most once."""

    line_id: str
    number: str
    """Last four digits of the line, for words."""
    gb: Decimal
    price: Decimal
    """`gb` times the plan's price per GB, US dollars."""
    before: Decimal
    """The line's top-ups of this cycle when it was offered: what a reading is compared with."""
    offered_in: str
    """The turn that offered it names the operation, so that a second yes adds nothing."""

    def to_slot(self) -> dict[str, str]:
        """The form in which the tracker keeps it."""
        return {
            "line_id": self.line_id,
            "number": self.number,
            "gb": str(self.gb),
            "price": str(self.price),
            "before": str(self.before),
            "offered_in": self.offered_in,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The data is on the line."""

    gb: Decimal
    charge: Decimal
    """US dollars on the next bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdded:
    """Nothing was added and nothing is charged: the carrier refused, or it would be more than is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKnown:
    """No answer came and the line shows no more data than before. Never repeated: a person looks at it."""


ToppedUp = Added | NotAdded | NotKnown


def offer_of(turn: Turn) -> TopUpOffer | None:
    """The offer that is open; None when there is none."""
    table = turn.table(SLOT)
    try:
        return TopUpOffer(
            line_id=table["line_id"],
            number=table["number"],
            gb=Decimal(table["gb"]),
            price=Decimal(table["price"]),
            before=Decimal(table["before"]),
            offered_in=table["offered_in"],
        )
    except (KeyError, InvalidOperation):
        return None


def may_add(turn: Turn, to: Resources) -> Decimal:
    """Gigabytes that may still be added in this conversation; what was tried and is not known counts.

    Raises OperationsUnavailable.
    """
    given = Decimal(0)
    for name in to.operations.begun(turn.conversation_id, f"{_OPERATION}:"):
        try:
            given += Decimal(name.rpartition(":")[2])
        except InvalidOperation:
            given += MOST_GB
    return max(Decimal(0), MOST_GB - given)


def missing(usage: Usage) -> Decimal:
    """Gigabytes used beyond what there is; 0 or less while data is left or just used up."""
    return usage.data_used_gb - usage.data_limit_gb - usage.data_topup_gb


def least(usage: Usage) -> Decimal:
    """The smallest whole amount with which data works again."""
    return STEP_GB * max(Decimal(1), missing(usage) // STEP_GB + 1)


async def offer_data(turn: Turn, to: Resources, line: Line, usage: Usage, gb: Decimal) -> TopUpOffer:
    """The offer of so much data with its price; whether so much is allowed is the caller's to see.

    Raises CarrierError.
    """
    plan = await to.carrier.get_plan(line.plan_id, conversation_id=turn.situation.sender)
    return TopUpOffer(
        line_id=line.line_id,
        number=line.phone_number[-4:],
        gb=gb,
        price=gb * plan.topup_price_per_gb,
        before=usage.data_topup_gb,
        offered_in=turn.turn_id,
    )


async def add_data(turn: Turn, to: Resources, offer: TopUpOffer) -> ToppedUp:
    """After a yes to this offer: add the data once. Call it behind level 2.

    Raises:
        CarrierUnavailable: nothing was added; with `outcome_unknown` nothing is known and it cannot be read
            either. Calling it again with the same offer then reads before anything else.
        OperationsUnavailable: it could not be written down, so nothing was added.
    """
    operation = Operation(
        conversation_id=turn.conversation_id,
        turn_id=offer.offered_in,
        name=f"{_OPERATION}:{offer.line_id}:{offer.gb}",
    )
    allowed = may_add(turn, to)
    match to.operations.begin(operation, at=to.clock()):
        case Done(result=result):
            return Added(gb=offer.gb, charge=Decimal(result["charge"]))
        case OutcomeUnknown():
            return await _read(turn, to, offer, operation)
        case _:
            pass
    if offer.gb > allowed:
        to.operations.forget(operation)
        return NotAdded()
    try:
        made = await to.carrier.add_data_topup(
            offer.line_id, offer.gb, conversation_id=turn.situation.sender, idempotency_key=operation.key
        )
    except CarrierUnavailable as error:
        if error.outcome_unknown:
            return await _read(turn, to, offer, operation)
        to.operations.forget(operation)
        raise
    except CarrierError:
        to.operations.forget(operation)
        return NotAdded()
    return _finished(to, operation, offer, made.charge)


async def _read(turn: Turn, to: Resources, offer: TopUpOffer, operation: Operation) -> ToppedUp:
    try:
        usage = await to.carrier.get_usage(offer.line_id, conversation_id=turn.situation.sender)
    except CarrierUnavailable as error:
        raise CarrierUnavailable(error.code, operation=error.operation, outcome_unknown=True) from error
    if usage.data_topup_gb >= offer.before + offer.gb:
        return _finished(to, operation, offer, offer.price)
    # It stays written down as begun: should it arrive late, it has been counted.
    return NotKnown()


def _finished(to: Resources, operation: Operation, offer: TopUpOffer, charge: Decimal) -> Added:
    to.operations.finish(operation, {"charge": str(charge)})
    return Added(gb=offer.gb, charge=charge)
