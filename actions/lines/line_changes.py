"""What may be changed on a line without a person: a suspension lifted, a lost phone suspended, roaming.

Each is done once however often a turn runs; when no answer comes, the line is read. Call them behind level 2.
All raise CarrierUnavailable when the outcome can be read neither, and OperationsUnavailable when it could not
be written down, so that nothing was done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from actions.billing.bills import awaiting, overdue
from actions.billing.bills import told as told_bills
from actions.identity.gate import proved
from actions.turns.operations import Begun, Operation
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from carrier.enums import LineStatus
from carrier.errors import CarrierConflict, CarrierUnavailable
from carrier.types import Bill, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """The line is active again; the customer has to restart the phone."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSuspended:
    """There was nothing to lift."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEnded:
    """The contract ended before the business date: always the team's."""

    line: Line
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BillOpen:
    """A bill is Overdue or Awaiting Payment: first that one, the oldest overdue before any other."""

    line: Line
    bill: Bill


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLifted:
    """The carrier refuses for a reason it does not tell: the team's."""

    line: Line


Lifting = Lifted | NotSuspended | ContractEnded | BillOpen | NotLifted


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """Nobody can use the line now."""

    line: Line
    was_before: bool
    """It was suspended already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSuspendable:
    """The line is neither active nor suspended, or the carrier refuses: the team's."""

    line: Line


Suspending = Suspended | NotSuspendable


@dataclass(frozen=True, slots=True, kw_only=True)
class RoamingAllowed:
    """The line may roam; data roaming in the phone is the customer's switch."""

    line: Line
    was_before: bool


async def lift_suspension(turn: Turn, to: Resources, line: Line) -> Lifting:
    """Lift it where no bill is open and the contract has not ended; otherwise what stands in the way."""
    operation = _operation(turn, "resume", line)
    if line.status is not LineStatus.SUSPENDED:
        was_done = line.status is LineStatus.ACTIVE and _was_begun(to, operation)
        return Lifted(line=line) if was_done else NotSuspended(line=line)
    blocked = await what_blocks(turn, to, line)
    if blocked is not None:
        return blocked

    async def resume() -> Line:
        return await to.carrier.resume_line(
            line.line_id, conversation_id=turn.situation.sender, idempotency_key=operation.key
        )

    now = await _changed(turn, to, operation, line, resume)
    if now.status is LineStatus.ACTIVE:
        return Lifted(line=now)
    return await what_blocks(turn, to, now) or NotLifted(line=now)


async def what_blocks(turn: Turn, to: Resources, line: Line) -> ContractEnded | BillOpen | None:
    """Why a suspended line may not be lifted by the assistant; None when it may."""
    if line.contract_end_date is not None and line.contract_end_date < line.business_date:
        return ContractEnded(line=line, ended_on=line.contract_end_date)
    customer = proved(turn, to).customer_id
    bills = told_bills(await to.carrier.list_bills(customer, conversation_id=turn.situation.sender))
    open_bill = next(iter(overdue(bills)), None) or awaiting(bills)
    return BillOpen(line=line, bill=open_bill) if open_bill else None


async def suspend_lost(turn: Turn, to: Resources, line: Line, reason: str) -> Suspending:
    """Suspend the line of a lost or stolen phone at once. `reason` is what the carrier writes down."""
    operation = _operation(turn, "suspend", line)
    if line.status is LineStatus.SUSPENDED:
        return Suspended(line=line, was_before=not _was_begun(to, operation))
    if line.status is not LineStatus.ACTIVE:
        return NotSuspendable(line=line)

    async def suspend() -> Line:
        return await to.carrier.suspend_line(
            line.line_id, reason, conversation_id=turn.situation.sender, idempotency_key=operation.key
        )

    now = await _changed(turn, to, operation, line, suspend)
    if now.status is LineStatus.SUSPENDED:
        return Suspended(line=now, was_before=False)
    return NotSuspendable(line=now)


async def allow_roaming(turn: Turn, to: Resources, line: Line) -> RoamingAllowed:
    """Allow it on the line, free of charge."""
    operation = _operation(turn, "roaming", line)
    if line.roaming_enabled:
        return RoamingAllowed(line=line, was_before=not _was_begun(to, operation))

    async def allow() -> Line:
        return await to.carrier.set_roaming(line.line_id, enabled=True, conversation_id=turn.situation.sender)

    now = await _changed(turn, to, operation, line, allow)
    if not now.roaming_enabled:
        raise CarrierUnavailable("unexpected_status", operation="set_roaming")
    return RoamingAllowed(line=now, was_before=False)


def _operation(turn: Turn, kind: str, line: Line) -> Operation:
    return Operation(
        conversation_id=turn.conversation_id, turn_id=turn.turn_id, name=f"{kind}:{line.line_id}"
    )


def _was_begun(to: Resources, operation: Operation) -> bool:
    """Whether this very turn has tried it before; asking leaves no trace."""
    if isinstance(to.operations.begin(operation, at=to.clock()), Begun):
        to.operations.forget(operation)
        return False
    return True


async def _changed(
    turn: Turn, to: Resources, operation: Operation, line: Line, change: Callable[[], Awaitable[Line]]
) -> Line:
    """The line after the change, or as it reads now when the carrier refused or did not answer."""
    begun = to.operations.begin(operation, at=to.clock())
    try:
        now = await change()
    except CarrierConflict:
        now = await to.carrier.get_line(line.line_id, conversation_id=turn.situation.sender)
    except CarrierUnavailable as error:
        if not error.outcome_unknown:
            if isinstance(begun, Begun):
                to.operations.forget(operation)
            raise
        now = await to.carrier.get_line(line.line_id, conversation_id=turn.situation.sender)
    to.operations.finish(operation, {"status": now.status.value})
    return now
