"""Words of a phone that was lost and is back. Pure."""

from __future__ import annotations

import re

_THING = r"(?:phone|cell(?:phone)?|mobile|iphone|handset|device|tablet|watch|purse|bag|it)"
_NAMED = rf"(?:(?:my|the|our|his|her|their|that|this)\s+(?:\w+\s+)?)?{_THING}"
_RETURNED = re.compile(
    rf"\b(?:found|located|recovered|retrieved)\s+{_NAMED}\b"
    rf"|\b(?:got|have|has|had|getting)\s+{_NAMED}\s+(?:back|again|in my hands?)\b|\b(?:got|gave"
    rf"|brought|handed)\s+(?:me\s+)?back\s+{_NAMED}\b"
    rf"|\b(?:gave|brought|handed|returned)\s+{_NAMED}\b(?:\s+(?:back|in))?"
    rf"|\b{_NAMED}\s+(?:\w+\s+){{0,3}}?(?:turned|showed|came) (?:up|back)\b(?!\s+(?:missing|gone|stolen))"
    rf"|\b{_NAMED}(?:'?s| is| was| has been| had been| got)\s+(?:\w+\s+)?(?:found|back|returned"
    rf"|recovered)\b",
    re.IGNORECASE,
)
"""It is back: nothing more need be said for its line to go on."""
_NOT_GONE = re.compile(
    rf"\b{_NAMED}(?:'?s| is| was| had been)\s+(?:\w+\s+)?(?:in|at|under|behind|on|inside"
    rf"|with)\s+(?:my|the|a|his|her|our|their)\b"
    r"|\b(?:not|wasn'?t|isn'?t|never) (?:really |actually )?(?:lost|stolen|missing|gone)\b"
    r"|\bfalse alarm\b",
    re.IGNORECASE,
)
_BACK_ON = re.compile(
    r"\b(?:unblock|unlock|unsuspend|un-?freeze|reactivate|re-?enable|reconnect|restore|reinstate"
    r"|resume|lift|activate)\b"
    r"|\b(?:turn|switch|put|get|have|want|need|bring|like)\b.{0,30}\b(?:back|on again|again)\b"
    r"|\bback on\b",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b(?:haven'?t|have not|hasn'?t|not|never|can'?t|cannot|couldn'?t|didn'?t|if|until|unless"
    r"|somebody|someone|thief|who)\b"
    r".{0,20}\b(?:found|find|recovered|got|has|have|back)\b",
    re.IGNORECASE,
)


def found_again(text: str) -> bool:
    """Whether a phone that was lost is back, so that its line may go on again."""
    plain = text.replace("’", "'")
    if _NOT_FOUND.search(plain):
        return False
    if _RETURNED.search(plain) is not None:
        return True
    return _NOT_GONE.search(plain) is not None and _BACK_ON.search(plain) is not None
