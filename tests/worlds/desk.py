"""One world's side of the back office: its books, everything asked of it, and what its referee found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.worlds.account import Body, Books, Customer

ONE_TIME_CODE = "481516"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as the referee sees it."""

    method: str
    path: str
    query: dict[str, str]
    body: Body


@dataclass(slots=True, kw_only=True)
class Desk:
    """One world's side of the office."""

    books: Books
    optional: bool = False
    asked: list[Asked] = field(default_factory=list)
    offences: list[str] = field(default_factory=list)
    handoffs: list[Body] = field(default_factory=list)
    remembered: dict[tuple[str, str], tuple[int, Body]] = field(default_factory=dict)
    sent_codes: dict[str, str] = field(default_factory=dict)
    referee: Callable[[Asked], list[str]] | None = None

    def pay(self, customer: Customer) -> Decimal | None:
        """The customer approves the open request on the phone."""
        for bill in customer.bills:
            if bill.status == "Awaiting Payment":
                bill.status = "Paid"
                return bill.total_due
        return None
