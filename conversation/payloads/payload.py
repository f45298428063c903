"""The closed list of the ledger's payloads, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from conversation.payloads.callbacks import (
    CallbackBooked,
    CallbackCalling,
    CallbackCancelled,
    CallbackDue,
    CallbackExpired,
    CallbackMissed,
    CallbackMoved,
    CallbackTried,
    CallConsent,
    PromiseDue,
)
from conversation.payloads.calls import CallEnded, CallJoined, Phoned, RecordingConsent
from conversation.payloads.customer import ChannelChanged, NumberLeft, Opened, Preferred, Rated
from conversation.payloads.findings import Fact, Promised, Rejected, Shown, Step, Understood, Verified
from conversation.payloads.owners import (
    Flagged,
    HandedBack,
    HandedOff,
    HandoffDelivered,
    Noted,
    OwnerChanged,
    Resolved,
)
from conversation.payloads.routed import Routed
from conversation.payloads.turns import Failed, Heard, Redacted, Reply, Seen, Turn

Payload = Annotated[
    Opened
    | Turn
    | Reply
    | Understood
    | Fact
    | Step
    | Shown
    | Rejected
    | Promised
    | Verified
    | OwnerChanged
    | Routed
    | HandedOff
    | HandoffDelivered
    | HandedBack
    | Resolved
    | Noted
    | Flagged
    | Preferred
    | NumberLeft
    | Rated
    | Heard
    | Seen
    | Redacted
    | Failed
    | ChannelChanged
    | CallbackBooked
    | CallbackMoved
    | CallbackCancelled
    | CallbackDue
    | CallbackCalling
    | CallbackTried
    | CallbackMissed
    | CallbackExpired
    | CallConsent
    | PromiseDue
    | CallJoined
    | CallEnded
    | RecordingConsent
    | Phoned,
    Field(discriminator="kind"),
]


PUBLIC_KINDS = frozenset({"turn", "reply", "owner_changed"})
"""Kinds the customer's device sees; they alone carry a public seq, 1, 2, 3 ... without gaps."""
