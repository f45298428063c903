"""Digits as people write and say them: `4321`, `4 3 2 1`, `four three two one`, `double four`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGIT_WORDS = {
    "zero": "0",
    "oh": "0",
    "o": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
}
TENS = {
    "twenty": "2",
    "thirty": "3",
    "forty": "4",
    "fifty": "5",
    "sixty": "6",
    "seventy": "7",
    "eighty": "8",
    "ninety": "9",
}
REPEATS = {"double": 2, "triple": 3}
HOMOPHONES = {
    "to": "2",
    "too": "2",
    "tree": "3",
    "free": "3",
    "for": "4",
    "fore": "4",
    "fife": "5",
    "sicks": "6",
    "ate": "8",
    "nein": "9",
    "niner": "9",
    "won": "1",
    "owe": "0",
    "nought": "0",
    "naught": "0",
}
"""Digits as recognition writes them down when it takes them for other words."""

_BEFORE_PRONOUN = frozenset(
    [
        "no",
        "any",
        "every",
        "some",
        "this",
        "that",
        "which",
        "the",
        "another",
        "other",
        "real",
        "new",
        "old",
        "wrong",
        "first",
        "last",
        "next",
        "right",
    ]
)
_AFTER_PRONOUN = frozenset(
    ["of", "more", "else", "who", "that", "thing", "moment", "sec", "second", "minute", "person", "human"]
)
""" "one of your people", "no one", "that one": no digit is meant."""

_TOKEN = re.compile(r"\d+|[a-z]+", re.IGNORECASE)
UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Characters without width, as they stand in a regular expression's class."""
_JOINER = re.compile(rf"^[\s,.\-\u2013\u2014/()+_{UNSEEN}]*$")
_SAID_JOINER = re.compile(
    rf"^(?:[\s,.\-\u2013\u2014/()+_{UNSEEN}]|\b(?:dash|hyphen|space|dot|point|and|then|um+|uh+|er|hm+)\b)*$",
    re.IGNORECASE,
)
_PHONE_SHAPES = frozenset(
    {(10,), (11,), (3, 3, 4), (1, 3, 3, 4), (3, 7), (1, 3, 7), (6, 4), (1, 10), (1, 6, 4)}
)
_BESIDE_PHONE = frozenset({0, *range(4, 9)})
_SUM = re.compile(r"\d[\d,]*\.\d{1,2}")
_MONEY_BEFORE = re.compile(r"(?:[$\u20ac\u00a3]|\busd)\s*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(r"\s*(?:dollars?|bucks|usd|cents?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitPiece:
    """Digits written or said without a break."""

    digits: str
    start: int
    end: int
    doubtful: bool = False
    """A word that is a digit only among digits: `for`, `to`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitRun:
    """A stretch of text that says digits, with where it stands."""

    pieces: tuple[DigitPiece, ...]

    @property
    def digits(self) -> str:
        """All of them."""
        return "".join(piece.digits for piece in self.pieces)

    @property
    def start(self) -> int:
        """Where the first piece begins."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self.pieces[-1].end


def digit_runs(text: str, *, misheard: bool = False) -> list[DigitRun]:
    """Every stretch of digits, typed or said, joined over spaces and dashes, in order.

    `misheard` is for an answer that must be digits: `for` and `to` among them count as four and two, and
    `dash` or `um` between them breaks nothing.
    """
    joiner = _SAID_JOINER if misheard else _JOINER
    runs: list[DigitRun] = []
    for piece in _pieces(text, misheard=misheard):
        last = runs[-1] if runs else None
        if last is not None and joiner.match(text[last.end : piece.start]):
            runs[-1] = DigitRun(pieces=(*last.pieces, piece))
        else:
            runs.append(DigitRun(pieces=(piece,)))
    return [run for run in runs if not all(piece.doubtful for piece in run.pieces)]


def is_phone(run: DigitRun) -> bool:
    """Whether a run is one whole North American number, by its digits."""
    return len(run.digits) == 10 or (len(run.digits) == 11 and run.digits[0] == "1")


def apart(run: DigitRun) -> list[DigitRun]:
    """A phone number and the four to eight digits before or after it as runs of their own.

    `555-123-0101 4821` is a number and something else; by its grouping alone, so `4111 1111 1111 1111`
    and digits said one by one stay whole.
    """
    count = len(run.pieces)
    for start in range(count):
        for end in range(start + 1, min(start + 4, count) + 1):
            parts = [run.pieces[:start], run.pieces[start:end], run.pieces[end:]]
            kept = [DigitRun(pieces=part) for part in parts if part]
            if len(kept) > 1 and _is_phone_shape(parts[1]) and _are_beside(parts[0], parts[2]):
                return kept
    return [run]


def is_amount(text: str, run: DigitRun) -> bool:
    """`$82.14`, `82.14`, `1200 dollars`."""
    return (
        _SUM.fullmatch(text[run.start : run.end]) is not None
        or _MONEY_BEFORE.search(text[: run.start]) is not None
        or _MONEY_AFTER.match(text[run.end :]) is not None
    )


def _is_phone_shape(pieces: tuple[DigitPiece, ...]) -> bool:
    shape = tuple(len(piece.digits) for piece in pieces)
    return shape in _PHONE_SHAPES and (sum(shape) == 10 or pieces[0].digits[0] == "1")


def _are_beside(*sides: tuple[DigitPiece, ...]) -> bool:
    return all(sum(len(piece.digits) for piece in side) in _BESIDE_PHONE for side in sides)


def _pieces(text: str, *, misheard: bool) -> Iterator[DigitPiece]:
    tokens = list(_TOKEN.finditer(text))
    position = 0
    while position < len(tokens):
        taken, digits = _read(tokens, position)
        heard = HOMOPHONES.get(tokens[position].group().lower()) if misheard and not taken else None
        if heard is not None:
            start, end = tokens[position].span()
            yield DigitPiece(digits=heard, start=start, end=end, doubtful=True)
        if taken:
            yield DigitPiece(
                digits=digits,
                start=tokens[position].start(),
                end=tokens[position + taken - 1].end(),
            )
        position += max(taken, 1)


def _is_pronoun(before: str, following: str) -> bool:
    if following.isdigit() or following in DIGIT_WORDS or following in TENS or following in REPEATS:
        return False
    return following in _AFTER_PRONOUN or before in _BEFORE_PRONOUN


def _read(tokens: list[re.Match[str]], position: int) -> tuple[int, str]:
    """How many tokens at `position` say digits, and which; (0, "") when none do."""
    word = tokens[position].group().lower()
    following = tokens[position + 1].group().lower() if position + 1 < len(tokens) else ""
    before = tokens[position - 1].group().lower() if position else ""
    if word == "one" and _is_pronoun(before, following):
        return 0, ""
    if word.isdigit():
        return 1, word
    if word in REPEATS:
        unit = following if following.isdigit() else DIGIT_WORDS.get(following, "")
        return (2, unit * REPEATS[word]) if len(unit) == 1 else (0, "")
    if word in TENS:
        unit = DIGIT_WORDS.get(following, "")
        if len(unit) == 1 and unit != "0":
            return 2, TENS[word] + unit
        return 1, TENS[word] + "0"
    digits = DIGIT_WORDS.get(word)
    return (1, digits) if digits is not None else (0, "")
