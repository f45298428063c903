"""The part of a conversation's state that its telephone calls leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOfConversation:
    """The newest call."""

    call_id: str
    number: str | None
    ended_at: datetime | None = None
    """None while it is on."""
