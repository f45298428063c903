"""What answer the assistant waits for: it shapes the chat's input, the keypad and recognition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

EXPECTS_PATTERN = r"^(free|yes_no|phone|name|date|amount|zip|choice|(digits|secret):[1-9][0-9]?)$"

ExpectsText = Annotated[str, StringConstraints(pattern=EXPECTS_PATTERN)]
"""On the wire: `free`, `yes_no`, `digits:N`, `secret:N`, `phone`, `name`, `date`, `amount`, ..."""


class ExpectsKind(StrEnum):
    """The kinds of answer, without their length."""

    FREE = "free"
    YES_NO = "yes_no"
    DIGITS = "digits"
    SECRET = "secret"  # noqa: S105 - the name of a kind, not a secret
    PHONE = "phone"
    NAME = "name"
    DATE = "date"
    AMOUNT = "amount"
    ZIP = "zip"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A parsed `expects`."""

    kind: ExpectsKind
    length: int | None = None
    """Digits awaited; only for `digits` and `secret`."""


def parse_expects(text: str) -> Expectation:
    """Read the wire form.

    Raises:
        ValueError: the text is none of the ten kinds.
    """
    if not re.match(EXPECTS_PATTERN, text):
        message = f"not an expectation: {text!r}"
        raise ValueError(message)
    kind, _, length = text.partition(":")
    return Expectation(kind=ExpectsKind(kind), length=int(length) if length else None)
