"""Facts: what is known about customer and matter, and how well it is known."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from conversation.shape import Shape

FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
"""A name from the catalogue in `words/<language>.yml` under `facts`."""


class FactStatus(StrEnum):
    """How a fact came to be known."""

    STATED = "stated"
    """The customer said so."""
    CONFIRMED = "confirmed"
    """The customer said yes when it was read back."""
    OBSERVED = "observed"
    """Read in the carrier's systems."""
    PROVED = "proved"
    """Checked by the carrier against a secret only the customer has."""
    RETRACTED = "retracted"
    """The customer took it back; it must not be used, and may be asked again."""


class LearntFact(Shape):
    """A fact as the assistant reports it in `care.facts`."""

    name: FactName
    value: str
    status: FactStatus = FactStatus.STATED
    confidence: float | None = Field(default=None, ge=0, le=1)
    """Recognition confidence, null when typed or observed."""
    expires_at: datetime | None = None
    """UTC; null when the fact does not age within the conversation."""


class FactInForce(Shape):
    """A fact with its provenance, as the ledger knows it now."""

    name: FactName
    label: str
    value: str
    status: FactStatus
    source: str
    """Who it came from: `customer`, `assistant`, `agent` or `carrier`."""
    turn: int | None
    """Public seq of the turn it was learnt in."""
    at: datetime
    confidence: float | None = None
    expires_at: datetime | None = None
