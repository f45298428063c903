"""What comes in from a customer, and what the front door makes of it before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conversation.channel import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedIdentity:
    """A customer proved by a signed login (verification level 2)."""

    customer_id: str
    name: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a conversation begins."""

    channel: Channel
    language: str = "en"
    time_zone: str | None = None
    sender: str | None = None
    """X-Conversation-Id towards the back office; the conversation's own id when None."""
    follows: str | None = None
    """The closed conversation it is linked to."""
    identity: ProvedIdentity | None = None
    claimed_number: str | None = None
    """E.164; where a call comes from, or what a page says. It saves a question and proves nothing."""
    browser: str | None = None
    """SHA-256 of the key that the customer's browser keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingTurn:
    """One utterance as the customer's device sent it, before redaction."""

    client_id: str
    text: str = ""
    choice_id: str | None = None
    confidence: float | None = None
    alternatives: Sequence[str] = ()
    interrupted: bool = False
    dtmf: bool = False
    language: str | None = None
    """ISO 639-1; of a call whose caller has chosen it or was heard to speak it."""
    peer: str | None = None
    """The address it came from, hashed, for counting guesses; None for this machine's own and for REST."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The turn is in the ledger."""

    conversation_id: str
    """Another one than was written to, when that was closed."""
    turn_id: str
    seq: int
    """Its public seq."""
    repeated: bool
    """It was there before: nothing was written again."""


class TurnRefused(Exception):
    """The turn, number or wish is not in the ledger; `code` is one of the protocol's problem codes."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(text or code)
        self.code = code
        self.text = text
