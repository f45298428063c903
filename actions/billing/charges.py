"""Lines of a bill as customers mean them: found by words, by kind, by amount."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.billing.bills import name_of
from carrier.types import Bill, LineItem

LOOKS_ALIKE = 0.84
"""Share of a word that may be typed otherwise."""
MOST_CHOICES = 4

KIND_WORDS = {
    "roaming": ("roaming", "abroad", "travel", "international", "overseas", "trip"),
    "device": ("device", "phone", "installment", "instalment", "handset", "financing"),
    "plan": ("plan", "monthly", "subscription", "service"),
    "proration": ("proration", "prorated", "partial", "part"),
    "overage": ("overage", "extra", "data", "topup", "top-up"),
    "one_off": ("activation", "replacement", "sim", "delivery", "upgrade", "one-time", "setup"),
    "tax": ("tax", "taxes", "regulatory", "fees", "government", "surcharge"),
    "late_fee": ("late", "penalty"),
    "promotion": ("promotion", "promo", "discount", "credit"),
    "payment": ("payment", "received"),
}
"""What customers say for an item type; the items' own words count as well."""

_AMOUNT = re.compile(r"\$?\s?(\d{1,4}(?:\.\d{1,2})?)\s*(?:dollars|bucks|usd)?", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z\-]{2,}")
_EMPTY_WORDS = frozenset(
    {"the", "this", "that", "what", "whats", "why", "for", "and", "you", "your", "are", "charge",
     "charges", "charged", "fee", "bill", "line", "ending", "with", "was", "have", "has", "from", "mine",
     "about", "there", "does", "did", "month", "last", "get", "got", "please", "tell", "explain"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One line of one bill."""

    id: str
    """Bill and place of the line, `B1-0#2`; the same for the life of the bill."""
    label: str
    kind: str
    amount: Decimal
    bill_name: str
    is_new: bool
    """The bill before does not have it."""

    @property
    def short(self) -> str:
        """The label without the line it belongs to."""
        return self.label.split(", line ending")[0]


def of(known: Sequence[Bill]) -> tuple[Charge, ...]:
    """Every line of the newest bill, then lines that only older ones have."""
    found: dict[str, Charge] = {}
    for place, bill in enumerate(known):
        before = (
            {item.description for item in known[place + 1].line_items} if place + 1 < len(known) else None
        )
        for number, item in enumerate(bill.line_items):
            charge = _charge(bill, number, item, before)
            found.setdefault(charge.label, charge)
    return tuple(found.values())


def named(known: Sequence[Bill], charge_id: str) -> tuple[Charge, ...]:
    """The line of that id; empty when it is on none of these bills."""
    return tuple(charge for charge in of(known) if charge.id == charge_id)


def find(known: Sequence[Bill], words: str) -> tuple[Charge, ...]:
    """The lines that fit best; none when nothing fits, several when they fit equally."""
    every = of(known)
    exact = tuple(charge for charge in every if charge.label.lower() == words.strip().lower())
    if exact:
        return exact[:1]
    said = _said(words)
    scored = [(charge, _score(charge, said, words)) for charge in every]
    best = max((score for _, score in scored), default=0)
    if best < 1:
        return ()
    return _of_newest(tuple(charge for charge, score in scored if score == best), every)


def names_kind(words: str) -> bool:
    """Whether the words name some kind of charge, be it on a bill or not: "the late fee"."""
    said = _said(words)
    owed = (kinds for kind, kinds in KIND_WORDS.items() if kind != "payment")
    return any(_alike(word, set(kinds)) for kinds in owed for word in said)


def largest(known: Sequence[Bill]) -> tuple[Charge, ...]:
    """The lines of the newest bill worth asking about: new ones first, then by amount."""
    newest = of(known[:2]) if known else ()
    here = [charge for charge in newest if charge.bill_name == name_of(known[0])] if known else []
    return tuple(sorted(here, key=lambda charge: (not charge.is_new, -abs(charge.amount)))[:MOST_CHOICES])


def titles(found: Sequence[Charge]) -> list[str]:
    """What the choices are called."""
    return [charge.label for charge in found[:MOST_CHOICES]]


def _charge(bill: Bill, number: int, item: LineItem, before: set[str | None] | None) -> Charge:
    return Charge(
        id=f"{bill.bill_id}#{number}",
        label=item.description or item.item_type or "",
        kind=item.item_type or "",
        amount=item.amount if item.amount is not None else Decimal(0),
        bill_name=name_of(bill),
        is_new=before is not None and item.description not in before,
    )


def _said(words: str) -> set[str]:
    return {word for word in _WORD.findall(words.lower()) if word not in _EMPTY_WORDS}


def _score(charge: Charge, said: set[str], words: str) -> int:
    own = _said(charge.label) - _said("line ending")
    kinds = set(KIND_WORDS.get(charge.kind, ()))
    score = 2 * sum(_alike(word, own) for word in said) + sum(_alike(word, kinds - own) for word in said)
    return score + (3 if _names_amount(charge.amount, words) else 0)


def _alike(word: str, among: set[str]) -> bool:
    return word in among or bool(difflib.get_close_matches(word, among, n=1, cutoff=LOOKS_ALIKE))


def _names_amount(amount: Decimal, words: str) -> bool:
    for said in _AMOUNT.findall(words):
        value = Decimal(said)
        if value == abs(amount) or (
            value == value.to_integral_value() and value == abs(amount).to_integral_value()
        ):
            return True
    return False


def _of_newest(found: tuple[Charge, ...], every: tuple[Charge, ...]) -> tuple[Charge, ...]:
    newest = every[0].bill_name
    here = tuple(charge for charge in found if charge.bill_name == newest)
    return here or found
