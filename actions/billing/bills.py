"""Bills as the assistant reads them: which one is meant, what is owed, how two compare line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actions.words.formats import day, difference, money, month, ordinal
from carrier.enums import BillStatus
from carrier.types import Bill, Bills, LineItem
from conversation.care import TableCard, TableRow
from conversation.words import Words

NOTHING_OWED = Decimal(0)
CENT = Decimal("0.01")
UNPAID = frozenset({BillStatus.ISSUED, BillStatus.OVERDUE, BillStatus.AWAITING_PAYMENT})


def told(bills: Bills) -> tuple[Bill, ...]:
    """Bills a customer may be told of, newest first: drafts are not bills yet."""
    return tuple(bill for bill in bills.bills if bill.status is not BillStatus.DRAFT)


def overdue(bills: Sequence[Bill]) -> tuple[Bill, ...]:
    """Overdue bills, the oldest first: the order in which they are to be paid."""
    return tuple(
        sorted((bill for bill in bills if bill.status is BillStatus.OVERDUE), key=lambda b: b.due_date)
    )


def awaiting(bills: Sequence[Bill]) -> Bill | None:
    """The bill whose payment request is open."""
    return next((bill for bill in bills if bill.status is BillStatus.AWAITING_PAYMENT), None)


def open_ones(bills: Sequence[Bill]) -> tuple[Bill, ...]:
    """Bills to be paid that are not late in the carrier's books, the oldest first."""
    found = [bill for bill in bills if bill.status in (BillStatus.ISSUED, BillStatus.UNKNOWN)]
    return tuple(sorted(found, key=lambda bill: bill.due_date))


def owed(bills: Sequence[Bill]) -> Decimal:
    """Everything that is not paid."""
    return sum((bill.total_due for bill in bills if bill.status in UNPAID), NOTHING_OWED)


def name_of(bill: Bill) -> str:
    """The month people call the bill by."""
    return month(bill.period_end or bill.issue_date or bill.due_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of two bills."""

    label: str
    kind: str
    """The item type; empty when the carrier did not say."""
    before: Decimal | None
    """None: the line is new."""
    after: Decimal | None
    """None: the line is gone."""
    on: date | None

    @property
    def amount(self) -> Decimal:
        """How much it adds to the newer bill."""
        return (self.after or NOTHING_OWED) - (self.before or NOTHING_OWED)


def changes(newer: Bill, older: Bill) -> tuple[Change, ...]:
    """Every line of either bill, in the order of the newer one; lines gone come last."""
    after, before = _lines(newer), _lines(older)
    return tuple(
        Change(
            label=label,
            kind=(after.get(label) or before[label])[1],
            before=before[label][0] if label in before else None,
            after=after[label][0] if label in after else None,
            on=(after.get(label) or before[label])[2],
        )
        for label in [*after, *(label for label in before if label not in after)]
    )


def main_change(found: Sequence[Change], total: Decimal) -> Change | None:
    """The line that explains most of the difference; None when none changed."""
    changed = [change for change in found if change.amount]
    same_way = [change for change in changed if (change.amount > 0) == (total > 0)]
    return max(same_way or changed, key=lambda change: abs(change.amount), default=None)


def reason_of(change: Change, newer: Bill, words: Words) -> str:
    """The main reason in words: `a promotion ended on the 3rd`."""
    state = "new" if change.before is None else "gone" if change.after is None else "changed"
    known = words.labels.get("bill_change", {})
    template = known.get(f"{change.kind}_{state}") or known.get(state, "{label}")
    when = change.on or newer.period_start or newer.issue_date or newer.due_date
    return template.format(
        label=_bare(change.label),
        amount=money(abs(change.amount)),
        after=money(change.after or NOTHING_OWED),
        before=money(change.before or NOTHING_OWED),
        day=ordinal(when),
        date=day(when),
    )


def comparison(newer: Bill, older: Bill, found: Sequence[Change], words: Words) -> TableCard:
    """The two bills side by side, lines that changed first."""
    rows = [_row(change) for change in sorted(found, key=lambda change: -abs(change.amount))]
    total = TableRow(
        label=words.name("table", "total"),
        before=money(older.total_due),
        after=money(newer.total_due),
        difference=difference(newer.total_due - older.total_due),
    )
    columns = [words.name("table", "line"), name_of(older), name_of(newer), words.name("table", "difference")]
    title = words.name("table", "compared").format(older=name_of(older), newer=name_of(newer))
    return TableCard(title=title, columns=columns, rows=rows, total=total)


def _row(change: Change) -> TableRow:
    return TableRow(
        label=change.label,
        before=money(change.before) if change.before is not None else None,
        after=money(change.after) if change.after is not None else None,
        difference=difference(change.amount) if change.amount else None,
    )


def _lines(bill: Bill) -> dict[str, tuple[Decimal, str, date | None]]:
    lines: dict[str, tuple[Decimal, str, date | None]] = {}
    for item in bill.line_items:
        label = item.description or item.item_type or ""
        amount, kind, on = lines.get(label, (NOTHING_OWED, item.item_type or "", item.date))
        lines[label] = (amount + _amount(item), kind, on)
    return lines


def _amount(item: LineItem) -> Decimal:
    return item.amount if item.amount is not None else NOTHING_OWED


def _bare(label: str) -> str:
    return label.rstrip(" .")
