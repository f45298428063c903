"""How a moment is told on somebody's clock: words in `words/<language>.yml` under `time`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conversation.words import Words


def told_moment(at: datetime, zone: ZoneInfo, *, now: datetime, words: Words) -> str:
    """`today at 5:15 PM`, `tomorrow at 9 AM`, `Friday, December 4, at 9:30 AM`: on the clock of `zone`."""
    shown, today = at.astimezone(zone), now.astimezone(zone).date()
    label = words.labels["time"]
    clock = _clock(shown, label)
    if shown.date() == today:
        return label["today"].format(clock=clock)
    if shown.date() == today + timedelta(days=1):
        return label["tomorrow"].format(clock=clock)
    return label["day"].format(
        weekday=label["weekdays"].split()[shown.weekday()],
        month=label["months"].split()[shown.month - 1],
        day=shown.day,
        clock=clock,
    )


def zone_of(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone of this IANA name; the other one where there is no such name."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (KeyError, ValueError, OSError):
        return otherwise


def told_number(number: str) -> str:
    """`555-123-0101`; numbers of other countries as they are."""
    digits = number.removeprefix("+1")
    if len(digits) == 10 and digits.isdigit():
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return number


def _clock(shown: datetime, label: Mapping[str, str]) -> str:
    hour = shown.hour % 12 or 12
    half = label["am"] if shown.hour < 12 else label["pm"]
    key = "clock" if shown.minute else "clock_full"
    return label[key].format(hour=hour, minute=f"{shown.minute:02d}", half=half, hour24=shown.hour)
