"""Who holds the conversation and why, and what the care team does with it."""

from __future__ import annotations

from typing import Literal

from conversation.facts import FactName
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.shape import Shape


class OwnerChanged(Shape):
    """A move of the owner machine."""

    kind: Literal["owner_changed"] = "owner_changed"
    before: Owner
    after: Owner
    why: str
    """`handoff`, `claim`, `transfer`, `hand_back`, `customer`, `number_left`, `resolved`, ..."""
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    note: str | None = None


class HandedOff(Shape):
    """Why the conversation goes to the care team."""

    kind: Literal["handed_off"] = "handed_off"
    reason: HandoffReason
    note: str = ""
    trigger: str
    """What caused it: an intent, a rule of the front door, a failure code."""
    turn: int | None = None


class HandoffDelivered(Shape):
    """The back office accepted the handoff."""

    kind: Literal["handoff_delivered"] = "handoff_delivered"
    handoff_id: str
    queue: str | None = None
    wait_minutes: int | None = None


class LearntAtDesk(Shape):
    """A fact an agent found out."""

    name: FactName
    value: str


class HandedBack(Shape):
    """An agent gives the conversation back to the assistant."""

    kind: Literal["handed_back"] = "handed_back"
    learnt: list[LearntAtDesk] = []
    note: str = ""


class Resolved(Shape):
    """An agent finished the matter, with a wrap-up code."""

    kind: Literal["resolved"] = "resolved"
    code: str
    note: str = ""


class Noted(Shape):
    """An internal note; never shown to the customer."""

    kind: Literal["noted"] = "noted"
    text: str


class Flagged(Shape):
    """An agent tells the editors that an article is wrong; never shown to the customer."""

    kind: Literal["flagged"] = "flagged"
    article: str
    note: str
    """What is wrong, with everything that tells of the customer taken out."""
