"""How long a customer waits for a person today, and how that is said."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

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


class Predictor(Protocol):
    """What the router knows of waiting."""

    def predicted(self, conversation_id: str | None) -> timedelta | None:
        """The wait of this conversation, or of somebody new; None while the router knows of no agent."""


def _never() -> bool:
    return False


class CareTeam:
    """Waiting times as the router predicts them, else from who is on duty and how many wait."""

    def __init__(
        self,
        duty: Duty,
        hours: Hours,
        *,
        waiting: Callable[[], int],
        clock: Callable[[], datetime],
        is_paused: Callable[[], bool] = _never,
    ) -> None:
        self._is_paused = is_paused
        self._predictor: Predictor | None = None
        self._duty = duty
        self._hours = hours
        self._waiting = waiting
        self._clock = clock

    @property
    def zone(self) -> ZoneInfo:
        """The team's clock."""
        return self._hours.zone

    def ask(self, predictor: Predictor) -> None:
        """From now on the router predicts."""
        self._predictor = predictor

    def wait(self, ahead: int | None = None, *, conversation_id: str | None = None) -> Wait:
        """The wait of a conversation with `ahead` customers before it, of somebody new when None."""
        now = self._clock()
        duty = OnDuty(available=0, busy=0) if self._is_paused() else self._duty.on_duty()
        predicted = self._predictor.predicted(conversation_id) if self._predictor else None
        if predicted is None:
            queue_ahead = self._waiting() if ahead is None else ahead
            predicted = predicted_wait(queue_ahead, duty.available, duty.busy)
        open_now = self._hours.is_open(now)
        return Wait(
            minutes=_minutes(predicted),
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
