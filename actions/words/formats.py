"""How amounts, dates, times and data volumes are written for customers; words around them live elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

CENT = Decimal("0.01")


def money(amount: Decimal) -> str:
    """`$82.14`; a credit reads `-$10.00`."""
    rounded = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    return f"{sign}${abs(rounded):,.2f}"


def difference(amount: Decimal) -> str:
    """`+$12.40` or `-$3.00`; nothing changed reads `$0.00`."""
    rounded = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    return f"+{money(rounded)}" if rounded > 0 else money(rounded)


def day(when: date) -> str:
    """`August 3`."""
    return f"{when:%B} {when.day}"


def month(when: date) -> str:
    """`July`."""
    return f"{when:%B}"


def ordinal(when: date) -> str:
    """`3rd`, the day of a month already named."""
    number = when.day
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def clock(when: datetime, zone: ZoneInfo, *, today: date) -> str:
    """`6:30 PM`, with the day when it is not today."""
    local = when.astimezone(zone)
    hour = f"{local.hour % 12 or 12}:{local:%M} {local:%p}"
    return hour if local.date() == today else f"{hour} on {day(local.date())}"


def gigabytes(amount: Decimal) -> str:
    """`3.2 GB`; whole numbers without a fraction."""
    rounded = amount.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return f"{whole if rounded == whole else rounded:f} GB"


def spaced(digits: str) -> str:
    """`5 5 5, 1 2 3, 0 0 0 0`: a number in groups that speech reads digit by digit."""
    return ", ".join(" ".join(group) for group in digits.split("-"))
