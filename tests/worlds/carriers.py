"""What differs from one carrier to the next: how it names its plans, writes its ids and numbers, what it leaves out."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from tests.worlds.account import Body, Plan

FIRST = (
    "Maren", "Tobias", "Wanda", "Ingrid", "Curtis", "Leona", "Pascal", "Yvette", "Rufus", "Selma", "Anselm", "Odile",
    "José", "María Elena", "Siobhán", "Jean-Luc", "Nguyet", "Omar", "Bill", "April", "Grace", "Mark", "Will", "Faith",
)  # fmt: skip
LAST = (
    "Quillfeather", "Brackwater", "Ostrander", "Fennimore", "Larkspur-Hale", "Thistlewood", "Umbridge", "Vanterpool",
    "O'Malley", "de la Cruz", "Nguyen", "Li", "Young", "May", "Price", "Núñez", "St. Clair", "van Houten",
)  # fmt: skip
"""Names that are hyphenated, accented, in several parts, or words of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """How one carrier writes things."""

    plans: tuple[tuple[str, float, str, str], ...]
    """Name, gigabytes, price a month, price of a gigabyte more."""
    customer_id: str
    line_id: str
    bill_id: str
    plan_id: str
    area_codes: tuple[int, ...]
    bare: bool
    """Whether it sends only what the contract requires."""

    def offered(self) -> list[Plan]:
        return [
            Plan(plan_id=self.plan_id.format(n), name=name, data_limit_gb=limit, price_per_month=Decimal(price),
                 topup_price_per_gb=Decimal(topup))
            for n, (name, limit, price, topup) in enumerate(self.plans, start=1)
        ]  # fmt: skip


CARRIERS = (
    Carrier(
        plans=(("Basic", 5.0, "40.00", "2.00"), ("Plus", 10.0, "55.00", "1.75"), ("Max", 15.0, "70.00", "1.50")),
        customer_id="C{}", line_id="L{}", bill_id="B{}", plan_id="P{}", area_codes=(555,), bare=False,
    ),
    Carrier(
        plans=(("Talk & Text Starter", 2.5, "19.90", "3.50"), ("Unlimited 5G Family", 50.0, "89.00", "0.80"),
               ("Senior 55+", 8.0, "32.50", "2.25")),
        customer_id="cus_{}x", line_id="line-{}-a", bill_id="INV/2025/{}", plan_id="plan:{}",
        area_codes=(212, 312, 612), bare=True,
    ),
    Carrier(
        plans=(("One", 1.0, "10", "5"), ("Three", 3.0, "25", "4.4"), ("Pay Monthly 30", 30.0, "45", "1")),
        customer_id="{}", line_id="{}7", bill_id="{}9", plan_id="{}", area_codes=(555, 800, 202), bare=True,
    ),
)  # fmt: skip

REQUIRED = {
    "customer": {"customer_id", "full_name", "date_of_birth", "phone_number", "account_status", "line_ids",
                 "bill_ids", "address"},
    "line": {"line_id", "phone_number", "status", "plan_id", "data_used_gb", "data_topup_gb", "roaming_enabled",
             "business_date"},
    "bill": {"bill_id", "status", "total_due", "due_date"},
}  # fmt: skip
"""What the contract requires of each body."""


def as_sent(kind: str, body: Body, *, bare: bool) -> Body:
    """A body as this carrier sends it: what is optional and empty is left out, where it sends only the rest."""
    if not bare:
        return body
    needed = REQUIRED[kind]
    kept = {name: value for name, value in body.items() if name in needed or (kind == "line" and value)}
    if kind == "customer":
        kept["address"] = {}
    return kept


def carrier_of(chance: random.Random) -> Carrier:
    return chance.choices(CARRIERS, weights=(40, 30, 30))[0]
