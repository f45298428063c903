"""A yes with a condition: "if that gets it done, yes", "sure, as long as it's free". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from actions.words.said import amounts_in, refuses

_IF = (
    r"(?:(?:but\s+)?(?:only\s+)?(?:if|as long as|so long as|provided(?: that)?|providing(?: that)?|assuming"
    r"(?: that)?|in case|on (?:the )?condition(?: that)?|unless))"
)
_YES = (
    r"(?:yes|yeah|yep|yup|sure|ok(?:ay)?|fine|al(?:l )?right|please do|please|(?:then )?go (?:right )?ahead"
    r"|(?:then )?go for it|do it|do that|let'?s do (?:it|that)|by all means|absolutely|of course|certainly"
    r"|why not|i'?m in|deal|i agree|that'?s fine|that works|sounds good)"
)
_AGREED = rf"{_YES}(?:[\s,.!]+(?:then|{_YES}))*"
_FIRST = re.compile(
    rf"\W*(?:(?:well|ok(?:ay)?|hm+|so|then|oh)\W+)*{_IF}\b(?P<condition>.+?)(?:[,;.]|\bthen\b)+\W*(?:then\W+)?"
    rf"{_AGREED}\W*",
    re.IGNORECASE | re.DOTALL,
)
_LAST = re.compile(rf"\W*{_AGREED}[\s,;.!]+{_IF}\b(?P<condition>.+)", re.IGNORECASE | re.DOTALL)
_ALONE = re.compile(
    r"\W*(?:only (?:if|when)|as long as|so long as|provided)\b(?P<condition>.+)", re.IGNORECASE | re.DOTALL
)
_FREE = re.compile(
    r"\b(?:free|charged?|charges|fees?|costs?|costing|pay|paying|expensive|extra)\b|\$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A yes, and on which terms of money where the condition names some."""

    about_cost: bool
    most: Decimal | None = None
    """US dollars; None where no amount is named."""

    def covers(self, price: Decimal) -> bool:
        """Whether something at that price is agreed to."""
        if self.most is not None:
            return price <= self.most
        return not self.about_cost or not price


def agreed_if(text: str) -> Agreed | None:
    """The yes behind or before a condition; None where the words are no such yes."""
    plain = text.replace("’", "'")
    if "?" in plain or refuses(plain):
        return None
    found = _FIRST.fullmatch(plain) or _LAST.fullmatch(plain) or _ALONE.fullmatch(plain)
    if found is None:
        return None
    amounts = amounts_in(found["condition"])
    return Agreed(
        about_cost=bool(amounts) or _FREE.search(found["condition"]) is not None,
        most=max(amounts) if amounts else None,
    )
