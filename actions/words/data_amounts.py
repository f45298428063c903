"""Amounts of data as customers type or say them."""

from __future__ import annotations

import re
from decimal import Decimal

_WORDS = {
    "a": "1", "an": "1", "one": "1", "another": "1", "two": "2", "couple": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "eight": "8", "ten": "10", "half": "0.5", "twenty": "20",
}  # fmt: skip
_NUMBER = rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
_GIGABYTES = re.compile(
    rf"\b{_NUMBER}\s*(?:more|extra|additional|of|a|an|full|\s)*(?:gb|gbs|gigs?|giga?bytes?|g)\b",
    re.IGNORECASE,
)
_MEGABYTES = re.compile(r"\b(?P<number>\d+)\s*(?:mb|mbs|megs?|megabytes?)\b", re.IGNORECASE)
_BARE = re.compile(
    rf"^\W*(?:(?:yes|yeah|ok|okay|no|just|only|rather|make it|then|please)\W+)*{_NUMBER}"
    r"(?:\s+(?:please|then|instead))?\W*$",
    re.IGNORECASE,
)
_ALREADY_HAS = re.compile(r"\b(?:my|all|of|used|the|those|these|have|had|after)\s*$", re.IGNORECASE)
"""Before an amount: it is what there was, not what is wanted."""


def gigabytes_in(text: str, *, bare: bool = False) -> Decimal | None:
    """The amount that is wanted; None when none is named. With `bare`, a number alone is one, too."""
    for match in _GIGABYTES.finditer(text):
        if not _ALREADY_HAS.search(text[: match.start()]):
            return _value(match.group("number"))
    megabytes = _MEGABYTES.search(text)
    if megabytes and not _ALREADY_HAS.search(text[: megabytes.start()]):
        return Decimal(megabytes.group("number")) / 1000
    alone = _BARE.match(text) if bare else None
    return _value(alone.group("number")) if alone else None


def _value(written: str) -> Decimal:
    return Decimal(_WORDS.get(written.lower(), written))


_INSISTS = re.compile(
    r"\b(?:at least|more than (?:that|two|2)\b|not enough|(?:is|are|be|was)n'?t enough|never enough"
    r"|too little"
    r"|won'?t (?:even )?(?:last|do|cut it|be enough|get me|help)|need (?:a lot |much |way )?more|or more"
    r"|burn through|gone in (?:a|an|no)"
    r"|(?:need|want|make it|looking for) (?:like |about |around |some )?"
    r"(?:three|four|five|six|seven|eight|ten|\d\d+|[3-9]))\b",
    re.IGNORECASE,
)


def insists_on_more(text: str) -> bool:
    """ "That won't last me till Friday": what is offered is too little."""
    return "?" not in text and _INSISTS.search(text.replace("’", "'")) is not None
