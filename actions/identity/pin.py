"""The PIN: known only to the one call that checks it, counted once however often a turn runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.turns.operations import Begun, Done, Operation
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from carrier.errors import CarrierConflict, CarrierError, CarrierNotOffered

OPERATION = "pin_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRight:
    """The carrier knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinWrong:
    """It is another one; the carrier locks after `attempts_left` more."""

    attempts_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """Too many wrong ones, now or before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinUnchecked:
    """This carrier checks no PIN after all."""


PinOutcome = PinRight | PinWrong | Locked | PinUnchecked


async def check_pin(turn: Turn, to: Resources, customer_id: str, pin: str) -> PinOutcome:
    """Check the PIN of this turn.

    Raises:
        CarrierUnavailable: nothing is known; the customer may try again later.
        OperationsUnavailable: the attempt could not be written down, so it was not made.
    """
    operation = Operation(conversation_id=turn.conversation_id, turn_id=turn.turn_id, name=OPERATION)
    match to.operations.begin(operation, at=to.clock()):
        case Done(result=result):
            return _outcome(result)
        case Begun() | _:
            # A repeated check with the same Idempotency-Key counts once at the carrier.
            result = await _ask_carrier(turn, to, customer_id, pin, operation)
    to.operations.finish(operation, result)
    return _outcome(result)


async def _ask_carrier(
    turn: Turn, to: Resources, customer_id: str, pin: str, operation: Operation
) -> Mapping[str, str]:
    try:
        checked = await to.carrier.check_pin(
            customer_id, pin, conversation_id=turn.situation.sender, idempotency_key=operation.key
        )
    except CarrierConflict:
        return {"outcome": "locked"}
    except CarrierNotOffered:
        return {"outcome": "unchecked"}
    except CarrierError:
        to.operations.forget(operation)
        raise
    outcome = "right" if checked.correct else "wrong"
    return {"outcome": outcome, "attempts_left": str(checked.attempts_left)}


def _outcome(result: Mapping[str, str]) -> PinOutcome:
    match result.get("outcome"):
        case "right":
            return PinRight()
        case "wrong":
            return PinWrong(attempts_left=int(result.get("attempts_left", "0")))
        case "unchecked":
            return PinUnchecked()
        case _:
            return Locked()
