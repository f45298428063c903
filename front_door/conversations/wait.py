"""How long a customer waits for a person today, and how that is said."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from conversation.words import Words
from desk.hours import Hours
from desk.waiting import OnDuty, predicted_wait


class Duty(Protocol):
    """Who is signed in at the desk."""

    def on_duty(self) -> OnDuty:
        """Agents signed in and not away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The care team as it stands now."""

    minutes: int | None
    """Whole minutes, rounded up; 0 when somebody is free; None while nobody is signed in."""
    open_now: bool
    agents_signed_in: int
    next_opening: datetime | None

    def to_json(self) -> dict[str, object]:
        """The form in which the assistant and its actions get it."""
        return {
            "minutes": self.minutes,
            "open_now": self.open_now,
            "agents_signed_in": self.agents_signed_in,
            "next_opening": self.next_opening.isoformat() if self.next_opening else None,
        }


class CareTeam:
    """Waiting times from who is on duty and how many wait."""

    def __init__(
        self, duty: Duty, hours: Hours, *, waiting: Callable[[], int], clock: Callable[[], datetime]
    ) -> None:
        self._duty = duty
        self._hours = hours
        self._waiting = waiting
        self._clock = clock

    def wait(self, ahead: int | None = None) -> Wait:
        """The wait with `ahead` customers before, everybody who waits now when None."""
        now = self._clock()
        duty = self._duty.on_duty()
        queue_ahead = self._waiting() if ahead is None else ahead
        open_now = self._hours.is_open(now)
        return Wait(
            minutes=_minutes(predicted_wait(queue_ahead, duty.available, duty.busy)),
            open_now=open_now,
            agents_signed_in=duty.signed_in,
            next_opening=None if open_now else self._hours.next_opening(now),
        )


def spoken_wait(minutes: int, words: Words) -> str:
    """`a minute`, `4 minutes`."""
    wait = words.labels["wait"]
    return wait["one"] if minutes <= 1 else wait["minutes"].format(minutes=minutes)


def _minutes(wait: timedelta | None) -> int | None:
    return None if wait is None else math.ceil(wait.total_seconds() / 60)
