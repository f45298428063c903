"""How a callback stands after what happened to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from conversation.payloads.callbacks import (
    CallbackBooked,
    CallbackCalling,
    CallbackCancelled,
    CallbackDue,
    CallbackEvent,
    CallbackExpired,
    CallbackMissed,
    CallbackMoved,
    CallbackTried,
    TryOutcome,
)


class Standing(StrEnum):
    """Where a callback stands."""

    BOOKED = "booked"
    DUE = "due"
    MISSED = "missed"
    CALLING = "calling"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    CANCELLED = "cancelled"


OPEN = frozenset({Standing.BOOKED, Standing.DUE, Standing.MISSED, Standing.CALLING})
"""Somebody is to call still."""

AWAITED = frozenset({Standing.DUE, Standing.MISSED})
"""Its time has come and nobody calls yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A conversation's newest callback."""

    callback_id: str
    at: datetime
    """The quarter hour that the customer picked."""
    due_at: datetime
    """When it is tried next: `at`, or a later try."""
    number: str
    time_zone: str
    team_id: str
    team: str
    waiting_since: datetime | None
    standing: Standing = Standing.BOOKED
    tries: int = 0
    """Calls in vain."""
    expires_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody is to call still."""
        return self.standing in OPEN


def after(callback: Callback | None, event: CallbackEvent) -> Callback | None:
    """The callback once this has happened; events of an older one change nothing."""
    if isinstance(event, CallbackBooked):
        return _booked(event)
    if callback is None or callback.callback_id != event.callback_id:
        return callback
    return _AFTER[type(event)](callback, event)


def _booked(event: CallbackBooked) -> Callback:
    return Callback(
        callback_id=event.callback_id,
        at=event.at,
        due_at=event.at,
        number=event.number,
        time_zone=event.time_zone,
        team_id=event.team_id,
        team=event.team,
        waiting_since=event.waiting_since,
    )


def _moved(callback: Callback, event: CallbackMoved) -> Callback:
    return replace(callback, at=event.at, due_at=event.at, standing=Standing.BOOKED, tries=0, expires_at=None)


def _tried(callback: Callback, event: CallbackTried) -> Callback:
    if event.outcome is TryOutcome.REACHED:
        return replace(callback, standing=Standing.REACHED)
    tried = replace(callback, tries=callback.tries + 1)
    if event.next_at is None:
        return replace(tried, standing=Standing.NOT_REACHED, expires_at=event.expires_at)
    return replace(tried, standing=Standing.BOOKED, due_at=event.next_at)


def _stands(standing: Standing) -> Callable[[Callback, Any], Callback]:
    return lambda callback, _event: replace(callback, standing=standing)


_AFTER: dict[type, Callable[[Callback, Any], Callback]] = {
    CallbackMoved: _moved,
    CallbackTried: _tried,
    CallbackCancelled: _stands(Standing.CANCELLED),
    CallbackExpired: _stands(Standing.CANCELLED),
    CallbackDue: _stands(Standing.DUE),
    CallbackCalling: _stands(Standing.CALLING),
    CallbackMissed: _stands(Standing.MISSED),
}


CALLBACK_EVENTS = (CallbackBooked, *_AFTER)
"""The kinds that `after` folds."""
