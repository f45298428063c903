"""One-time codes: texted to a line of the account, and checked; each done once however often a turn runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.identity.claims import Claim
from actions.identity.guessing import code_was_sent, may_send_code
from actions.turns.operations import Done, Operation
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import same_number
from carrier.enums import LineStatus
from carrier.errors import CarrierConflict, CarrierError, CarrierNotFound, CarrierNotOffered
from carrier.types import Line

SEND, CHECK = "code_send", "code_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent:
    """It is on its way."""

    code_id: str
    last_4: str
    """Of the number it went to; empty when the customer did not name that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNotSent:
    """No line of the account can be texted now, or enough codes were sent, or none are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRight:
    """It is the one that was texted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWrong:
    """It is another one."""

    attempts_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSpent:
    """It has expired, was used, or was tried too often: another one is needed."""


CodeOutcome = CodeRight | CodeWrong | CodeSpent


async def send_code(turn: Turn, to: Resources, claim: Claim) -> CodeSent | CodeNotSent:
    """Text a code to the line whose number was given, else to the account's main line.

    The lines are read to find where a text can go; nothing of them is told but a number the customer gave.

    Raises:
        CarrierUnavailable: nothing is known; the customer may try again later.
        OperationsUnavailable: it could not be written down, so it was not done.
    """
    operation = _operation(turn, SEND)
    match to.operations.begin(operation, at=to.clock()):
        case Done(result=result):
            return _sent(result)
    try:
        result = await _send(turn, to, claim, operation)
    except CarrierError:
        to.operations.forget(operation)
        raise
    to.operations.finish(operation, result)
    return _sent(result)


async def _send(turn: Turn, to: Resources, claim: Claim, operation: Operation) -> Mapping[str, str]:
    if not may_send_code(turn, to, claim.customer_id):
        return {}
    listed = await to.carrier.list_lines(claim.customer_id, conversation_id=turn.situation.sender)
    line = _line_for_code(listed.lines, claim)
    if line is None:
        return {}
    try:
        code = await to.carrier.send_one_time_code(
            claim.customer_id,
            line.line_id,
            conversation_id=turn.situation.sender,
            idempotency_key=operation.key,
        )
    except (CarrierConflict, CarrierNotOffered, CarrierNotFound):
        return {}
    code_was_sent(turn, to, claim.customer_id)
    named = bool(claim.number) and same_number(line.phone_number, claim.number)
    return {"code_id": code.code_id, "last_4": code.sent_to_last_4 if named else ""}


async def check_code(turn: Turn, to: Resources, customer_id: str, code_id: str, code: str) -> CodeOutcome:
    """Check the code of this turn.

    Raises:
        CarrierUnavailable: nothing is known; the customer may try again later.
        OperationsUnavailable: the attempt could not be written down, so it was not made.
    """
    operation = _operation(turn, CHECK)
    match to.operations.begin(operation, at=to.clock()):
        case Done(result=result):
            return _checked(result)
    try:
        checked = await to.carrier.check_one_time_code(
            customer_id, code_id, code, conversation_id=turn.situation.sender, idempotency_key=operation.key
        )
        outcome = {
            "outcome": "right" if checked.correct else "wrong",
            "attempts_left": str(checked.attempts_left),
        }
    except (CarrierConflict, CarrierNotFound, CarrierNotOffered):
        outcome = {"outcome": "spent"}
    except CarrierError:
        to.operations.forget(operation)
        raise
    to.operations.finish(operation, outcome)
    return _checked(outcome)


def _line_for_code(lines: tuple[Line, ...], claim: Claim) -> Line | None:
    active = [line for line in lines if line.status is LineStatus.ACTIVE]
    for number in (claim.number, claim.main_number):
        for line in active:
            if number and same_number(line.phone_number, number):
                return line
    return None


def _operation(turn: Turn, name: str) -> Operation:
    return Operation(conversation_id=turn.conversation_id, turn_id=turn.turn_id, name=name)


def _sent(result: Mapping[str, str]) -> CodeSent | CodeNotSent:
    if not result.get("code_id"):
        return CodeNotSent()
    return CodeSent(code_id=result["code_id"], last_4=result.get("last_4", ""))


def _checked(result: Mapping[str, str]) -> CodeOutcome:
    match result.get("outcome"):
        case "right":
            return CodeRight()
        case "wrong":
            return CodeWrong(attempts_left=int(result.get("attempts_left", "0")))
        case _:
            return CodeSpent()
