"""A lock of the SIM that is denied: "there's no PUK prompt", "it doesn't ask for any code"."""

from __future__ import annotations

import re

_LOCK = r"(?:lock\w*|blocked|puk\w*|pins?|codes?|passcodes?)"
_NOT = (
    r"(?:no|not|nothing|never|without|none|neither|nor|isnt|wasnt|doesnt|didnt|hasnt|arent|aint"
    r"|(?:dont|cant|havent) (?:see|find|get|notice|got any|have any))"
)
"""A code that is wanted and not known is no denial: "I don't have the PUK"."""
_TURN = r"(?:and|but|so|because|since|then|though|only|just)"
_DENIED = re.compile(rf"\b{_NOT}\b(?:(?!\b{_TURN}\b)[^.,;!?])*?\b{_LOCK}\b")
_HELD = re.compile(rf"\b{_LOCK}\b")


def denies_lock(words: str) -> bool:
    """Whether every clause that speaks of a lock or a code denies it; plain small letters in."""
    spoken = [clause for clause in re.split(rf"[.,;!?]|\b{_TURN}\b", words) if _HELD.search(clause)]
    return bool(spoken) and all(_DENIED.search(clause) for clause in spoken)
