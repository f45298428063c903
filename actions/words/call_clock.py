"""Hours in a customer's words: "at five", "after 5", "between three and four", "in the morning"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DAY = 24 * 60
LATEST_CALL = 21 * 60
NOON = 12 * 60
LATEST_AM_HOUR = 6
"""An hour up to this without "am" is one of the afternoon: nobody is called at night."""
AFTER_WORK = 8
"""After an hour up to this: in the evening ("after seven"); "after nine" is in the morning."""
SLACK = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSpan:
    """From `opens` to `closes` (not included), in minutes after midnight."""

    opens: int
    closes: int
    spoken_hour: bool = False
    """Read from an hour without "am" or "pm" that might be meant twelve hours later."""

    def holds(self, minute: int) -> bool:
        """Whether a time of day lies inside."""
        return self.opens <= minute < self.closes

    def later_today(self, local: datetime) -> ClockSpan:
        """Without a day named, an hour that is over this morning means the evening."""
        over = self.opens <= local.hour * 60 + local.minute
        if self.spoken_hour and over and self.opens < NOON and self.closes + NOON <= LATEST_CALL:
            return ClockSpan(opens=self.opens + NOON, closes=self.closes + NOON)
        return self


PARTS = {
    "early morning": ClockSpan(opens=7 * 60, closes=9 * 60),
    "late morning": ClockSpan(opens=10 * 60, closes=NOON),
    "morning": ClockSpan(opens=7 * 60, closes=NOON),
    "before work": ClockSpan(opens=7 * 60, closes=9 * 60),
    "lunch": ClockSpan(opens=NOON, closes=14 * 60),
    "late afternoon": ClockSpan(opens=15 * 60, closes=18 * 60),
    "early afternoon": ClockSpan(opens=NOON, closes=15 * 60),
    "afternoon": ClockSpan(opens=NOON, closes=17 * 60),
    "after work": ClockSpan(opens=17 * 60, closes=21 * 60),
    "tonight": ClockSpan(opens=18 * 60, closes=21 * 60),
    "evening": ClockSpan(opens=17 * 60, closes=21 * 60),
    "night": ClockSpan(opens=18 * 60, closes=21 * 60),
}
"""The longer name is looked for first."""

_TIME = (
    r"(?:(?P<{0}past>half|quarter) (?P<{0}side>past|after|to) )?(?P<{0}hour>\d{{1,2}}|noon|midday)"
    r"(?:[: ](?P<{0}minute>[0-5]\d))? ?(?P<{0}half>am|pm)?(?![/\d-])"
)
_ONE, _OTHER = _TIME.format("a"), _TIME.format("b")
_BETWEEN = re.compile(rf"\b(?:between|from) {_ONE} (?:and|to|until|till) {_OTHER}")
_AFTER = re.compile(rf"\b(?:after|from|later than|not before|starting) {_ONE}")
_BEFORE = re.compile(rf"\b(?:before|by|until|till|no later than|not after) {_ONE}")
_COUNTED = r"(?! ?(?:st|nd|rd|th|days?|weeks?|months?|times?|lines?)\b)"
_AT = re.compile(rf"\b(?:(?:about|around) )?(?:at (?:about |around )?)?(?<![/\d-]){_ONE}{_COUNTED}")
_OF_A_TIME = re.compile(
    r"\b(?:day|tomorrow|today|tonight|morning|afternoon|evening|make it|rather|better|instead)\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_ORDINAL_OR_DATE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b")


def clock_heard(words: str) -> ClockSpan | None:
    """The hours in plain words (`call_times.plain`); None when there are none."""
    text = _ORDINAL_OR_DATE.sub(" ", words)
    part = next((span for name, span in PARTS.items() if re.search(rf"\b{name}s?\b", text)), None)
    if found := _BETWEEN.search(text):
        opens, closes = _minute(found, "a", part), _minute(found, "b", part)
        if closes <= opens and opens >= NOON and closes + NOON > opens:
            closes += NOON
        return ClockSpan(opens=opens, closes=max(closes, opens + SLACK))
    if found := _AFTER.search(text):
        return ClockSpan(opens=_evening(_minute(found, "a", part), found, part), closes=DAY)
    if found := _BEFORE.search(text):
        return ClockSpan(opens=0, closes=_minute(found, "a", part))
    if (found := _exact(text)) is not None:
        opens = _minute(found, "a", part)
        spoken = found["ahalf"] is None and part is None and found["ahour"].isdigit()
        return ClockSpan(opens=opens, closes=opens + SLACK, spoken_hour=spoken)
    return part


def _exact(text: str) -> re.Match[str] | None:
    """A time of day; a bare number is one only behind "at", with minutes, "am" or "pm", or standing alone."""
    for found in _AT.finditer(text):
        named = found["ahour"] in {"noon", "midday"}
        told = found["ahalf"] or found["aminute"] or found["apast"] or named
        alone = text.strip() == found[0].strip()
        if told or found[0].lstrip().startswith(("at ", "about ", "around ")) or alone:
            return found
        if _OF_A_TIME.search(text):
            return found
    return None


def _minute(found: re.Match[str], name: str, part: ClockSpan | None) -> int:
    said = found[f"{name}hour"]
    if said in {"noon", "midday"}:
        return NOON
    hour = int(said) % 24
    minute = int(found[f"{name}minute"] or 0)
    if past := found[f"{name}past"]:
        minutes = 30 if past == "half" else 15
        minute = -minutes if found[f"{name}side"] == "to" else minutes
    half = found[f"{name}half"]
    if half == "am":
        hour %= 12
    elif half == "pm" or _is_afternoon(hour, part):
        hour = hour % 12 + 12
    return max(0, hour * 60 + minute)


def _is_afternoon(hour: int, part: ClockSpan | None) -> bool:
    if hour > 12 or hour == 0:
        return False
    if part is not None and part.opens >= NOON:
        return True
    return 1 <= hour <= LATEST_AM_HOUR or hour == 12


def _evening(minute: int, found: re.Match[str], part: ClockSpan | None) -> int:
    hour = minute // 60
    unsure = found["ahalf"] is None and part is None and found["ahour"].isdigit()
    return minute + NOON if unsure and LATEST_AM_HOUR < hour <= AFTER_WORK else minute
