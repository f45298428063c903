"""A note from an agent to the editors: what is wrong with an article, and nothing of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conversation.payloads.findings import Fact
from conversation.redaction import redact

OF_THE_CUSTOMER: Mapping[str, str] = {
    "customer_name": "name",
    "customer_id": "number",
    "phone_number": "number",
    "callback_number": "number",
    "line_number": "number",
    "port_number": "number",
    "line_id": "number",
    "bill_id": "number",
    "birth_date": "date",
    "bill_amount": "amount",
    "pay_now": "amount",
}
"""Facts whose values tell of the customer, and what stands in a note instead of them."""
FEWEST_DIGITS = 5
"""Digits from which a number may be somebody's: a phone, an account, a ZIP code; prices have fewer."""
SHORTEST_NAME = 3
"""Letters of a part of a name that is looked for by itself."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\(?\d(?:[ ().-]{0,2}\d)+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")


def without_customer(note: str, facts: Mapping[str, Fact]) -> str:
    """The note with secrets, addresses, long numbers and what is known of the customer blanked."""
    text = _EMAIL.sub("[address]", redact(note).text)
    for value, kind in _values(facts):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"[{kind}]", text, flags=re.IGNORECASE)
    return _NUMBER.sub(_blank_long, text)


def _values(facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    """Longest first, so that a whole name goes before its parts."""
    found: dict[str, str] = {}
    for name, kind in OF_THE_CUSTOMER.items():
        value = facts[name].value.strip() if name in facts else ""
        if not value:
            continue
        found[value] = kind
        if kind == "name":
            found |= {part: kind for part in re.findall(r"[^\W\d_]+", value) if len(part) >= SHORTEST_NAME}
    yield from sorted(found.items(), key=lambda one: -len(one[0]))


def _blank_long(found: re.Match[str]) -> str:
    number = found.group()
    digits = sum(each.isdigit() for each in number)
    return number if digits < FEWEST_DIGITS or _DAY.fullmatch(number) else "[number]"
