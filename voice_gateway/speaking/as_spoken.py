"""Numbers, money, dates and phone numbers as people say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_UNITS = {"GB": "gigabyte", "MB": "megabyte", "TB": "terabyte", "Mbps": "megabit per second"}
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
)


def as_spoken(text: str) -> str:
    """The text with everything in figures said in words."""
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return re.sub(r"\s+", " ", text).strip()


def digit_by_digit(digits: str, groups: tuple[int, ...] = ()) -> str:
    """`5551230101` in groups of 3, 3 and 4: `five five five, one two three, zero one zero one`."""
    said, start = [], 0
    for size in (*groups, len(digits) - sum(groups)):
        if part := digits[start : start + size]:
            said.append(" ".join(_DIGITS[int(digit)] for digit in part))
        start += size
    return ", ".join(said)


def phone(digits: str) -> str:
    """A North American number in its groups."""
    if len(digits) == 11 and digits[0] == "1":
        return digit_by_digit(digits, (1, 3, 3))
    return digit_by_digit(digits, (3, 3)) if len(digits) == 10 else digit_by_digit(digits)


def money(amount: str) -> str:
    """`82.14`: `eighty-two dollars and fourteen cents`."""
    dollars, _, cents = amount.replace(",", "").partition(".")
    said = [f"{num2words(int(dollars))} dollar{'' if int(dollars) == 1 else 's'}"] if int(dollars) else []
    if part := int(cents.ljust(2, "0")[:2] or 0):
        said.append(f"{num2words(part)} cent{'' if part == 1 else 's'}")
    return " and ".join(said) or "zero dollars"


def _phone(found: re.Match[str]) -> str:
    return phone(re.sub(r"\D", "", found.group()))


def _money(found: re.Match[str]) -> str:
    sign = "minus " if found["sign"] else ""
    return sign + money(found["amount"])


def _day(number: str) -> str:
    return str(num2words(int(number), to="ordinal"))


def _iso_date(found: re.Match[str]) -> str:
    try:
        day = date.fromisoformat(found.group())
    except ValueError:
        return found.group()
    return f"{day:%B} {_day(str(day.day))}, {num2words(day.year, to='year')}"


def _slash_date(found: re.Match[str]) -> str:
    """Month first, as it is written here."""
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return found.group()
    return f"{day:%B} {_day(str(day.day))}, {num2words(day.year, to='year')}"


def _month_day(found: re.Match[str]) -> str:
    year = f", {num2words(int(found['year']), to='year')}" if found["year"] else ""
    return f"{found['month']} {_day(found['day'])}{year}"


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    part = " ".join(found["part"].upper().replace(".", ""))
    said = "" if minute == 0 else f" oh {num2words(minute)}" if minute < 10 else f" {num2words(minute)}"
    return f"{num2words(hour)}{said} {part}"


def _unit(found: re.Match[str]) -> str:
    one = found["number"] == "1"
    unit, _, per = _UNITS[found["unit"]].partition(" ")
    return f"{_number(found['number'])} {unit}{'' if one else 's'} {per}".rstrip()


def _number(text: str) -> str:
    plain = text.replace(",", "")
    return str(num2words(float(plain) if "." in plain else int(plain)))


def _code(found: re.Match[str]) -> str:
    """A reference number: letters and figures one by one."""
    return " ".join(_DIGITS[int(sign)] if sign.isdigit() else sign for sign in found.group() if sign != "-")


def _plain(found: re.Match[str]) -> str:
    text = found.group()
    if text.isdigit() and len(text) > 1 and text[0] == "0":
        return digit_by_digit(text)
    return digit_by_digit(text) if len(text) >= 5 and "," not in text and "." not in text else _number(text)


_Said = Callable[[re.Match[str]], str] | str
_RULES: tuple[tuple[re.Pattern[str], _Said], ...] = (
    (re.compile(r"(?<![\w$])(?:\+?1[ -.])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"), _phone),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), _iso_date),
    (re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\b"), _slash_date),
    (re.compile(r"(?P<sign>[-−–])?\$(?P<amount>\d[\d,]*(?:\.\d{1,2})?)"), _money),
    (
        re.compile(
            rf"\b(?P<month>{_MONTHS})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?\b"
        ),
        _month_day,
    ),
    (re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)\b"), lambda found: _day(found["day"])),
    (re.compile(r"\b(?P<hour>1?\d)(?::(?P<minute>\d{2}))? ?(?P<part>[AaPp]\.?[Mm]\b\.?)"), _clock),
    (re.compile(r"\b(ending(?: in)?) (\d{2,6})\b"), lambda found: f"{found[1]} {digit_by_digit(found[2])}"),
    (re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<unit>GB|MB|TB|Mbps)\b"), _unit),
    (re.compile(r"\b[45]G\b"), lambda found: f"{_DIGITS[int(found.group()[0])]} G"),
    (re.compile(r"(\d(?:[\d,.]*\d)?) ?%"), r"\1 percent"),
    (re.compile(r"\b(?=[A-Z\d-]*\d)(?=[A-Z\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)*\b"), _code),
    (re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"), _plain),
)
