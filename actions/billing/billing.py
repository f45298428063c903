"""Bills: what is owed and when, and why it changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from actions.billing import bill_names, bills
from actions.billing.bill_facts import (
    bill_facts,
    bill_values,
    is_past,
    read_bills,
    read_dated_bills,
    read_fact,
)
from actions.billing.bills import Change
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import day, difference, money
from carrier.enums import BillStatus
from carrier.types import Bill
from conversation.care import AmountCard, Choice

EXPLAIN = "action_explain_bill_change"
PAY = "action_pay_bill"


async def tell_bill(turn: Turn, to: Resources) -> Outcome:
    """What is owed and by when, why it differs from the month before, and one next step."""
    known, today = await read_dated_bills(turn, to)
    if not known:
        return say("utter_billing_no_bill")
    named = bill_names.named(known, turn.text)
    if named:
        return _named(turn, named[0], known, today, to)
    waiting, late = bills.awaiting(known), bills.overdue(known)
    if waiting:
        return _awaiting(waiting, late, to)
    if late:
        return _overdue(turn, late, bills.open_ones(known), to)
    return _newest(turn, known, today, to)


async def explain_bill_change(turn: Turn, to: Resources) -> Outcome:
    """The difference between two bills, the main reason first, then line by line."""
    known = await read_bills(turn, to)
    if len(known) < 2:
        return say("utter_billing_nothing_to_compare")
    newer, older = bill_names.pair(known, turn.text)
    found = bills.changes(newer, older)
    total = newer.total_due - older.total_due
    main = bills.main_change(found, total)
    if main is None or not total:
        return say(
            "utter_billing_no_change",
            facts=bill_facts(newer),
            amount=money(newer.total_due),
            newer=bills.name_of(newer),
            older=bills.name_of(older),
        )
    rest = [change for change in found if change.amount and change is not main]
    response = "utter_billing_change_up" if total > 0 else "utter_billing_change_down"
    reason = bills.reason_of(main, newer, to.words)
    return say(
        response,
        card=bills.comparison(newer, older, found, to.words),
        facts=(*bill_facts(newer), read_fact("bill_change", f"{difference(total)}: {reason}")),
        choices=_after_change(main, to),
        newer=bills.name_of(newer),
        older=bills.name_of(older),
        amount=money(newer.total_due),
        difference=money(abs(total)),
        reason=reason,
        more={"others": str(len(rest))} if len(rest) > 1 else None,
    )


def _named(turn: Turn, bill: Bill, known: tuple[Bill, ...], today: date | None, to: Resources) -> Outcome:
    """A bill by its month, the newest or an older one."""
    match bill.status:
        case BillStatus.OVERDUE if not bills.awaiting(known):
            return _overdue(turn, (bill,), (), to)
        case BillStatus.OVERDUE:
            return _told("utter_billing_overdue_told", bill, to)
        case BillStatus.AWAITING_PAYMENT:
            return _awaiting(bill, (), to)
        case BillStatus.PAID:
            return _told("utter_billing_paid_one", bill, to)
        case BillStatus.DISPUTED:
            return _told("utter_billing_disputed", bill, to)
        case _:
            return _newest(turn, known[known.index(bill) :], today, to)


def _overdue(turn: Turn, late: tuple[Bill, ...], open_ones: tuple[Bill, ...], to: Resources) -> Outcome:
    bill = late[0]
    response = "utter_billing_overdue" if len(late) == 1 else "utter_billing_overdue_several"
    more: dict[str, str] = {}
    if open_ones and len(late) == 1:
        response = "utter_billing_overdue_and_open"
        newest = open_ones[-1]
        more = {"open_bill": bills.name_of(newest), "open_amount": money(newest.total_due)}
        more["open_due"] = day(newest.due_date)
    if turn.asks_nothing:
        response = "utter_billing_overdue_told"
    values = {
        "total": money(sum((each.total_due for each in late), Decimal(0))),
        "count": str(len(late)),
        **more,
    }
    outcome = _told(response, bill, to, **values)
    return outcome if turn.asks_nothing else outcome.keeping({"offer": PAY})


def _awaiting(bill: Bill, late: tuple[Bill, ...], to: Resources) -> Outcome:
    """A request is open: nothing else is offered for payment beside it."""
    if not late:
        return _told("utter_billing_awaiting", bill, to)
    rest = {"late_bill": bills.name_of(late[0]), "late_amount": money(late[0].total_due)}
    return _told("utter_billing_awaiting_first", bill, to, **rest)


def _newest(turn: Turn, known: tuple[Bill, ...], today: date | None, to: Resources) -> Outcome:
    bill = known[0]
    changed = _change_values(known, to)
    state = {
        BillStatus.PAID: "paid",
        BillStatus.DISPUTED: "disputed",
    }.get(bill.status, "due")
    still_open = bills.open_ones(known)
    if state == "paid" and still_open:
        return _told(_open(still_open[0], today), still_open[0], to)
    if state == "due" and is_past(bill, today):
        return _told(_open(bill, today), bill, to)
    if state == "due" and "change" in changed:
        state = "due_changed_told" if turn.asks_nothing else "due_changed"
    outcome = say(
        f"utter_billing_{state}",
        card=_amount_card(bill, to),
        facts=bill_facts(bill),
        more={**bill_values(bill), **changed},
    )
    return outcome.keeping({"offer": EXPLAIN if state == "due_changed" else None})


def _open(bill: Bill, today: date | None) -> str:
    return "utter_billing_past_due" if is_past(bill, today) else "utter_billing_due"


def _change_values(known: tuple[Bill, ...], to: Resources) -> dict[str, str]:
    """The change with its main reason; only the older bill's name when nothing changed."""
    if len(known) < 2:
        return {}
    newer, older = known[0], known[1]
    total = newer.total_due - older.total_due
    main = bills.main_change(bills.changes(newer, older), total)
    if not total:
        return {"older": bills.name_of(older)}
    if main is None:
        return {}
    amount = to.words.name("amount", "more" if total > 0 else "less").format(amount=money(abs(total)))
    return {"change": amount, "older": bills.name_of(older), "reason": bills.reason_of(main, newer, to.words)}


def _told(response: str, bill: Bill, to: Resources, **values: str) -> Outcome:
    return say(
        response,
        card=_amount_card(bill, to),
        facts=bill_facts(bill),
        more={**bill_values(bill), **values},
    )


def _after_change(main: Change, to: Resources) -> tuple[Choice, ...]:
    if (main.after or Decimal(0)) <= 0:
        return ()
    return (Choice(id="/ask_charge", title=to.words.name("choice", "ask_charge")),)


def _amount_card(bill: Bill, to: Resources) -> AmountCard:
    status = to.words.name("bill_status", bill.status.value).format(due=day(bill.due_date))
    title = to.words.name("table", "bill").format(bill=bills.name_of(bill))
    return AmountCard(title=title, value=money(bill.total_due), detail=status)
