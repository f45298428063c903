"""What was said, what the caller heard of it and the customer saw, and what was blanked."""

from __future__ import annotations

from typing import Literal

from conversation.care import Card, Link, MoodLabel
from conversation.expects import ExpectsText
from conversation.facts import FactName
from conversation.shape import Shape


class IssuedChoice(Shape):
    """A choice as the front door issued it; `payload` is what goes down when it is taken."""

    id: str
    title: str
    payload: str


class Redaction(Shape):
    """How much of one kind was blanked; never the value."""

    kind: str
    count: int


class Turn(Shape):
    """One utterance of the customer, already redacted and sealed."""

    kind: Literal["turn"] = "turn"
    turn_id: str
    client_id: str
    text: str
    choice_id: str | None = None
    payload: str | None = None
    confidence: float | None = None
    alternatives: list[str] = []
    interrupted: bool = False
    dtmf: bool = False
    sealed: str | None = None
    """Fernet ciphertext of a secret; blanked when the turn is answered."""
    redactions: list[Redaction] = []
    mood: MoodLabel = MoodLabel.NEUTRAL
    language: str | None = None
    """The language it is surely in, by its words or as a call tells; None when unsure, or as before."""
    cut: bool = False
    """Only its first 1,000 characters went to the assistant."""


class Reply(Shape):
    """Words to the customer, from the assistant, an agent or the front door itself."""

    kind: Literal["reply"] = "reply"
    turn_id: str | None = None
    client_id: str | None = None
    last: bool = True
    text: str
    spoken: str | None = None
    choices: list[IssuedChoice] = []
    expects: ExpectsText | None = None
    asks: FactName | None = None
    links: list[Link] = []
    card: Card | None = None
    voiced: bool = False
    """An agent said it on the phone with their own voice; `text` is what was recognised of it."""
    confidence: float | None = None
    """Of the recognition; null for what was written."""


class Heard(Shape):
    """What the caller really heard of a reply before interrupting."""

    kind: Literal["heard"] = "heard"
    reply: int
    words: str


class Seen(Shape):
    """The customer has seen everything up to this public seq."""

    kind: Literal["seen"] = "seen"
    up_to: int


class Redacted(Shape):
    """Something stored earlier was blanked in place."""

    kind: Literal["redacted"] = "redacted"
    target: int
    """Ledger seq of the event whose words were blanked."""
    redactions: list[Redaction]


class Failed(Shape):
    """A turn the assistant could not answer in time."""

    kind: Literal["failed"] = "failed"
    turn_id: str
    code: str
