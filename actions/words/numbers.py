"""Phone numbers and ZIP codes as customers type or say them."""

from __future__ import annotations

import re

import phonenumbers

from conversation.spoken_digits import DigitRun, digit_runs

REGION = "US"
LENGTH = 10
"""Digits of a North American number."""
SHORTEST_ATTEMPT = 5
"""Digits from which on an answer is an attempt at a phone number; an area code alone is one too."""
AREA_CODE = 3

_DENIED = re.compile(r"\b(?:not|isn't|isnt|wasn't|instead of)\W*$", re.IGNORECASE)
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:-\d{4})?(?!\d)")


def phone_in(text: str) -> str | None:
    """The last phone number in the text that is not denied, as ten digits (E.164 for one abroad)."""
    found = list(phonenumbers.PhoneNumberMatcher(text, REGION, leniency=_POSSIBLE))
    meant = [
        match for match in found if _has_area_code(match.number) and not _DENIED.search(text[: match.start])
    ]
    if meant:
        return _digits_of(meant[-1].number)
    return _in_runs(text, digit_runs(text))


def misheard_phone_in(text: str) -> str | None:
    """The same where the answer must be a number: `for` and `to` among digits are digits."""
    return phone_in(text) or _in_runs(text, digit_runs(text, misheard=True))


def part_of_phone(text: str) -> str:
    """The digits of somebody who gave fewer or more than a number has; empty when it was no attempt."""
    runs = [run.digits for run in digit_runs(text, misheard=True)]
    longest = max(runs, key=len, default="")
    return longest if len(longest) >= SHORTEST_ATTEMPT or len(longest) == AREA_CODE else ""


def rest_of_phone(before: str, text: str) -> str | None:
    """The number that digits given a turn before make with the ones given now."""
    given = "".join(run.digits for run in digit_runs(text, misheard=True))
    if given and len(before) + len(given) == LENGTH:
        return before + given
    return None


def _in_runs(text: str, runs: list[DigitRun]) -> str | None:
    for run in reversed(runs):
        if _DENIED.search(text[: run.start]):
            continue
        for digits in _cut(run):
            try:
                number = phonenumbers.parse(digits, REGION)
            except phonenumbers.NumberParseException:
                continue
            if len(digits) in (LENGTH, LENGTH + 1) and phonenumbers.is_possible_number(number):
                return _digits_of(number)
    return None


def _cut(run: DigitRun) -> list[str]:
    """The run's digits, and without a word at its edge that need not be one: `it's for 555 ...`."""
    sure = [n for n, piece in enumerate(run.pieces) if not piece.doubtful]
    inner = "".join(piece.digits for piece in run.pieces[sure[0] : sure[-1] + 1])
    return [run.digits] if inner == run.digits else [inner, run.digits]


def shown_number(digits: str) -> str:
    """`555-123-0000`, as the carrier prints numbers."""
    plain = re.sub(r"\D", "", digits)
    plain = plain[1:] if len(plain) == 11 and plain.startswith("1") else plain
    return f"{plain[:3]}-{plain[3:6]}-{plain[6:]}" if len(plain) == 10 else digits


def same_number(one: str, other: str) -> bool:
    """Whether two ways of writing mean one number."""
    return _national(one) == _national(other) != ""


def zip_in(text: str) -> str | None:
    """A US ZIP code, typed or said digit by digit."""
    typed = _ZIP.search(text)
    if typed:
        return typed.group(1)
    return next((run.digits for run in digit_runs(text) if len(run.digits) == 5), None)


_POSSIBLE = phonenumbers.Leniency.POSSIBLE


def _digits_of(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code == 1:
        return str(number.national_number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _has_area_code(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code != 1 or len(str(number.national_number)) == 10


def _national(text: str) -> str:
    plain = re.sub(r"\D", "", text)
    return plain[1:] if len(plain) == 11 and plain.startswith("1") else plain
