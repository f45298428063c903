"""A charge that is disputed or wanted back: which bill, which charge, why; then the team decides."""

from __future__ import annotations

from actions.billing import bill_names, bills, charges
from actions.billing.bill_facts import bill_facts, read_bills, stated_fact
from actions.billing.charge_talk import searched, taken
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_other_matter, is_surely_other_matter
from actions.turns.turn import Turn
from actions.words.formats import money
from actions.words.numbers import phone_in
from actions.words.said import cause_in, reason_in
from carrier.types import Bill
from conversation.care import Care, Promise
from conversation.handoff import HandoffReason

DISPUTE = "action_dispute_charge"
MATTER = "dispute_charge"
FORGOTTEN: dict[str, object] = {
    "dispute_reason": None,
    "charge_id": None,
    "charge_words": None,
    "charge_tries": None,
}
OF_A_BILL = ("ask_charge", "ask_bill_change", "ask_bill", "pay_bill", "complain")
"""Wishes that words naming a charge are easily taken for."""
NAMES_NOTHING = frozenset(
    {MATTER, "ask_charge", "ask_bill_change", "affirm", "deny", "dont_know", "complain", "correct"}
)
"""Wishes that say that something is wrong without saying what."""


async def dispute_charge(turn: Turn, to: Resources) -> Outcome:
    """Ask only as far as it is not known; then everything goes to the team."""
    known = await read_bills(turn, to)
    if not known:
        return say("utter_billing_no_bill")
    found = charges.find(known, turn.entity("charge") or turn.text)
    if len(found) != 1:
        found = charges.named(known, turn.words("charge_id")) or found
    reason = turn.words("dispute_reason") or reason_in(turn.text) or cause_in(turn.text)
    if len(found) != 1 and not turn.words("charge_words"):
        asked = ask_for("disputed_charge", DISPUTE)
        titles = charges.titles(found or charges.largest(known))
        return asked.keeping({"charge_choices": titles, "dispute_reason": reason, "charge_tries": None})
    charge = found[0] if len(found) == 1 else _unlisted(turn.words("charge_words"), known[0])
    if not reason:
        asked = ask_for("dispute_reason", DISPUTE)
        kept: dict[str, object] = {"charge_id": charge.id, "charge_label": charge.label}
        return asked.keeping(kept).learning(stated_fact("charge", _named(charge)))
    return _handed(turn, to, charge, reason, known)


async def answer_charge(turn: Turn, to: Resources) -> Outcome | None:
    """Which charge is disputed; what stands on no bill is taken in the customer's own words."""
    if turn.entity("charge") is None and is_surely_other_matter(turn, MATTER, *OF_A_BILL):
        return None
    known = await searched(turn, to)
    found = charges.find(known, turn.entity("charge") or turn.text)
    if len(found) == 1:
        return taken(found[0])
    if found:
        return Outcome(slots={"charge_choices": charges.titles(found), "detail": None})
    if is_other_matter(turn, MATTER, "ask_charge", "ask_bill_change") or not turn.text.strip():
        return None
    vague = turn.intent.name in NAMES_NOTHING and not charges.names_kind(turn.text)
    if vague and not turn.count("charge_tries"):
        # That something is wrong was said before; the lines are shown once more.
        reason = turn.words("dispute_reason") or cause_in(turn.text)
        return Outcome(slots={"detail": None, "charge_tries": 1, "dispute_reason": reason})
    if phone_in(turn.text):
        return Outcome(slots={"detail": None})
    words = turn.text.strip()[:120]
    return Outcome(slots={"charge_words": words, "charge_id": None, "detail": GIVEN}).learning(
        stated_fact("charge", words)
    )


async def answer_reason(turn: Turn, to: Resources) -> Outcome | None:
    """Why a charge is disputed, in the customer's own words; a charge named instead replaces the first."""
    if turn.intent.name == "correct" or bill_names.months_in(turn.text):
        found = charges.find(await searched(turn, to), turn.text)
        if len(found) == 1 and found[0].id != turn.words("charge_id"):
            return taken(found[0]).keeping({"detail": None})
        if turn.intent.name == "correct" and turn.intent.confidence >= 0.5:
            return Outcome(
                slots={"asking": "disputed_charge", "charge_id": None, "charge_words": None, "detail": None}
            )
    if is_other_matter(
        turn,
        MATTER,
        "ask_charge",
        "ask_bill_change",
        "complain",
        kin=("ask_bill", "pay_bill", "ask_payment_status"),
    ):
        return None
    said = turn.text.strip()
    if turn.intent.name in ("dont_know", "deny") or not said or turn.situation.payload:
        return Outcome(slots={"dispute_reason": said or "-", "detail": GIVEN})
    fact = stated_fact("dispute_reason", said)
    return Outcome(slots={"dispute_reason": fact.value, "detail": GIVEN}).learning(fact)


def _handed(
    turn: Turn, to: Resources, charge: charges.Charge, reason: str, known: tuple[Bill, ...]
) -> Outcome:
    bill = next((bill for bill in known if charge.id.startswith(f"{bill.bill_id}#")), known[0])
    amount = money(abs(charge.amount)) if charge.amount else ""
    note = to.words.name("note", "dispute" if amount else "dispute_unlisted").format(
        charge=charge.label, amount=money(charge.amount), bill=charge.bill_name, why=reason
    )
    what = to.words.name("promise", "dispute" if amount else "dispute_unlisted").format(
        charge=charge.short, amount=amount, bill=bills.name_of(bill)
    )
    handed = to_team(
        turn,
        to,
        HandoffReason.POLICY,
        response="utter_billing_dispute_handed" if amount else "utter_billing_dispute_handed_unlisted",
        note=note,
        charge=charge.short,
        **({"amount": amount} if amount else {}),
    )
    told = handed.keeping(FORGOTTEN).carrying(Care(promises=[Promise(what=what, matter=MATTER)]))
    return told.learning(
        *bill_facts(bill), stated_fact("charge", _named(charge)), stated_fact("dispute_reason", reason)
    )


def _named(charge: charges.Charge) -> str:
    return f"{charge.label}, {money(charge.amount)}" if charge.amount else charge.label


def _unlisted(words: str, newest: Bill) -> charges.Charge:
    """What the customer means though no bill has a line for it."""
    return charges.Charge(
        id="", label=words, kind="", amount=bills.NOTHING_OWED, bill_name=bills.name_of(newest), is_new=False
    )
