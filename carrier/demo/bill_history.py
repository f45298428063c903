"""Six months of bills of a made-up account; descriptions stay alike, so that bills compare line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from carrier.demo.catalog import LATE_FEE_CENTS, PLANS, TAX_PER_MILLE
from carrier.demo.specs import DAYS_TO_PAY, MONTHS_KEPT, AccountSpec, LineSpec, Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One charge (positive) or credit (negative)."""

    description: str
    cents: int
    date: date
    item_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBill:
    """One month's bill; `month` counts back from the newest."""

    month: int
    period_start: date
    period_end: date
    issue_date: date
    due_date: date
    status: str
    items: tuple[Item, ...]

    @property
    def total_cents(self) -> int:
        """What the items add up to."""
        return sum(item.cents for item in self.items)


def add_months(day: date, months: int) -> date:
    """The same day of another month; `day` is never later than the 28th."""
    at = day.year * 12 + day.month - 1 + months
    return day.replace(year=at // 12, month=at % 12 + 1)


def newest_issue_date(business_date: date, days_since_issue: int) -> date:
    """When the newest bill was issued: never after the 28th of a month, so that every month has that day."""
    issued = business_date - timedelta(days=days_since_issue)
    return issued.replace(day=min(issued.day, 28))


def make_bills(account: AccountSpec, business_date: date) -> tuple[MadeBill, ...]:
    """The bills, oldest first; none before the account is verified."""
    if account.account_status == "Pending Verification":
        return ()
    newest = newest_issue_date(business_date, account.days_since_issue)
    return tuple(
        _make_bill(account, month, add_months(newest, -month), business_date)
        for month in reversed(range(MONTHS_KEPT))
    )


def _make_bill(account: AccountSpec, month: int, issued: date, business_date: date) -> MadeBill:
    start, end = add_months(issued, -1), issued - timedelta(days=1)
    due = issued + timedelta(days=DAYS_TO_PAY)
    items = [item for line in account.lines for item in _line_items(line, month, start, end)]
    taxed = sum(item.cents for item in items)
    items.append(
        Item(
            description="Taxes and regulatory fees",
            cents=max(0, (taxed * TAX_PER_MILLE + 500) // 1000),
            date=end,
            item_type="tax",
        )
    )
    if month + 1 in account.paid_late_months or _unpaid_before(account, month, issued, business_date):
        items.append(
            Item(description="Late payment fee", cents=LATE_FEE_CENTS, date=issued, item_type="late_fee")
        )
    if month == 0 and account.settlement is Settlement.PARTLY_PAID:
        received = sum(item.cents for item in items) // 200 * 100
        items.append(Item(description="Payment received", cents=-received, date=issued, item_type="payment"))
    return MadeBill(
        month=month,
        period_start=start,
        period_end=end,
        issue_date=issued,
        due_date=due,
        status=_status(account, month, due, business_date),
        items=tuple(items),
    )


def _unpaid_before(account: AccountSpec, month: int, issued: date, business_date: date) -> bool:
    return (
        month == 0
        and account.settlement is Settlement.OVERDUE
        and issued + timedelta(days=DAYS_TO_PAY) >= business_date
    )


def _status(account: AccountSpec, month: int, due: date, business_date: date) -> str:
    unpaid = "Overdue" if due < business_date else "Issued"
    if month > 1:
        return "Paid"
    if month == 1:
        newest_due = add_months(due - timedelta(days=DAYS_TO_PAY), 1) + timedelta(days=DAYS_TO_PAY)
        held_over = account.settlement is Settlement.OVERDUE and newest_due >= business_date
        return "Overdue" if held_over else "Paid"
    return {
        Settlement.PAID: "Paid",
        Settlement.OPEN: unpaid,
        Settlement.OVERDUE: unpaid,
        Settlement.PARTLY_PAID: unpaid,
        Settlement.AWAITING: "Awaiting Payment",
        Settlement.DISPUTED: "Disputed",
    }[account.settlement]


def _line_items(line: LineSpec, month: int, start: date, end: date) -> Iterator[Item]:
    name = f"line ending {line.phone_number[-4:]}"
    yield from _plan_items(line, name, month, start, end)
    last = line.installments_last_month
    if line.device is not None and last is not None and month >= last:
        yield Item(
            description=f"{line.device.maker} {line.device.model} installment, {name}",
            cents=line.device.installment_cents,
            date=end,
            item_type="device",
        )
    if line.promotion is not None and month >= line.promotion.last_month:
        yield Item(
            description=f"{line.promotion.name}, {name}",
            cents=-line.promotion.cents,
            date=end,
            item_type="promotion",
        )
    yield from _occasional_items(line, name, month, start)


def _plan_items(line: LineSpec, name: str, month: int, start: date, end: date) -> Iterator[Item]:
    change = line.plan_change
    before = change is not None and month >= change.month
    plan = PLANS[change.from_plan_id if change is not None and before else line.plan_id]
    yield Item(description=f"{plan.name} plan, {name}", cents=plan.price_cents, date=start, item_type="plan")
    if change is not None and month == change.month:
        new = PLANS[line.plan_id]
        days = (end - start).days + 1
        left = days - change.days
        yield Item(
            description=f"Change to {new.name} plan for part of the month, {name}",
            cents=round((new.price_cents - plan.price_cents) * left / days),
            date=start + timedelta(days=change.days),
            item_type="proration",
        )


def _occasional_items(line: LineSpec, name: str, month: int, start: date) -> Iterator[Item]:
    for stay in line.roaming:
        if stay.month == month:
            yield Item(
                description=f"Roaming in {stay.country}, {name}",
                cents=stay.cents,
                date=start + timedelta(days=9),
                item_type="roaming",
            )
    for extra in line.extra_data:
        if extra.month == month:
            yield Item(
                description=f"Extra data, {name}",
                cents=extra.gb * PLANS[line.plan_id].topup_cents_per_gb,
                date=start + timedelta(days=20),
                item_type="overage",
            )
    for fee in line.one_offs:
        if fee.month == month:
            yield Item(
                description=f"{fee.description}, {name}",
                cents=fee.cents,
                date=start + timedelta(days=4),
                item_type="one_off",
            )
