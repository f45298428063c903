"""Which quarter hours a team can promise a customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.clocks import QUARTER, is_quarter, next_quarter
from desk.teams.callback_policy import CallbackPolicy
from desk.teams.team import Team

Taken = Callable[[datetime], int]
"""How many callbacks of the team are booked at a slot."""


class NotBookable(StrEnum):
    """Why a moment is no slot for this customer."""

    OFF_THE_QUARTER = "off_the_quarter"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    OUTSIDE_WINDOW = "outside_window"
    """Too early or too late on the customer's clock."""
    TEAM_CLOSED = "team_closed"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A quarter hour with a place in it."""

    at: datetime
    """UTC."""
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotBook:
    """One team's slots for a customer in one time zone."""

    team: Team
    zone: ZoneInfo
    policy: CallbackPolicy

    @property
    def places(self) -> int:
        """How many customers the team calls in one quarter hour."""
        if self.team.callbacks is not None:
            return self.team.callbacks
        return max(1, len(self.team.agents) * self.policy.share_percent // 100)

    def refusal(self, at: datetime, now: datetime, taken: int) -> NotBookable | None:
        """Why a customer cannot be promised this moment; None when they can."""
        if not is_quarter(at):
            return NotBookable.OFF_THE_QUARTER
        if at < now + self.policy.lead:
            return NotBookable.TOO_SOON
        if at > now + timedelta(days=self.policy.days_ahead):
            return NotBookable.TOO_FAR
        if not self.policy.picked.holds(at, self.zone):
            return NotBookable.OUTSIDE_WINDOW
        if not self._team_calls(at):
            return NotBookable.TEAM_CLOSED
        return NotBookable.FULL if taken >= self.places else None

    def offered(self, now: datetime, taken: Taken) -> Iterator[Slot]:
        """Every slot with a place left, in order of time."""
        first = next_quarter(now + self.policy.lead)
        last = now + timedelta(days=self.policy.days_ahead)
        for opens, closes in self.team.hours.openings(first, last):
            at = next_quarter(max(opens, first))
            while at + QUARTER <= closes and at <= last:
                if self.policy.picked.holds(at, self.zone) and (free := self.places - taken(at)) > 0:
                    yield Slot(at=at, free=free)
                at += QUARTER

    def _team_calls(self, at: datetime) -> bool:
        closes = self.team.hours.closes_at(at)
        return closes is not None and at.astimezone(UTC) + QUARTER <= closes
