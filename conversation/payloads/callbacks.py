"""What happens to a callback from booking to call, and to leave to call."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

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
