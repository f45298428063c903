"""How callbacks are booked and tried: the numbers of `callbacks.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from desk.clocks import ClockSpan
from desk.teams.yaml_entries import Entry

_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPolicy:
    """See `docs/teams.md`."""

    picked: ClockSpan = field(default_factory=lambda: ClockSpan(opens=7 * 60, closes=21 * 60))
    """On the customer's clock: when a customer may ask to be called."""
    unpicked: ClockSpan = field(default_factory=lambda: ClockSpan(opens=8 * 60, closes=21 * 60))
    """On the customer's clock: calls at a time nobody picked, so any further try (47 CFR 64.1200(c)(1))."""
    lead: timedelta = timedelta(minutes=15)
    """The earliest slot lies so far ahead."""
    days_ahead: int = 14
    share_percent: int = 10
    """Part of a roster that calls customers back in one quarter hour, where the team names no number."""
    tries: int = 3
    retry: timedelta = timedelta(minutes=30)
    """Between two tries."""
    kept_days: int = 7
    """A customer who was not reached may book again by the link for so long; then the case is closed."""


def read_callback_policy(file: Entry | None) -> CallbackPolicy:
    """The policy of `callbacks.yml`; the defaults where there is no such file.

    Raises:
        Mistake: a value is none, or out of its bounds.
    """
    if file is None:
        return CallbackPolicy()
    usual = CallbackPolicy()
    policy = CallbackPolicy(
        picked=_span(file, "picked", usual.picked),
        unpicked=_span(file, "unpicked", usual.unpicked),
        lead=timedelta(minutes=file.whole("lead_minutes", 15, most=1440)),
        days_ahead=file.whole("days_ahead", usual.days_ahead, least=1, most=60),
        share_percent=file.whole("share_percent", usual.share_percent, least=1, most=100),
        tries=file.whole("tries", usual.tries, least=1, most=5),
        retry=timedelta(minutes=file.whole("retry_minutes", 30, least=5, most=1440)),
        kept_days=file.whole("kept_days", usual.kept_days, least=1, most=60),
    )
    file.done()
    return policy


def _span(file: Entry, key: str, usual: ClockSpan) -> ClockSpan:
    if key not in file:
        return usual
    found = _SPAN.fullmatch(file.text(key))
    numbers = [int(part) for part in found.groups()] if found else [0, 0, 0, 0]
    try:
        return ClockSpan(opens=numbers[0] * 60 + numbers[1], closes=numbers[2] * 60 + numbers[3])
    except ValueError as error:
        raise file.mistake(f"{key} must be a span on quarter hours, as 08:00-21:00", key) from error
