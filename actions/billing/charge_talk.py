"""What a charge is, which one is meant, and why there is a late fee."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from actions.billing import bill_names, bills, charges
from actions.billing.bill_facts import bill_facts, read_bills, stated_fact
from actions.turns.details import ask_for
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_surely_other_matter
from actions.turns.turn import Turn
from actions.words.formats import day, money
from carrier.types import Bill
from conversation.care import Choice

Answer = Callable[[Turn, Resources], Awaitable[Outcome | None]]

EXPLAIN = "action_explain_charge"
LATE_FEE = "late_fee"
SEARCHED = 6
"""Newest bills whose lines are searched when no month is named."""


async def nothing_else(turn: Turn, to: Resources) -> None:
    """No other answer."""


async def explain_charge(turn: Turn, to: Resources, *, otherwise: Answer = nothing_else) -> Outcome:
    """What one line of the bill is; choices when it is unclear which is meant.

    `otherwise` may answer what is asked of a charge that is on no bill: its price, when it falls due.
    """
    known = await searched(turn, to)
    if not known:
        return say("utter_billing_no_bill")
    named = turn.entity("charge")
    found = charges.find(known, named or turn.text)
    if not turn.text:
        found = charges.named(known, turn.words("charge_id"))
    if len(found) == 1:
        return _told(found[0], known, to)
    if not found and turn.text and (answer := await otherwise(turn, to)) is not None:
        return answer
    if turn.asks_nothing:
        return say("utter_billing_charges_listed", charges=_listed(found or charges.largest(known), to))
    asked = ask_for("charge", EXPLAIN)
    if named and not found:
        asked = say("utter_billing_charge_not_found", charge=named).then(asked)
    return asked.keeping({"charge_choices": charges.titles(found or charges.largest(known))})


async def answer_charge(turn: Turn, to: Resources) -> Outcome | None:
    """An answer to "which charge?"; None when it names none of the bill's lines."""
    same = ("ask_charge", "dispute_charge", "ask_bill_change", "ask_bill", "pay_bill", "complain")
    if turn.entity("charge") is None and is_surely_other_matter(turn, *same):
        return None
    known = await searched(turn, to)
    found = charges.find(known, turn.entity("charge") or turn.text)
    if not found:
        return None
    if len(found) > 1:
        return Outcome(slots={"charge_choices": charges.titles(found), "detail": None})
    return taken(found[0])


def taken(charge: charges.Charge) -> Outcome:
    """The charge is known from here on."""
    slots: dict[str, object] = {"charge_id": charge.id, "charge_label": charge.label, "detail": "given"}
    return Outcome(slots=slots).learning(stated_fact("charge", charge.label))


async def ask_which_charge(turn: Turn, to: Resources) -> Outcome:
    """The question for the charge, with the likely lines as choices."""
    intent = "dispute_charge" if turn.words("asking") == "disputed_charge" else "ask_charge"
    labels = turn.names("charge_choices")
    choices = tuple(Choice(id=f'/{intent}{{"charge": "{_safe(label)}"}}', title=label) for label in labels)
    return say(f"utter_ask_{turn.words('asking')}", choices=choices)


async def searched(turn: Turn, to: Resources) -> tuple[Bill, ...]:
    """The bills whose lines may be meant: those of a month that is named, else the newest."""
    known = await read_bills(turn, to)
    named = bill_names.named(known, turn.text) if bill_names.months_in(turn.text) else ()
    if named:
        place = known.index(named[0])
        return known[place : place + 2]
    return known[:SEARCHED]


def _told(charge: charges.Charge, known: Sequence[Bill], to: Resources) -> Outcome:
    kind = charge.kind if charge.kind in to.words.labels.get("charge", {}) else "other"
    values = {
        "charge": charge.label,
        "amount": money(abs(charge.amount)),
        "bill": charge.bill_name,
        "meaning": to.words.name("charge", kind),
    }
    response = f"utter_billing_charge_{'new' if charge.is_new else 'known'}"
    facts = (stated_fact("charge", charge.label),)
    choices: tuple[Choice, ...] = ()
    before = _bill_before(charge, known) if charge.kind == LATE_FEE else None
    if before is not None:
        response = "utter_billing_charge_late_fee"
        values |= {"before": bills.name_of(before), "before_amount": money(before.total_due)}
        values["before_due"] = day(before.due_date)
        choices = (Choice(id="/dispute_charge", title=to.words.name("choice", "dispute_charge")),)
    bill = next((bill for bill in known if charge.id.startswith(f"{bill.bill_id}#")), None)
    outcome = say(response, facts=(*(bill_facts(bill) if bill else ()), *facts), choices=choices, more=values)
    return outcome.keeping({"charge_id": charge.id, "charge_label": charge.label, "offer": None})


def _bill_before(charge: charges.Charge, known: Sequence[Bill]) -> Bill | None:
    """The bill whose lateness the fee is for."""
    for place, bill in enumerate(known[:-1]):
        if charge.id.startswith(f"{bill.bill_id}#"):
            return known[place + 1]
    return None


def _listed(found: Sequence[charges.Charge], to: Resources) -> str:
    named = [f"{charge.short} {money(charge.amount)}" for charge in found]
    if len(named) < 2:
        return "".join(named)
    return to.words.name("table", "and").format(first=", ".join(named[:-1]), last=named[-1])


def _safe(label: str) -> str:
    return label.replace("\\", "").replace('"', "'")
