"""One world: who it is, what is wrong, what they want, and how it must end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum

from tests.worlds.account import OPEN, Books, Customer, Line
from tests.worlds.persona import Temper
from tests.worlds.phone import Phone, Speed


class End(StrEnum):
    """How a world must end."""

    FIXED = "fixed"
    TEAM = "team"
    BOTH = "both"
    """What can be done at once, and then the team goes on: the policy for a lost phone."""
    EITHER = "either"
    """Policy leaves it open; only what is forbidden counts."""


class Wish(StrEnum):
    """What a customer can want; also the name of its opening words."""

    SERVICE = "service"
    DATA = "data"
    SLOW = "slow"
    ABROAD = "abroad"
    PICTURES = "pictures"
    SUSPENDED = "suspended"
    OVERDUE = "overdue"
    BILL = "bill"
    DATA_LEFT = "data_left"
    TOPUP = "topup"
    LOST = "lost"
    PERSON = "person"
    PLAN = "plan"
    CANCEL = "cancel"
    DISPUTE = "dispute"
    FRAUD = "fraud"
    LOCKED = "locked"


FOR_TEAM = frozenset({Wish.PERSON, Wish.PLAN, Wish.CANCEL, Wish.DISPUTE, Wish.FRAUD, Wish.LOCKED})
ON_PHONE = frozenset({Wish.SERVICE, Wish.DATA, Wish.SLOW, Wish.ABROAD, Wish.PICTURES, Wish.SUSPENDED})


@dataclass(slots=True, kw_only=True)
class World:
    """Everything about one conversation to come."""

    seed: int
    group: str
    faults: tuple[str, ...]
    end: End
    wishes: list[Wish]
    books: Books
    customer: Customer
    line: Line
    phone: Phone
    temper: Temper
    country: str = "Portugal"
    device: str = "iPhone"
    knows_number: bool = True
    says_number_first: bool = False
    says_name_first: bool = False
    """Name and date of birth stand in the very first turn, with the wish."""
    mistypes_number: bool = False
    """A digit is wrong the first time."""
    wants_both_at_once: bool = False
    pays: bool = True
    tops_up: bool = True
    upset: bool = False
    """Loses patience twice on the way."""
    person_after: int | None = None
    """Asks for a person after so many turns."""
    kept: bool = False
    """Whether its customer speaks in the wordings kept out of development."""
    optional: bool = False
    """Whether the carrier offers the optional paths."""
    topped_up_before: float = field(default=0.0)

    @property
    def sender(self) -> str:
        return f"world-{self.seed}{'-all' if self.optional else ''}"

    def chance(self) -> random.Random:
        """The customer's own dice."""
        return random.Random(f"customer {self.seed}")

    def met(self, wish: Wish, told: str) -> bool:
        """Whether a wish is fulfilled; `told` is everything the assistant said."""
        phone, line, books = self.phone, self.line, self.books
        match wish:
            case Wish.SERVICE | Wish.LOCKED | Wish.SUSPENDED:
                return phone.service(line)
            case Wish.DATA | Wish.SLOW | Wish.ABROAD:
                return phone.speed(line, books) is Speed.EXCELLENT
            case Wish.PICTURES:
                return phone.pictures(line, books)
            case Wish.TOPUP:
                return line.data_topup_gb > self.topped_up_before and not books.used_up(line)
            case Wish.LOST:
                return line.status == "Suspended"
            case _:
                return self._settled(wish, told)

    def _settled(self, wish: Wish, told: str) -> bool:
        """Wishes about bills and figures; what is the team's is never settled here."""
        newest, *older = self.customer.bills
        match wish:
            case Wish.OVERDUE:
                return not any(bill.status in OPEN for bill in self.customer.bills)
            case Wish.BILL:
                meant = [newest, *(bill for bill in older if bill.status != "Paid")]
                return any(f"{bill.total_due:,.2f}" in told for bill in meant)
            case Wish.DATA_LEFT:
                return any(text in told for text in self.left_told())
            case _:
                return False

    def left_told(self) -> list[str]:
        """Ways to write what is left of the data."""
        plan = self.books.plan(self.line.plan_id)
        assert plan is not None
        left = round(plan.data_limit_gb + self.line.data_topup_gb - self.line.data_used_gb, 2)
        return [f"{left:g} GB", f"{left:.1f} GB", f"{left:g}GB", f"{left:.2f} GB", f"{left:g} gigabytes"]
