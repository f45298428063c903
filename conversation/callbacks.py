"""A callback from booking to call: what happens to it, as events, and how it stands after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from conversation.shape import Shape


class TryOutcome(StrEnum):
    """How one call ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    """Somebody else answered: that number is not tried again."""


By = Literal["customer", "link", "assistant", "agent", "system"]
"""Through what a callback was changed."""


class CallbackBooked(Shape):
    """The customer is called at `at`; a callback that was open before is moved, not doubled."""

    kind: Literal["callback_booked"] = "callback_booked"
    callback_id: str
    at: datetime
    """Beginning of the quarter hour."""
    number: str
    """E.164."""
    time_zone: str
    """IANA name of the customer's clock."""
    team_id: str
    team: str
    """By name, as it was told to the customer."""
    places: Annotated[int, Field(ge=1)]
    """How many callbacks that team has in one quarter hour; the ledger refuses one more."""
    waiting_since: datetime | None = None
    """When the customer had joined the queue that they left for this: their place is kept."""
    by: By = "customer"


class CallbackMoved(Shape):
    """Another time; the tries begin anew."""

    kind: Literal["callback_moved"] = "callback_moved"
    callback_id: str
    at: datetime
    places: Annotated[int, Field(ge=1)]
    by: By = "customer"


class CallbackCancelled(Shape):
    """Nobody calls."""

    kind: Literal["callback_cancelled"] = "callback_cancelled"
    callback_id: str
    by: By = "customer"


class CallbackDue(Shape):
    """The time has come: the case is offered to the team."""

    kind: Literal["callback_due"] = "callback_due"
    callback_id: str


class CallbackCalling(Shape):
    """An agent calls now."""

    kind: Literal["callback_calling"] = "callback_calling"
    callback_id: str


class CallbackTried(Shape):
    """How the call ended, and when there is another try."""

    kind: Literal["callback_tried"] = "callback_tried"
    callback_id: str
    outcome: TryOutcome
    next_at: datetime | None = None
    """None: reached, or given up."""
    expires_at: datetime | None = None
    """Given up: until when the customer may book again."""


class CallbackMissed(Shape):
    """Nobody called in the quarter hour that was promised; the case goes before all others."""

    kind: Literal["callback_missed"] = "callback_missed"
    callback_id: str
    due_at: datetime


class CallbackExpired(Shape):
    """A customer who was not reached has not booked again."""

    kind: Literal["callback_expired"] = "callback_expired"
    callback_id: str


class CallConsent(Shape):
    """Leave to call a number, given by booking under certain words, or taken back."""

    kind: Literal["call_consent"] = "call_consent"
    number: str
    """E.164."""
    given: bool
    wording: str
    """Version of the words under which it was given, or language and means by which it was taken back."""


class PromiseDue(Shape):
    """What the customer was told would happen by now has not been settled; the case goes before others."""

    kind: Literal["promise_due"] = "promise_due"
    due_at: datetime


CallbackEvent = (
    CallbackBooked
    | CallbackMoved
    | CallbackCancelled
    | CallbackDue
    | CallbackCalling
    | CallbackTried
    | CallbackMissed
    | CallbackExpired
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
