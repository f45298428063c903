"""What the assistant made of the turns: facts, steps, articles, promises, proof."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from conversation.care import StepResult
from conversation.facts import FactName, FactStatus
from conversation.shape import Shape


class Understood(Shape):
    """What the assistant made of a turn."""

    kind: Literal["understood"] = "understood"
    turn_id: str
    turn: int
    """Public seq of the turn."""
    intent: str
    confidence: float
    runner_up: str | None = None
    runner_up_confidence: float | None = None
    active_loop: str | None = None


class Fact(Shape):
    """Something learnt about the customer or the matter."""

    kind: Literal["fact"] = "fact"
    name: FactName
    value: str
    status: FactStatus
    source: Literal["customer", "assistant", "agent", "carrier"]
    turn: int | None = None
    confidence: float | None = None
    expires_at: datetime | None = None


class Step(Shape):
    """A troubleshooting step and how it ended."""

    kind: Literal["step"] = "step"
    guide: str
    step: str
    title: str = ""
    result: StepResult
    turn: int | None = None


class Shown(Shape):
    """An article the customer was shown."""

    kind: Literal["shown"] = "shown"
    article: str
    turn: int | None = None


class Rejected(Shape):
    """An article that was not what the customer meant."""

    kind: Literal["rejected"] = "rejected"
    article: str
    turn: int | None = None


class Promised(Shape):
    """Something the customer was told will happen."""

    kind: Literal["promised"] = "promised"
    what: str
    due_at: datetime | None = None
    matter: str | None = None
    """The intent it belongs to."""
    turn: int | None = None


class Verified(Shape):
    """The proof, mirrored from the assistant's slot or from a signed login."""

    kind: Literal["verified"] = "verified"
    customer_id: str
    line_id: str | None = None
    level: Literal[0, 1, 2]
    method: str
    expires_at: datetime | None = None
