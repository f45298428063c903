"""A call as a file for calendars (RFC 5545): in UTC, so that no calendar's idea of a time zone moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MEDIA_TYPE = "text/calendar"
FOLD_AT = 75
"""Octets in a line, its end not counted."""
REMINDED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarCall:
    """What the file says."""

    uid: str
    revision: int
    """Grows with every change, so that a calendar takes the newer one."""
    at: datetime
    lasts: timedelta
    title: str
    text: str
    url: str
    made_at: datetime
    cancelled: bool = False


def calendar_file(call: CalendarCall, *, product: str) -> str:
    """The file's text, lines ended and folded as the standard says."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_escaped(product)}//Front Door//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if call.cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_escaped(call.uid)}",
        f"SEQUENCE:{call.revision}",
        f"DTSTAMP:{_utc(call.made_at)}",
        f"DTSTART:{_utc(call.at)}",
        f"DTEND:{_utc(call.at + call.lasts)}",
        f"STATUS:{'CANCELLED' if call.cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(call.title)}",
        f"DESCRIPTION:{_escaped(call.text)}",
        *([f"URL:{call.url}"] if call.url.startswith("http") else []),
        *_alarm(call),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _alarm(call: CalendarCall) -> list[str]:
    minutes = int(REMINDED.total_seconds() // 60)
    said = f"DESCRIPTION:{_escaped(call.title)}"
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{minutes}M", said, "END:VALARM"]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Continued on lines that begin with a blank; no character is cut in two."""
    parts, size, start = [], 0, 0
    for place, character in enumerate(line):
        width = len(character.encode())
        if size + width > FOLD_AT:
            parts.append(line[start:place])
            start, size = place, 1
        size += width
    return "\r\n ".join([*parts, line[start:]])
