"""Numbers, money and phone numbers as people say them in Spanish."""

from __future__ import annotations

import re
from collections.abc import Callable

from num2words import num2words

_DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_PHONE_GROUPS = (3, 3, 4)


def as_spoken_es(text: str) -> str:
    """The text with everything in figures said in words."""
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return re.sub(r"\s+", " ", text).strip()


def _one_by_one(digits: str, groups: tuple[int, ...] = ()) -> str:
    said, start = [], 0
    for size in groups or (len(digits),):
        said.append(" ".join(_DIGITS[int(digit)] for digit in digits[start : start + size]))
        start += size
    return ", ".join(said)


def _phone(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    return _one_by_one(digits, _PHONE_GROUPS) if len(digits) == sum(_PHONE_GROUPS) else _one_by_one(digits)


def _money(found: re.Match[str]) -> str:
    dollars, _, cents = found["amount"].replace(",", "").partition(".")
    whole, part = int(dollars), int(cents.ljust(2, "0")[:2] or 0)
    said = [_counted(whole, "dólar", "dólares")] if whole or not part else []
    return " con ".join([*said, *([_counted(part, "centavo", "centavos")] if part else [])])


def _counted(number: int, one: str, many: str) -> str:
    if number == 1:
        return f"un {one}"
    words = re.sub(r"uno$", "un", str(num2words(number, lang="es"))).replace("veintiun", "veintiún")
    return f"{words} {many}"


def _number(found: re.Match[str]) -> str:
    text = found.group()
    if text.isdigit() and (len(text) >= 5 or (len(text) > 1 and text[0] == "0")):
        return _one_by_one(text)
    plain = text.replace(",", "")
    return str(num2words(float(plain) if "." in plain else int(plain), lang="es"))


def _clock(found: re.Match[str]) -> str:
    """Of the day, as `conversation.times` writes it: `5:30 p. m.`."""
    hour, minute = int(found["hour"]), int(found["minute"])
    said = str(num2words(hour, lang="es")) if hour != 1 else "una"
    if minute:
        said += f" y {num2words(minute, lang='es')}"
    half = "de la mañana" if found["half"] == "a" else "de la noche" if 8 <= hour < 12 else "de la tarde"
    return f"{said} {half}"


def _unit(found: re.Match[str]) -> str:
    one, unit = found["number"] == "1", _UNITS[found["unit"]]
    number = found["number"].replace(",", ".")
    said = "un" if one else str(num2words(float(number) if "." in number else int(number), lang="es"))
    return f"{said} {unit}{'' if one else 's'}{_PER.get(found['unit'], '')}"


def _code(found: re.Match[str]) -> str:
    """A reference number: letters and figures one by one."""
    return " ".join(_DIGITS[int(sign)] if sign.isdigit() else sign for sign in found.group() if sign != "-")


_UNITS = {"GB": "giga", "MB": "mega", "TB": "tera", "Mbps": "megabit"}
_PER = {"Mbps": " por segundo"}
_Said = Callable[[re.Match[str]], str] | str
_RULES: tuple[tuple[re.Pattern[str], _Said], ...] = (
    (re.compile(r"(?<![\w$])(?:\+?1[ -.])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"), _phone),
    (re.compile(r"\$(?P<amount>\d[\d,]*(?:\.\d{1,2})?)"), _money),
    (re.compile(r"\b(?P<hour>1?\d):(?P<minute>\d{2}) ?(?P<half>[ap])\. ?m\."), _clock),
    (re.compile(r"\b(?P<number>\d+(?:[.,]\d+)?) ?(?P<unit>GB|MB|TB|Mbps)\b"), _unit),
    (re.compile(r"(\d(?:[\d,.]*\d)?) ?%"), r"\1 por ciento"),
    (re.compile(r"\b(?=[A-Z\d-]*\d)(?=[A-Z\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)*\b"), _code),
    (re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"), _number),
)
