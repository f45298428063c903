"""Paying: only what is overdue, the amount said first, one request at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions.billing import arrangements, bill_names, bills
from actions.billing.bill_facts import bill_facts, bill_values, is_past, read_dated_bills
from actions.billing.billing import PAY
from actions.billing.payment_request import send
from actions.turns.context import FALLBACK
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.pauses import waiting
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import money
from actions.words.said import amounts_in, asks_to_wait, cannot_pay, phone_is_dead, phone_is_useless, says_no
from carrier.enums import BillStatus
from carrier.types import Bill
from conversation.care import Choice
from conversation.handoff import HandoffReason

FORM = "payment_form"
SURE_YES = 0.5
"""Probability a yes needs before money is asked for; below it the question comes again."""
YES_WISHES = ("affirm", "pay_bill")
ARRANGEMENT = "request_arrangement"
NO_WISHES = ("deny", "never_mind")
YES = "yes"
NO = "no"
ARRIVED = "payment_arrived"
"""Slot: the bill asked for in this conversation reads Paid, and none is late any more."""
DONE: dict[str, object] = {"confirm_payment": None, "bill_id": None, "offer": None}
"""Slots of a payment that is over."""
BLOCKED = "blocked"
"""What `confirm_payment` holds when the phone to approve it on cannot be used."""


async def pay_bill(turn: Turn, to: Resources) -> Outcome:
    """Offer a request for an overdue bill, the oldest or the one named; else tell how payment stands."""
    known, today = await read_dated_bills(turn, to)
    waiting = bills.awaiting(known)
    late = bills.overdue(known)
    if phone_is_dead(turn.text) and (waiting or late):
        bill = waiting or late[0]
        return _other_way(turn, to, bills.name_of(bill), money(bill.total_due)).learning(*bill_facts(bill))
    if waiting:
        return _told("utter_payments_awaiting", waiting, choices=_no_phone(to))
    if not late:
        return _not_overdue(known, today)
    named = bill_names.named(known, turn.text)
    agreed = _agreed(turn, late, named)
    if agreed is not None:
        return await _sent(replace(turn, slots={**turn.slots, **_slots(agreed)}), to)
    bill = next((bill for bill in late if bill in named), late[0])
    begun = _begin(bill)
    if named and bill not in named:
        begun = _told(_standing(named[0], today), named[0]).then(begun)
    if any(amount not in (bill.total_due, _all(late)) for amount in amounts_in(turn.text)):
        begun = say("utter_payments_whole_only", choices=_in_parts(to), amount=money(bill.total_due)).then(
            begun
        )
    return begun


async def ask_confirm(turn: Turn, to: Resources) -> Outcome:
    """What will happen and what it costs, and whether to do it."""
    return say("utter_payments_ask_confirm", amount=turn.words("bill_amount"), bill=turn.words("bill_name"))


async def answer_confirm(turn: Turn, to: Resources) -> Outcome | None:
    """A yes or no while the payment is asked about; another overdue bill named takes its place."""
    if asks_to_wait(turn.text):
        return waiting(turn, "utter_payments_waiting").keeping({"confirm_payment": None})
    if phone_is_useless(turn.text) or turn.intent.name == "payment_blocked":
        return Outcome(slots={"confirm_payment": BLOCKED})
    other = await _other_bill(turn, to)
    if other is not None:
        return other
    refused = says_no(turn.text) and turn.intent.name in (*YES_WISHES, *NO_WISHES, FALLBACK)
    if refused or (cannot_pay(turn.text) and not turn.situation.payload and turn.intent.name != ARRANGEMENT):
        return Outcome(slots={"confirm_payment": NO})
    agrees = turn.intent.name in YES_WISHES and "?" not in turn.text
    if agrees and turn.situation.unseen:
        return None
    if agrees and (turn.situation.payload or turn.intent.confidence >= SURE_YES):
        return Outcome(slots={"confirm_payment": YES})
    if turn.intent.name in NO_WISHES:
        return Outcome(slots={"confirm_payment": NO})
    return None


async def finish_payment(turn: Turn, to: Resources) -> Outcome:
    """After the form: push the request on a yes, leave everything as it is otherwise."""
    answer = turn.words("confirm_payment")
    if answer == BLOCKED:
        return _other_way(turn, to, turn.words("bill_name"), turn.words("bill_amount")).keeping(DONE)
    if answer != YES or not turn.words("bill_id"):
        return say("utter_payments_not_sent", bill=turn.words("bill_name")).keeping(DONE)
    return await _sent(turn, to)


async def _sent(turn: Turn, to: Resources) -> Outcome:
    """Push the request for the bill that was agreed to; more time for the same bill is wanted no longer."""
    bill_id = turn.words("bill_id")
    done = Outcome(slots={**DONE, "requested_bill": bill_id})
    if arrangements.waits_for(turn, bill_id):
        done = done.then(arrangements.dropped())
    return done.then(await send(turn, to, bill_id))


async def help_payment(turn: Turn, to: Resources) -> Outcome:
    """The request cannot be approved or never came: read what is true; the team takes it another way."""
    known, today = await read_dated_bills(turn, to)
    waiting, late = bills.awaiting(known), bills.overdue(known)
    if waiting:
        return _other_way(turn, to, bills.name_of(waiting), money(waiting.total_due)).learning(
            *bill_facts(waiting)
        )
    if late and phone_is_useless(turn.text):
        return _other_way(turn, to, bills.name_of(late[0]), money(late[0].total_due)).learning(
            *bill_facts(late[0])
        )
    if late:
        if turn.asks_nothing:
            return _told("utter_payments_none_open", late[0])
        return _told("utter_payments_none_open", late[0]).then(_begin(late[0]))
    return _not_overdue(known, today)


async def tell_payment_status(turn: Turn, to: Resources) -> Outcome:
    """Whether a payment has arrived: paid only when the bill reads Paid."""
    known, today = await read_dated_bills(turn, to)
    if not known:
        return say("utter_billing_no_bill")
    waiting, late = bills.awaiting(known), bills.overdue(known)
    if waiting:
        return _told("utter_payments_status_awaiting", waiting, choices=_no_phone(to))
    requested = next((bill for bill in known if bill.bill_id == turn.words("requested_bill")), None)
    if requested is not None and requested.status is BillStatus.PAID:
        return _arrived(turn, requested, late)
    if late and turn.asks_nothing:
        return _told("utter_payments_status_overdue_told", late[0])
    if late:
        return _told("utter_payments_status_overdue", late[0]).keeping({"offer": PAY})
    named = next(iter(bill_names.named(known, turn.text)), known[0])
    told = _told(_standing(named, today), named)
    return told.keeping({ARRIVED: True}) if named.status is BillStatus.PAID else told


def _arrived(turn: Turn, paid: Bill, late: tuple[Bill, ...]) -> Outcome:
    """The bill that was requested reads Paid; the next overdue one may follow."""
    told = _told("utter_payments_status_paid", paid).keeping({"requested_bill": None, ARRIVED: not late})
    if not late or turn.asks_nothing:
        return told
    return told.then(_told("utter_payments_next_overdue", late[0])).keeping({"offer": PAY})


def _agreed(turn: Turn, late: tuple[Bill, ...], named: tuple[Bill, ...]) -> Bill | None:
    """The bill whose amount was said with the offer just now, when this is a plain yes to it.

    Nobody is asked twice whether to send the same amount.
    """
    offered = turn.words("offer") == PAY and not turn.acted and not turn.situation.unseen
    sure = turn.situation.payload or turn.intent.confidence >= SURE_YES
    plain = "?" not in turn.text and not says_no(turn.text) and not phone_is_useless(turn.text)
    if not (offered and sure and plain and turn.intent.name in YES_WISHES) or asks_to_wait(turn.text):
        return None
    said = " ".join(turn.said)
    told = [bill for bill in late if money(bill.total_due) in said and bills.name_of(bill) in said]
    if len(told) != 1 or (named and told[0] not in named):
        return None
    other_amount = any(amount != told[0].total_due for amount in amounts_in(turn.text))
    return None if other_amount else told[0]


def _begin(bill: Bill) -> Outcome:
    return Outcome(slots=_slots(bill), follow=FORM).learning(*bill_facts(bill))


def _slots(bill: Bill) -> dict[str, object]:
    return {
        "bill_id": bill.bill_id,
        "bill_amount": money(bill.total_due),
        "bill_name": bills.name_of(bill),
        "confirm_payment": None,
    }


async def _other_bill(turn: Turn, to: Resources) -> Outcome | None:
    """ "No, the June one": the question comes again for that bill, or it is told why it cannot be."""
    months = bill_names.months_in(turn.text)
    if not months or turn.words("bill_name") in months:
        return None
    known, today = await read_dated_bills(turn, to)
    named = bill_names.named(known, turn.text)
    if not named:
        return None
    if named[0].status is BillStatus.OVERDUE:
        return Outcome(slots=_slots(named[0])).learning(*bill_facts(named[0]))
    return _told(_standing(named[0], today), named[0]).keeping({"confirm_payment": None})


def _other_way(turn: Turn, to: Resources, bill: str, amount: str) -> Outcome:
    """Nothing can be approved on that phone: the team takes the payment in another way."""
    note = to.words.name("note", "payment_blocked").format(bill=bill, amount=amount, words=turn.text[:200])
    return to_team(
        turn,
        to,
        HandoffReason.POLICY,
        response="utter_payments_other_way",
        note=note,
        bill=bill,
        amount=amount,
    )


def _not_overdue(known: tuple[Bill, ...], today: date | None) -> Outcome:
    if not known:
        return say("utter_billing_no_bill")
    waiting = bills.open_ones(known)
    bill = waiting[0] if waiting else known[0]
    match bill.status:
        case BillStatus.PAID:
            return _told("utter_payments_nothing_to_pay", bill)
        case BillStatus.DISPUTED:
            return _told("utter_billing_disputed", bill)
        case _ if is_past(bill, today):
            return _told("utter_payments_not_collectable", bill)
        case _:
            return _told("utter_payments_not_due_yet", bill)


def _standing(bill: Bill, today: date | None) -> str:
    """The statement on a bill that is not to be asked money for."""
    return {
        BillStatus.PAID: "utter_payments_status_paid",
        BillStatus.AWAITING_PAYMENT: "utter_payments_status_awaiting",
        BillStatus.OVERDUE: "utter_payments_status_overdue_told",
        BillStatus.DISPUTED: "utter_billing_disputed",
    }.get(bill.status, f"utter_payments_status_{'unmarked' if is_past(bill, today) else 'open'}")


def _all(late: tuple[Bill, ...]) -> object:
    return sum((bill.total_due for bill in late), bills.NOTHING_OWED)


def _no_phone(to: Resources) -> tuple[Choice, ...]:
    return (Choice(id="/payment_blocked", title=to.words.name("choice", "payment_blocked")),)


def _in_parts(to: Resources) -> tuple[Choice, ...]:
    return (Choice(id="/request_arrangement", title=to.words.name("choice", "request_arrangement")),)


def _told(response: str, bill: Bill, *, choices: tuple[Choice, ...] = ()) -> Outcome:
    return say(response, facts=bill_facts(bill), choices=choices, more=bill_values(bill))
