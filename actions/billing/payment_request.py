"""Pushing one payment request, at most once; what is not known is settled by reading, never by repeating."""

from __future__ import annotations

from actions.billing import bills
from actions.billing.bill_facts import bill_facts, bill_values, read_bills
from actions.identity.gate import proved
from actions.turns.handoff import offer_person
from actions.turns.operations import Done, Operation, OutcomeUnknown
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import money
from carrier.enums import BillStatus
from carrier.errors import CarrierConflict, CarrierError, CarrierNotFound, CarrierRefused, CarrierUnavailable
from carrier.types import Bill
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

SENT = (BillStatus.AWAITING_PAYMENT, BillStatus.PAID)


async def send(turn: Turn, to: Resources, bill_id: str) -> Outcome:
    """Ask the customer's phone for the money of one bill, and tell what is true afterwards."""
    operation = Operation(
        conversation_id=turn.conversation_id, turn_id=turn.turn_id, name=f"payment:{bill_id}"
    )
    match to.operations.begin(operation, at=to.clock()):
        case Done():
            return await _settled(turn, to, bill_id)
        case OutcomeUnknown():
            return await _settle(turn, to, bill_id, operation)
        case _:
            pass
    customer = proved(turn, to).customer_id
    try:
        await to.carrier.create_payment_request(
            customer, bill_id, conversation_id=turn.situation.sender, idempotency_key=operation.key
        )
    except CarrierConflict:
        to.operations.forget(operation)
        return await _conflict(turn, to, bill_id)
    except (CarrierRefused, CarrierNotFound):
        to.operations.forget(operation)
        return await _refused(turn, to)
    except CarrierUnavailable as error:
        if not error.outcome_unknown:
            to.operations.forget(operation)
            raise
        return await _settle(turn, to, bill_id, operation)
    to.operations.finish(operation, {"status": "sent"})
    return await _settled(turn, to, bill_id)


async def _settle(turn: Turn, to: Resources, bill_id: str, operation: Operation) -> Outcome:
    """The outcome is unknown: read the bill instead of asking for money again."""
    try:
        bill = await _bill(turn, to, bill_id)
    except CarrierError:
        # Neither sent nor unsent for all we know: the note of it stays, so that nothing repeats it.
        return await _not_known(turn, to, "utter_payments_not_readable")
    if bill is not None and bill.status in SENT:
        to.operations.finish(operation, {"status": "sent"})
        return await _settled(turn, to, bill_id)
    to.operations.forget(operation)
    return await _not_known(turn, to, "utter_payments_not_known")


async def _not_known(turn: Turn, to: Resources, response: str) -> Outcome:
    return await offer_person(
        turn, to, HandoffReason.SYSTEM_DOWN, response=response, bill=turn.words("bill_name")
    )


async def _settled(turn: Turn, to: Resources, bill_id: str) -> Outcome:
    """It went out. That the bill cannot be read just now does not change that."""
    try:
        bill = await _bill(turn, to, bill_id)
    except CarrierError:
        bill = None
    if bill is not None and bill.status is BillStatus.PAID:
        return _told("utter_payments_status_paid", bill)
    name = bills.name_of(bill) if bill else turn.words("bill_name")
    amount = money(bill.total_due) if bill else turn.words("bill_amount")
    request = LearntFact(name="payment_request", value=f"{name}, {amount}", status=FactStatus.OBSERVED)
    read = bill_facts(bill) if bill else ()
    return say("utter_payments_sent", facts=(request, *read), amount=amount, bill=name)


async def _conflict(turn: Turn, to: Resources, bill_id: str) -> Outcome:
    """409: another request is open, or the bill is no longer to be paid; read what is true now."""
    known = await read_bills(turn, to)
    waiting = bills.awaiting(known)
    if waiting:
        return _told("utter_payments_awaiting", waiting)
    bill = next((bill for bill in known if bill.bill_id == bill_id), None)
    if bill is not None and bill.status is BillStatus.PAID:
        return _told("utter_payments_status_paid", bill)
    return await _refused(turn, to)


async def _refused(turn: Turn, to: Resources) -> Outcome:
    """The carrier will not have it, and no repeating helps: nothing was sent, and the team can take it."""
    return await offer_person(
        turn,
        to,
        HandoffReason.POLICY,
        response="utter_payments_refused",
        bill=turn.words("bill_name"),
        amount=turn.words("bill_amount"),
    )


async def _bill(turn: Turn, to: Resources, bill_id: str) -> Bill | None:
    known = await read_bills(turn, to)
    return next((bill for bill in known if bill.bill_id == bill_id), None)


def _told(response: str, bill: Bill) -> Outcome:
    return say(response, facts=bill_facts(bill), more=bill_values(bill))
