"""More time or parts for a bill: which bill, by when, why; the team alone may agree to it."""

from __future__ import annotations

from actions.billing import bill_names, bills
from actions.billing.bill_facts import bill_facts, bill_values, read_bills, stated_fact
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_other_matter
from actions.turns.turn import Turn
from actions.words.formats import money
from actions.words.said import amounts_in, by_when_in, reason_in
from carrier.types import Bill
from conversation.care import Care, Promise
from conversation.handoff import HandoffReason

ARRANGE = "action_arrange_payment"
MATTER = "request_arrangement"
NOT_SAID = "-"
"""What a slot holds when the customer would rather not say, or does not know."""
FORGOTTEN: dict[str, object] = {"pay_by": None, "arrangement_reason": None, "arrangement_bill": None}


async def arrange_payment(turn: Turn, to: Resources) -> Outcome:
    """Ask only what is not known, then hand everything to the team."""
    known = await read_bills(turn, to)
    bill = _bill_meant(turn, known)
    if bill is None:
        newest = known[0] if known else None
        if newest is None:
            return say("utter_billing_no_bill")
        return say("utter_payments_nothing_to_pay", facts=bill_facts(newest), more=bill_values(newest))
    slots: dict[str, object] = {"arrangement_bill": bill.bill_id}
    learnt = list(bill_facts(bill))
    by_when = by_when_in(turn.text) or turn.words("pay_by")
    why = reason_in(turn.text) or turn.words("arrangement_reason")
    if by_when and by_when != NOT_SAID:
        slots["pay_by"] = by_when
        learnt.append(stated_fact("pay_by", by_when))
    if why and why != NOT_SAID:
        slots["arrangement_reason"] = why
        learnt.append(stated_fact("arrangement_reason", why))
    offered = [money(amount) for amount in amounts_in(turn.text) if amount != bill.total_due]
    if offered:
        learnt.append(stated_fact("pay_now", offered[0]))
    for name, value in (("pay_by", by_when), ("arrangement_reason", why)):
        if not value:
            return ask_for(name, ARRANGE).keeping(slots).learning(*learnt)
    return _handed(turn, to, bill, by_when, why).learning(*learnt)


async def answer_by_when(turn: Turn, to: Resources) -> Outcome | None:
    """When the customer can pay, in their words; "I don't know" is an answer."""
    day = by_when_in(turn.text)
    if day is None and is_other_matter(turn, MATTER, kin=("pay_bill", "ask_payment_status", "ask_bill")):
        return None
    return _answer(turn, "pay_by", day)


async def answer_why(turn: Turn, to: Resources) -> Outcome | None:
    """Why more time is needed; nobody has to say. Another day named instead replaces the first."""
    day = by_when_in(turn.text)
    if turn.intent.name == "correct" and day:
        corrected = Outcome(slots={"pay_by": day, "detail": None})
        return corrected.learning(stated_fact("pay_by", day))
    if is_other_matter(turn, MATTER, "complain", kin=("pay_bill", "ask_bill_change")):
        return None
    return _answer(turn, "arrangement_reason", None)


def waits_for(turn: Turn, bill_id: str) -> bool:
    """Whether more time for that bill was being asked for when something else came first."""
    return turn.words("parked_action") == ARRANGE and turn.words("arrangement_bill") in ("", bill_id)


def dropped() -> Outcome:
    """The bill is to be paid after all: nothing is asked of the team."""
    return say("utter_payments_arrangement_dropped").keeping({**FORGOTTEN, "parked_action": None})


def _answer(turn: Turn, name: str, found: str | None) -> Outcome:
    said = found or turn.text.strip()[:300]
    unsaid = turn.intent.name in ("dont_know", "deny", "affirm") and found is None
    if unsaid or not said or turn.situation.payload:
        return Outcome(slots={name: NOT_SAID, "detail": GIVEN})
    return Outcome(slots={name: said, "detail": GIVEN}).learning(stated_fact(name, said))


def _bill_meant(turn: Turn, known: tuple[Bill, ...]) -> Bill | None:
    """The bill that is named, was named, or is to be paid first."""
    unpaid = [*bills.overdue(known), *bills.open_ones(known)]
    waiting = bills.awaiting(known)
    unpaid += [waiting] if waiting else []
    for bill in unpaid:
        if bill in bill_names.named(known, turn.text):
            return bill
    kept = next((bill for bill in unpaid if bill.bill_id == turn.words("arrangement_bill")), None)
    return kept or next(iter(unpaid), None)


def _handed(turn: Turn, to: Resources, bill: Bill, by_when: str, why: str) -> Outcome:
    values = bill_values(bill)
    unsaid = to.words.name("note", "not_said")
    day = unsaid if by_when == NOT_SAID else by_when
    reason = unsaid if why == NOT_SAID else why
    note = to.words.name("note", "arrangement").format(
        **values, status=bill.status.value, by_when=day, why=reason
    )
    what = to.words.name("promise", "arrangement").format(**values)
    handed = to_team(
        turn,
        to,
        HandoffReason.POLICY,
        response="utter_payments_arrangement_handed",
        note=note,
        **values,
        **({"by_when": by_when} if by_when != NOT_SAID else {}),
    )
    return handed.keeping(FORGOTTEN).carrying(Care(promises=[Promise(what=what, matter=MATTER)]))
