"""Bills by the names customers give them: the month, the last one, the one before."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from actions.billing.bills import name_of
from carrier.types import Bill

_MONTHS = {name.lower(): name for name in calendar.month_name if name} | {
    short.lower(): name
    for short, name in zip(calendar.month_abbr, calendar.month_name, strict=True)
    if short and short != "May"
}
_MONTH = re.compile(r"\b(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_MAY_IS_A_MONTH = re.compile(
    r"\b(?:in|for|of|my|the|from|than|since|until|and|to|pay|was|is|did)\s+may\b|"
    r"\bmay(?:'s)?\s+(?:bill|statement|one|and)\b|^\W*may\W*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:last month'?s bill|previous (?:bill|one|month'?s)|prior bill|the (?:bill|one) before|"
    r"bill before)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:than|from|since|compared|against|versus|vs|before|to)\b", re.IGNORECASE)


def months_in(text: str) -> tuple[str, ...]:
    """Months named in the text, as they are written, each once."""
    found = []
    for match in _MONTH.finditer(text):
        name = _MONTHS[match.group().lower()]
        if name == "May" and not _MAY_IS_A_MONTH.search(text):
            continue
        if name == "March" and match.group().lower() == "mar":
            continue
        if name not in found:
            found.append(name)
    return tuple(found)


def named(known: Sequence[Bill], text: str) -> tuple[Bill, ...]:
    """The bills the words name, newest first; none when they name none of them."""
    months = months_in(text)
    found = tuple(bill for bill in known if name_of(bill) in months)
    if not found and not months and _BEFORE.search(text) and len(known) > 1:
        return (known[1],)
    return found


def pair(known: Sequence[Bill], text: str) -> tuple[Bill, Bill]:
    """The two bills to compare, the newer one first: those named, else the newest and the one before.

    Raises:
        IndexError: there are not two bills.
    """
    found = named(known, text) if months_in(text) else ()
    if len(found) > 1:
        return found[0], found[1]
    if not found or found[0] is known[0]:
        return known[0], known[1]
    place = known.index(found[0])
    if _AGAINST.search(text) or place + 1 == len(known):
        return known[0], found[0]
    return found[0], known[place + 1]
