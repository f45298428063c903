"""How names, numbers and references are compared: the form in which they are stored and looked up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from conversation.facts import FactStatus
from conversation.ids import REFERENCE_ALPHABET
from conversation.payloads.calls import CallJoined
from conversation.payloads.customer import NumberLeft
from conversation.payloads.findings import Fact
from conversation.payloads.payload import Payload

NUMBER_DIGITS = 10
"""A national number in the United States; longer ones are compared by their end."""
SHORTEST_NUMBER = 4
NAME_FACTS = frozenset({"customer_name"})
NUMBER_FACTS = frozenset({"phone_number", "line_number"})

_REFERENCE = re.compile(
    rf"^[{REFERENCE_ALPHABET}]{{3}}-?[{REFERENCE_ALPHABET}]{{3}}-?[{REFERENCE_ALPHABET}]{{3}}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchKey:
    """A value to find a conversation by."""

    field: str
    """`name`, `number`, `caller` (where a call came from) or `call` (its name)."""
    value: str


def name_key(name: str) -> str:
    """Without case, accents, hyphens and doubled spaces."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[-'.]", " ", plain).casefold().split())


def number_key(number: str) -> str:
    """The last ten digits."""
    return re.sub(r"\D", "", number)[-NUMBER_DIGITS:]


def reference_key(query: str) -> str | None:
    """The reference in its stored form, None when the query is none."""
    plain = query.strip().upper()
    if not _REFERENCE.match(plain):
        return None
    letters = plain.replace("-", "")
    return "-".join((letters[:3], letters[3:6], letters[6:]))


def keys_of(payload: Payload) -> tuple[SearchKey, ...]:
    """What an event lets its conversation be found by."""
    if isinstance(payload, NumberLeft):
        return _number(payload.number)
    if isinstance(payload, CallJoined):
        caller = (SearchKey(field="caller", value=payload.number),) if payload.number else ()
        return (SearchKey(field="call", value=payload.call_id), *caller)
    if not isinstance(payload, Fact) or payload.status is FactStatus.RETRACTED:
        return ()
    if payload.name in NUMBER_FACTS:
        return _number(payload.value)
    if payload.name in NAME_FACTS and (name := name_key(payload.value)):
        return (SearchKey(field="name", value=name),)
    return ()


def _number(text: str) -> tuple[SearchKey, ...]:
    digits = number_key(text)
    return (SearchKey(field="number", value=digits),) if len(digits) >= SHORTEST_NUMBER else ()
