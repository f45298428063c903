"""Checks a guide's step may name: what the carrier's systems say, and what the assistant may put right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from actions.billing.bills import name_of
from actions.identity.gate import levels, reaches
from actions.lines.data_left import left_of, usage_facts
from actions.lines.line_changes import (
    BillOpen,
    ContractEnded,
    Lifted,
    NotSuspended,
    allow_roaming,
    lift_suspension,
)
from actions.lines.lines import line_in_question, lines_of, status_fact
from actions.lines.topups import (
    SLOT,
    Added,
    NotAdded,
    NotKnown,
    add_data,
    least,
    may_add,
    offer_data,
    offer_of,
)
from actions.lines.which_line import offered
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import gigabytes, money
from carrier.enums import BillStatus, LineStatus
from carrier.errors import CarrierUnavailable
from carrier.types import Line
from knowledge_base.guides import StepResult

UNPAID, AWAITED = "suspended_overdue", "suspended_awaiting"
"""Why a guide waits at a suspended line: a bill to pay, or a payment request to approve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The check has its result."""

    result: StepResult
    told: Outcome = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """The customer's yes is needed first."""

    question: str
    slots: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsProof:
    """The account must not be read yet; the customer may prefer to go without."""

    question: str = "identity"
    slots: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[Turn, Resources], Awaitable[Checked | Asks | NeedsProof]]

LINE = "line"
"""The question which line is meant."""
_UNKNOWN = Checked(result=StepResult.UNKNOWN)


def guarded_check(name: str, check: Check) -> Check:
    """The check behind its level in `verification.yml`; a carrier that fails leaves it unknown."""

    async def run(turn: Turn, to: Resources) -> Checked | Asks | NeedsProof:
        try:
            needed = levels()[name]
            if needed and not await reaches(turn, to, needed):
                return NeedsProof()
            return await check(turn, to)
        except CarrierUnavailable:
            return _UNKNOWN

    return run


async def _line_meant(turn: Turn, to: Resources) -> Line | Asks | Checked:
    """The line to work on; asked for where there are several and no number was given."""
    line = await line_in_question(turn, to)
    if line is not None:
        return line
    every = await lines_of(turn, to)
    return Asks(question=LINE, slots=offered(every)) if every else _UNKNOWN


async def _line_without_service(turn: Turn, to: Resources) -> Line | Asks | Checked:
    """Of several lines the one that is not active; with none or all in order nobody has to be asked."""
    line = await line_in_question(turn, to)
    if line is not None:
        return line
    every = await lines_of(turn, to)
    stopped = [line for line in every if line.status is not LineStatus.ACTIVE]
    if len(stopped) > 1:
        return Asks(question=LINE, slots=offered(every))
    return next(iter((*stopped, *every)), _UNKNOWN)


async def line_status(turn: Turn, to: Resources) -> Checked | Asks | NeedsProof:
    """Is the line active; a suspension is lifted where the policy allows."""
    line = await _line_without_service(turn, to)
    if not isinstance(line, Line):
        return line
    match await lift_suspension(turn, to, line):
        case Lifted(line=now):
            return Checked(result=StepResult.WORKED, told=NOTHING.learning(status_fact(now)))
        case NotSuspended(line=now) if now.status is LineStatus.ACTIVE:
            told = say("utter_network_line_active", facts=(status_fact(now),))
            return Checked(result=StepResult.SKIPPED, told=told)
        case ContractEnded():
            told = NOTHING.learning(status_fact(line)).keeping({"team_reason": "contract_ended"})
            return Checked(result=StepResult.FAILED, told=told)
        case BillOpen(bill=bill):
            awaits = bill.status is BillStatus.AWAITING_PAYMENT
            told = NOTHING.learning(status_fact(line)).keeping(
                {
                    "team_reason": AWAITED if awaits else UNPAID,
                    "line_waiting": line.line_id,
                    "bill_amount": money(bill.total_due),
                    "bill_name": name_of(bill),
                }
            )
            return Checked(result=StepResult.FAILED, told=told)
        case _:
            return Checked(result=StepResult.FAILED, told=NOTHING.learning(status_fact(line)))


async def line_suspended(turn: Turn, to: Resources) -> Checked | Asks | NeedsProof:
    """Is the line known to be suspended? Then that comes before anything long on the phone.

    Asks nobody for a proof.
    """
    if not await reaches(turn, to, levels()["check_line_status"]):
        return Checked(result=StepResult.SKIPPED)
    line = await _line_without_service(turn, to)
    if isinstance(line, Asks):
        return line
    if isinstance(line, Checked) or line.status is LineStatus.ACTIVE:
        return Checked(result=StepResult.SKIPPED)
    return await line_status(turn, to)


async def roaming_allowed(turn: Turn, to: Resources) -> Checked | Asks | NeedsProof:
    """Is roaming allowed on the line; allowing it is free and done at once."""
    line = await _line_meant(turn, to)
    if not isinstance(line, Line):
        return line
    if (await allow_roaming(turn, to, line)).was_before:
        return Checked(result=StepResult.SKIPPED, told=say("utter_network_roaming_was_on"))
    return Checked(result=StepResult.WORKED, told=say("utter_network_roaming_allowed"))


async def data_allowance(turn: Turn, to: Resources) -> Checked | Asks | NeedsProof:
    """Is there data left; if not, a top-up is offered with its price."""
    line = await _line_meant(turn, to)
    if not isinstance(line, Line):
        return line
    usage = await to.carrier.get_usage(line.line_id, conversation_id=turn.situation.sender)
    left = left_of(usage)
    if left > 0:
        told = say("utter_network_data_left", facts=usage_facts(usage), left=gigabytes(left))
        return Checked(result=StepResult.SKIPPED, told=told)
    gb = least(usage)
    if gb > may_add(turn, to):
        return Checked(result=StepResult.FAILED, told=NOTHING.learning(*usage_facts(usage)))
    offer = await offer_data(turn, to, line, usage, gb)
    return Asks(question="topup", slots={SLOT: offer.to_slot()})


CHECKS: Mapping[str, Check] = {
    "line_status": guarded_check("check_line_status", line_status),
    "line_suspended": guarded_check("check_line_suspended", line_suspended),
    "roaming_allowed": guarded_check("check_roaming_allowed", roaming_allowed),
    "data_allowance": guarded_check("check_data_allowance", data_allowance),
}


async def confirm(turn: Turn, to: Resources) -> Checked | NeedsProof:
    """After a yes: add the data once, however often the turn runs, behind the level of its check."""
    if not await reaches(turn, to, levels()["check_data_allowance"]):
        return NeedsProof()
    offer = offer_of(turn)
    if offer is None:
        return _UNKNOWN
    try:
        added = await add_data(turn, to, offer)
    except CarrierUnavailable as error:
        added = NotKnown() if error.outcome_unknown else NotAdded()
    match added:
        case Added(gb=gb, charge=charge):
            told = say("utter_network_topup_added", data=gigabytes(gb), amount=money(charge))
            return Checked(result=StepResult.WORKED, told=told.keeping({SLOT: None}))
        case NotAdded():
            told = say("utter_network_topup_failed")
        case NotKnown():
            told = say("utter_usage_topup_unclear")
    return Checked(result=StepResult.FAILED, told=told.keeping({SLOT: None}))
