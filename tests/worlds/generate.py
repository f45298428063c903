"""Worlds by seed: one to four faults at once, over every group of the care policy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from tests.worlds.account import Bill, Books, Customer, Line
from tests.worlds.carriers import FIRST, LAST, Carrier, carrier_of
from tests.worlds.groups import GROUPS, second_wish
from tests.worlds.persona import Temper
from tests.worlds.phone import Phone
from tests.worlds.world import End, World

TODAY = date(2025, 2, 25)
"""The carrier's business date, far from any clock."""
COUNTRIES = ("Portugal", "Japan", "Mexico", "France", "Canada", "Italy")
WEIGHTS: dict[str, int] = {
    "service": 14, "data": 10, "slow": 10, "abroad": 8, "pictures": 12, "suspended": 10, "overdue": 6, "used up": 6,
    "questions": 8, "lost": 4, "locked": 4, "ended": 4, "person": 5, "team matters": 6, "upset": 4, "hopeless": 5,
}  # fmt: skip


def make(seed: int, *, optional: bool = False, alike: bool = False, kept: bool = False) -> World:
    """The world of a seed; where worlds are `alike`, each has the same customer ids as every other one."""
    chance = random.Random(seed)
    group = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    books = _books(chance, first=1000 if alike else 1000 + 10 * seed)
    customer = books.customers[0]
    line = chance.choice(customer.lines)
    world = World(
        seed=seed,
        group=group,
        faults=(),
        end=End.FIXED,
        wishes=[],
        books=books,
        customer=customer,
        line=line,
        phone=Phone(roaming=chance.random() < 0.2),
        temper=chance.choice(list(Temper)),
        country=chance.choice(COUNTRIES),
        device=chance.choice(("iPhone", "Android")),
        knows_number=chance.random() < 0.75,
        says_number_first=chance.random() < 0.15,
        says_name_first=chance.random() < 0.1,
        mistypes_number=chance.random() < 0.06,
        wants_both_at_once=chance.random() < 0.4,
        optional=optional,
        kept=kept,
    )
    GROUPS[group](world, chance)
    if (
        group not in ("person", "upset", "team matters", "locked", "hopeless", "ended", "lost")
        and chance.random() < 0.25
    ):
        second_wish(world, chance)
    return world


def _books(chance: random.Random, *, first: int) -> Books:
    carrier = carrier_of(chance)
    numbers = iter(chance.sample(range(1000, 9999), 12))
    customers = [_customer(str(first + at), chance, numbers, carrier) for at in range(3)]
    if chance.random() < 0.2:
        customers[1].full_name = customers[0].full_name
    return Books(today=TODAY, customers=customers, plans=carrier.offered(), bare=carrier.bare)


def _customer(number: str, chance: random.Random, numbers: Iterator[int], carrier: Carrier) -> Customer:
    plans = carrier.offered()
    lines = []
    for at in range(chance.choice((1, 1, 2, 3))):
        plan = chance.choice(plans)
        lines.append(
            Line(
                line_id=carrier.line_id.format(f"{number}{at}"),
                phone_number=f"{chance.choice(carrier.area_codes)}-{chance.randrange(200, 999)}-{next(numbers)}",
                plan_id=plan.plan_id,
                data_used_gb=round(chance.uniform(0.1, 0.9) * plan.data_limit_gb, 1),
                contract_end_date=chance.choice((None, TODAY + timedelta(days=chance.randrange(30, 600)))),
            )
        )
    bills = [
        _bill(
            carrier.bill_id.format(f"{number}{at}"),
            chance,
            months=at,
            status="Paid" if at else chance.choice(("Paid", "Issued")),
        )
        for at in range(3)
    ]
    return Customer(
        customer_id=carrier.customer_id.format(number),
        full_name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        date_of_birth=date(chance.randrange(1940, 2004), chance.randrange(1, 13), chance.randrange(1, 28)),
        lines=lines,
        bills=bills,
        zip_code=f"55{chance.randrange(100, 999)}",
        pin=f"{chance.randrange(1000, 9999)}",
    )


def _bill(bill_id: str, chance: random.Random, *, months: int, status: str) -> Bill:
    issued = TODAY.replace(day=1) - timedelta(days=30 * months)
    items = [
        ("Plan", Decimal(chance.choice(("40.00", "55.00", "70.00")))),
        ("Taxes", Decimal(chance.randrange(200, 900)) / 100),
    ]
    total = sum((amount for _, amount in items), Decimal(0))
    return Bill(
        bill_id=bill_id,
        status=status,
        total_due=total,
        issue_date=issued,
        due_date=issued + timedelta(days=40),
        items=items,
    )
