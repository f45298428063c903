"""Whether somebody says outright that they will not pay."""

from __future__ import annotations

import re

_REFUSES = re.compile(
    r"\b(?:(?<!did )(?<!could )(?<!can )(?<!have )(?<!has )not|never|won'?t|ain'?t|no way"
    r"|refus\w*|wouldn'?t|shan'?t|no intention"
    r"|don'?t (?:want|wish|intend|plan|care))\b"
    r"(?:(?!\b(?:able|afford|sure|know|can|could)\b)[^.!?]){0,25}?"
    r"\b(?:pay(?:ing|s)?|settle|settling|cough\w* up)\b"
    r"|\bpay(?:ing|ment)? refused\b",
    re.IGNORECASE,
)


def refuses_to_pay(text: str) -> bool:
    """ "I'm not paying that": no lack of money, and no question."""
    return "?" not in text and _REFUSES.search(text.replace("’", "'")) is not None
