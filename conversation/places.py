"""Which of a list is meant: "number 3", "the second one", "the last". Pure."""

from __future__ import annotations

import re

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SHORT = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_NOUN = r"(?:one|choice|option|button|answer|entry|line|row|item|plan)"
_BEFORE = (
    r"(?:(?:ok(?:ay)?|yes|yeah|sure|well|hm+|um+|uh|please|so|then|and|probably|i think|i guess|i'?d say"
    r"|i mean|i'?ll take|i'?ll have|i'?d take|let'?s take|make it|give me|i want|i'?d like|i pick|i choose"
    r"|it'?s|it is|that'?s|that would be|it would be|what about|how about|tell me about|show me"
    r"|the answer is|go (?:with|for))[\s,]+)*"
)
_AFTER = (
    r"(?:[\s,]+(?:please|then|thanks|thank you|i think|i guess|on (?:the|your) list"
    r"|of (?:those|these|them)))*"
)
_ORDINAL = "|".join(_ORDINALS)
_NUMBER = "|".join(_NUMBERS)
_SAID = re.compile(
    rf"\W*{_BEFORE}(?:"
    rf"(?:the\s+)?(?:number|no\.|nr\.?|#|{_NOUN})\s*(?P<number>\d{{1,2}}|{_NUMBER})"
    rf"|the\s+(?P<ordinal>{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)|last|final|former|latter)(?:\s+{_NOUN})?"
    rf"|(?P<bare>{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)|last)\s+{_NOUN}"
    rf"){_AFTER}\W*",
    re.IGNORECASE,
)


def place_said(text: str, *, of: int) -> int | None:
    """The place in a list of so many, counted from 1; None where the words say anything else or besides."""
    found = _SAID.fullmatch(text.replace("’", "'"))
    if found is None or of < 1:
        return None
    place = _place((found["number"] or found["ordinal"] or found["bare"]).casefold(), of)
    return place if place is not None and 1 <= place <= of else None


def _place(said: str, of: int) -> int | None:
    if said in ("last", "final"):
        return of
    if said in ("former", "latter"):
        return (1 if said == "former" else 2) if of == 2 else None
    for words in (_NUMBERS, _ORDINALS):
        if said in words:
            return words.index(said) + 1
    short = _SHORT.fullmatch(said)
    digits = short.group(1) if short else said
    return int(digits) if digits.isdigit() else None
