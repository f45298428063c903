"""The `care` payload: everything a reply of the assistant carries besides its words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from conversation.expects import ExpectsText
from conversation.facts import FactName, LearntFact
from conversation.handoff import HandoffRequest
from conversation.shape import Shape


class StepResult(StrEnum):
    """How a troubleshooting step ended."""

    WORKED = "worked"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class MoodLabel(StrEnum):
    """How one turn sounds."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Choice(Shape):
    """A button or numbered answer. From the assistant `id` is the payload; to a client, an issued id."""

    id: str
    title: str


class Link(Shape):
    """A link beside a reply; http(s) only."""

    title: str
    url: Annotated[str, Field(pattern=r"^(https?://|/)[^\s]*$")]


class TableRow(Shape):
    """One line of a small table of money."""

    label: str
    before: str | None = None
    after: str | None = None
    difference: str | None = None


class TableCard(Shape):
    """A bill, or two bills compared line by line."""

    kind: Literal["table"] = "table"
    title: str
    columns: list[str]
    rows: list[TableRow]
    total: TableRow | None = None


class StepCard(Shape):
    """The place of a step in its guide."""

    kind: Literal["step"] = "step"
    title: str
    place: int
    of: int
    where: str | None = None
    """How to find it on the phone."""
    guide: str | None = None
    step: str | None = None
    """Which step of which guide it is, as its result will name it."""


class AmountCard(Shape):
    """One figure that is the answer: an amount due, data left."""

    kind: Literal["amount"] = "amount"
    title: str
    value: str
    detail: str | None = None


Card = Annotated[TableCard | StepCard | AmountCard, Field(discriminator="kind")]


class StepTaken(Shape):
    """A step of a guide with its result."""

    guide: str
    step: str
    title: str = ""
    result: StepResult


class Promise(Shape):
    """Something the customer was told will happen."""

    what: str
    due_at: datetime | None = None
    matter: str | None = None
    """The intent it belongs to, so that "any news?" finds it again."""


class CallbackWish(Shape):
    """What the customer wants of a call by the team; the front door does it and says so."""

    do: Literal["book", "cancel", "refuse"]
    """`book` also moves what is booked; `refuse`: not to be called any more."""
    at: datetime | None = None
    number: str | None = None


class Care(Shape):
    """What a reply asks, learnt, tried, showed, promised; or that it hands off."""

    asks: FactName | None = None
    expects: ExpectsText | None = None
    choices: list[Choice] = []
    facts: list[LearntFact] = []
    steps: list[StepTaken] = []
    shown: list[str] = []
    rejected: list[str] = []
    promises: list[Promise] = []
    mood: MoodLabel | None = None
    handoff: HandoffRequest | None = None
    callback: CallbackWish | None = None
    prefers: Literal["assistant", "team"] | None = None
    """Who is to answer this customer first from now on, as they said."""
    spoken: str | None = None
    links: list[Link] = []
    card: Card | None = None
