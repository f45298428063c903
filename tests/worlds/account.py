"""What the carrier of one world knows: its customers, lines, bills and plans."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Body = dict[str, object]

OPEN = ("Overdue", "Awaiting Payment")
"""Bills that keep a suspension in place."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """A plan on offer."""

    plan_id: str
    name: str
    data_limit_gb: float
    price_per_month: Decimal
    topup_price_per_gb: Decimal

    def to_json(self) -> dict[str, object]:
        return {
            "plan_id": self.plan_id,
            "name": self.name,
            "data_limit_gb": self.data_limit_gb,
            "price_per_month": float(self.price_per_month),
            "topup_price_per_gb": float(self.topup_price_per_gb),
        }


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of an account."""

    line_id: str
    phone_number: str
    plan_id: str
    status: str = "Active"
    data_used_gb: float = 2.0
    data_topup_gb: float = 0.0
    roaming_enabled: bool = False
    contract_end_date: date | None = None
    suspended_since: date | None = None

    def ended(self, today: date) -> bool:
        """Whether the contract end date lies before the business date."""
        return self.contract_end_date is not None and self.contract_end_date < today

    def to_json(self, today: date) -> dict[str, object]:
        return {
            "line_id": self.line_id,
            "phone_number": self.phone_number,
            "status": self.status,
            "plan_id": self.plan_id,
            "device_id": None,
            "data_used_gb": self.data_used_gb,
            "data_topup_gb": self.data_topup_gb,
            "roaming_enabled": self.roaming_enabled,
            "contract_end_date": _day(self.contract_end_date),
            "suspended_since": _day(self.suspended_since),
            "business_date": today.isoformat(),
        }


@dataclass(slots=True, kw_only=True)
class Bill:
    """One bill."""

    bill_id: str
    status: str
    total_due: Decimal
    issue_date: date
    due_date: date
    items: list[tuple[str, Decimal]] = field(default_factory=list)

    def to_json(self, customer_id: str) -> dict[str, object]:
        return {
            "bill_id": self.bill_id,
            "customer_id": customer_id,
            "period_start": self.issue_date.replace(day=1).isoformat(),
            "period_end": self.issue_date.isoformat(),
            "issue_date": self.issue_date.isoformat(),
            "due_date": self.due_date.isoformat(),
            "total_due": float(self.total_due),
            "status": self.status,
            "line_items": [
                {"description": name, "amount": float(amount), "date": self.issue_date.isoformat()}
                for name, amount in self.items
            ],
        }


@dataclass(slots=True, kw_only=True)
class Customer:
    """One customer with everything that is theirs."""

    customer_id: str
    full_name: str
    date_of_birth: date
    lines: list[Line]
    bills: list[Bill]
    """Newest first."""
    zip_code: str
    pin: str

    def line_of(self, phone_number: str) -> Line | None:
        digits = _digits(phone_number)
        return next((line for line in self.lines if _digits(line.phone_number) == digits), None)

    def to_json(self) -> dict[str, object]:
        return {
            "customer_id": self.customer_id,
            "full_name": self.full_name,
            "date_of_birth": self.date_of_birth.isoformat(),
            "phone_number": self.lines[0].phone_number,
            "account_status": "Suspended" if all(x.status == "Suspended" for x in self.lines) else "Active",
            "line_ids": [line.line_id for line in self.lines],
            "bill_ids": [bill.bill_id for bill in self.bills],
            "address": {
                "street": "1 Test Way",
                "city": "Sampleton",
                "state": "MN",
                "zip_code": self.zip_code,
            },
        }


@dataclass(slots=True, kw_only=True)
class Books:
    """Everybody the carrier of this world serves."""

    today: date
    customers: list[Customer]
    plans: list[Plan]
    bare: bool = False
    """Whether this carrier sends only what the contract requires."""
    area_out: bool = False
    """Whether the area of the first customer has an outage (only where the carrier tells)."""

    def customer(self, customer_id: str) -> Customer | None:
        return next((one for one in self.customers if one.customer_id == customer_id), None)

    def line(self, line_id: str) -> Line | None:
        return next((line for one in self.customers for line in one.lines if line.line_id == line_id), None)

    def holder(self, line_id: str) -> Customer | None:
        return next((one for one in self.customers if any(x.line_id == line_id for x in one.lines)), None)

    def bill(self, bill_id: str) -> Bill | None:
        return next((bill for one in self.customers for bill in one.bills if bill.bill_id == bill_id), None)

    def plan(self, plan_id: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.plan_id == plan_id), None)

    def used_up(self, line: Line) -> bool:
        """Whether data stopped on the line."""
        plan = self.plan(line.plan_id)
        assert plan is not None
        return line.data_used_gb >= plan.data_limit_gb + line.data_topup_gb


def same_name(one: str, other: str) -> bool:
    """Without case, accents, hyphens and doubled spaces."""
    return _plain(one) == _plain(other)


def without_accents(text: str) -> str:
    """Each letter as it is without its marks."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def _plain(name: str) -> list[str]:
    return without_accents(name).casefold().replace("-", " ").split()


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())[-10:]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
