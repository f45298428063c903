"""The words of a date as atoms: months, days, and the digits that numbers say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conversation.spoken_digits import DIGIT_WORDS, HOMOPHONES, TENS

_MONTHS = """
january/jan february/feb/febuary march/mar april/apr may/mai june/jun july/jul august/aug september/sep/sept
october/oct november/nov december/dec
"""
MONTHS = {name: place for place, names in enumerate(_MONTHS.split(), start=1) for name in names.split("/")}
_ORDINALS = """
first second third/turd fourth/forth fifth/fith sixth/sixt seventh eighth ninth/nineth tenth eleventh
twelfth/twelth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
ORDINALS = {
    word: place for place, words in enumerate(_ORDINALS.split(), start=1) for word in words.split("/")
} | {"thirtieth": 30}
_FILLERS = """
of the in on and comma slash dash hyphen dot point uh um er ah year month day born is was it its it's
"""
FILLERS = frozenset(_FILLERS.split())
LONG_MONTH = 6
"""Letters from which on a month's name is known with one letter wrong."""
_TOKEN = re.compile(r"(\d+)(?:st|nd|rd|th)\b|\d+|[^\W\d_]+(?:['’][^\W\d_]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A part of a date: a month's name, or the digits of a number."""

    start: int
    end: int
    digits: str = ""
    month: int | None = None
    ordinal: bool = False

    @property
    def is_break(self) -> bool:
        """A word that belongs to no date."""
        return not self.digits and self.month is None


def atoms_in(text: str) -> list[Atom]:
    """The atoms of a text in order; numbers are put together as they are said."""
    atoms: list[Atom] = []
    for atom in _plain(text):
        before = atoms[-1] if atoms else None
        joined = _joined(before, atom) if before is not None else None
        if joined is not None:
            atoms[-1] = joined
        else:
            atoms.append(atom)
    return [atom for atom in atoms if atom.digits not in _SCALES]


_HUNDRED, _THOUSAND = "hundred", "thousand"
_SCALES = frozenset({_HUNDRED, _THOUSAND})


def _plain(text: str) -> Iterator[Atom]:
    for match in _TOKEN.finditer(text):
        word = match.group().lower().replace("\u2019", "'")
        if word in FILLERS:
            continue
        start, end = match.span()
        month = None if word.isdigit() else _month(word)
        digits = "" if month else match.group(1) or _digits(word)
        ordinal = bool(match.group(1)) or word in ORDINALS
        yield Atom(start=start, end=end, digits=digits, month=month, ordinal=ordinal)


def _digits(word: str) -> str:
    """What a word says in digits; a scale stays its word until it is joined; empty for any other word."""
    if word.isdigit() or word in _SCALES:
        return word
    if word in TENS:
        return f"{TENS[word]}0"
    if word in ORDINALS:
        return str(ORDINALS[word])
    return DIGIT_WORDS.get(word) or HOMOPHONES.get(word) or ""


def _joined(before: Atom, atom: Atom) -> Atom | None:
    """`eighty` + `four`, `twenty` + `third`, `nineteen` + `hundred`, `two` + `thousand`, `2000` + `five`."""
    one, two = before.digits, atom.digits
    if not one or not two or before.ordinal:
        return None
    if two == _HUNDRED:
        digits = f"{one}00" if one in ("19", "20") else ""
    elif two == _THOUSAND:
        digits = "2000" if one == "2" else ""
    elif one == "2000" and len(two) <= 2:
        digits = f"20{two:>02}"
    elif one == "1900" and len(two) <= 2:
        digits = f"19{two:>02}"
    elif len(one) == 2 and one in _TENS_SAID and len(two) == 1 and two != "0":
        digits = one[0] + two
    else:
        digits = ""
    if not digits:
        return None
    return Atom(start=before.start, end=atom.end, digits=digits, ordinal=atom.ordinal)


_TENS_SAID = frozenset(f"{tens}0" for tens in range(2, 10))


def _month(word: str) -> int | None:
    known = MONTHS.get(word)
    if known or len(word) < LONG_MONTH - 1:
        return known
    near = {place for name, place in MONTHS.items() if len(name) >= LONG_MONTH and _differ_by_one(name, word)}
    return near.pop() if len(near) == 1 else None


def _differ_by_one(one: str, other: str) -> bool:
    """Whether one letter was changed, dropped or added."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = same + 1 if len(short) == len(long) else same
    return short[rest:] == long[same + 1 :]
