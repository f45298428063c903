"""Dates of birth in any wording: `3rd of May 1984`, `5/3/84`, `may third eighty four`, `05031984`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from actions.words.date_words import Atom, atoms_in

OLDEST = 1900
MOST_READINGS = 3
_WHOLE = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_DAY_YEAR = re.compile(r"(\d{1,2})(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRead:
    """One reading of a stretch of text."""

    day: date
    start: int
    end: int


def dates_in(text: str, *, today: date) -> tuple[DateRead, ...]:
    """Readings of the first date before `today` that the text says, likeliest first; empty without one.

    Numbers alone are read as Americans write them, then the other way round: `3/5/84` is March 5th, or
    else May 3rd. Nothing is guessed: a date without its year is none.
    """
    for segment in _segments(text):
        found: list[date] = []
        for read in _readings(segment, today):
            if read not in found:
                found.append(read)
        if found:
            start, end = segment[0].start, segment[-1].end
            return tuple(DateRead(day=day, start=start, end=end) for day in found[:MOST_READINGS])
    return ()


def _segments(text: str) -> Iterator[list[Atom]]:
    """Stretches in which nothing but parts of dates and fillers stands."""
    segment: list[Atom] = []
    for atom in atoms_in(text):
        if atom.is_break:
            if segment:
                yield segment
            segment = []
        else:
            segment.append(atom)
    if segment:
        yield segment


def _readings(atoms: Sequence[Atom], today: date) -> Iterator[date]:
    months = [place for place, atom in enumerate(atoms) if atom.month]
    if len(months) == 1:
        yield from _named(atoms, months[0], today)
    elif not months:
        yield from _numbered(atoms, today)


def _named(atoms: Sequence[Atom], place: int, today: date) -> Iterator[date]:
    """Dates with the month's name: the day stands beside it, the year after or before both."""
    month = atoms[place].month or 0
    before, after = [a.digits for a in atoms[:place]], [a.digits for a in atoms[place + 1 :]]
    splits: list[tuple[str, list[str]]] = []
    if not before and after:
        splits.append((after[0], after[1:]))
        run_on = _DAY_YEAR.fullmatch(after[0])
        if run_on and len(after) == 1:
            splits.append((run_on.group(1), [run_on.group(2)]))
    if len(before) == 1:
        splits.append((before[0], after))
    if before and len(after) == 1:
        splits.append((after[0], before))
    if len(before) > 1 and not after:
        splits.append((before[-1], before[:-1]))
    for day, year_parts in splits:
        for year in _years(year_parts, today):
            yield from _date(year, month, _small(day), today)


def _numbered(atoms: Sequence[Atom], today: date) -> Iterator[date]:
    """Dates of numbers only: month, day, year; then day, month, year; a year of four digits may lead."""
    parts = [atom.digits for atom in atoms]
    whole = "".join(parts)
    if len(parts) == 1 or all(len(part) == 1 for part in parts):
        yield from _unbroken(whole, today)
        if len(parts) == 1:
            return
    splits = sorted(_thirds(parts), key=lambda groups: len(groups[0]) + len(groups[1]))
    for first, second, last in splits:
        yield from _ordered(last, first, second, today)
    for first, second, last in splits:
        yield from _ordered(last, second, first, today)
    for first, second, last in splits:
        if len("".join(first)) == 4:
            yield from _ordered(first, second, last, today)


def _ordered(year: Sequence[str], month: Sequence[str], day: Sequence[str], today: date) -> Iterator[date]:
    for number in _years(year, today):
        yield from _date(number, _small("".join(month)), _small("".join(day)), today)


def _unbroken(digits: str, today: date) -> Iterator[date]:
    """`05031984`, `19840503`, `050384`, `5384`: as typed on a keypad."""
    if len(digits) == 8:
        yield from _keyed(digits[:2], digits[2:4], digits[4:], today)
        match = _WHOLE.fullmatch(digits)
        if match:
            year, month, day = (int(match[name]) for name in ("year", "month", "day"))
            yield from _date(year, month, day, today)
    elif len(digits) == 6:
        yield from _keyed(digits[:2], digits[2:4], digits[4:], today)
        yield from _keyed(digits[:1], digits[1:2], digits[2:], today)
    elif len(digits) == 7:
        yield from _keyed(digits[:1], digits[1:3], digits[3:], today)
        yield from _keyed(digits[:2], digits[2:3], digits[3:], today)


def _keyed(one: str, two: str, year_digits: str, today: date) -> Iterator[date]:
    for year in _years([year_digits], today):
        yield from _date(year, int(one), int(two), today)
        yield from _date(year, int(two), int(one), today)


def _thirds(parts: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Every way to cut into two groups of one or two parts, and the rest."""
    for first in (1, 2):
        for second in (1, 2):
            if first + second < len(parts):
                yield parts[:first], parts[first : first + second], parts[first + second :]


def _years(parts: Sequence[str], today: date) -> Iterator[int]:
    """`1984`; `19 84`; `19 80 4`; `84`; `19 0 5`; `1 9 8 4`: the years that these say."""
    joined: list[str] = []
    for part in parts:
        ends_in_tens = joined and len(joined[-1]) in (2, 4) and joined[-1].endswith("0")
        if ends_in_tens and len(part) == 1 and part != "0" and joined[-1] not in ("10", "20"):
            joined[-1] = joined[-1][:-1] + part
        else:
            joined.append(part)
    if len(joined) == 2 and joined[0] in ("19", "20") and len(joined[1]) == 1:
        joined[1] = f"0{joined[1]}"
    digits = "".join(joined)
    if len(digits) == 4 and OLDEST <= int(digits) <= today.year:
        yield int(digits)
    elif len(digits) == 2:
        century = today.year // 100 * 100
        year = century + int(digits)
        yield year if year <= today.year else year - 100


def _small(digits: str) -> int:
    """A day or month; 0 when it is too long for one."""
    return int(digits) if 1 <= len(digits) <= 2 else 0


def _date(year: int, month: int, day: int, today: date) -> Iterator[date]:
    try:
        read = date(year, month, day)
    except ValueError:
        return
    if read < today:
        yield read
