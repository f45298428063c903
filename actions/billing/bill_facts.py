"""Bills read for the proved customer, and what is noted of them as facts."""

from __future__ import annotations

from datetime import date

from actions.billing import bills
from actions.identity.gate import proved
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import day, money
from carrier.types import Bill
from conversation.facts import FactStatus, LearntFact

READ = 24
"""Newest bills that are looked at: an overdue one may be old."""


async def read_bills(turn: Turn, to: Resources) -> tuple[Bill, ...]:
    """The newest bills of the customer whose identity is proved, newest first."""
    known, _ = await read_dated_bills(turn, to)
    return known


async def read_dated_bills(turn: Turn, to: Resources) -> tuple[tuple[Bill, ...], date | None]:
    """The same with the carrier's business date: the only day by which a bill is early or late."""
    customer = proved(turn, to).customer_id
    listed = await to.carrier.list_bills(customer, conversation_id=turn.situation.sender, limit=READ)
    return bills.told(listed), listed.business_date


def is_past(bill: Bill, today: date | None) -> bool:
    """Whether the due date lies before the business date; unknown without one."""
    return today is not None and bill.due_date < today


def bill_facts(bill: Bill) -> tuple[LearntFact, ...]:
    """What was read of a bill."""
    return (
        read_fact("bill_id", bill.bill_id),
        read_fact("bill_month", bills.name_of(bill)),
        read_fact("bill_amount", money(bill.total_due)),
        read_fact("bill_due", day(bill.due_date)),
        read_fact("bill_status", bill.status.value),
    )


def read_fact(name: str, value: str) -> LearntFact:
    """Something read in the carrier's systems."""
    return LearntFact(name=name, value=value, status=FactStatus.OBSERVED)


def stated_fact(name: str, value: str) -> LearntFact:
    """Something the customer said."""
    return LearntFact(name=name, value=value[:300], status=FactStatus.STATED)


def bill_values(bill: Bill) -> dict[str, str]:
    """`bill`, `amount` and `due` as wordings name them."""
    return {"bill": bills.name_of(bill), "amount": money(bill.total_due), "due": day(bill.due_date)}
