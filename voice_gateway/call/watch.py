"""Who is told of a call's fortunes beside its conversation."""

from __future__ import annotations

from typing import Protocol


class CallWatch(Protocol):
    """Told in order, and never waited for."""

    def joined(self, conversation_id: str) -> None:
        """The call belongs to this conversation now."""


class NobodyWatches:
    """A call on its own."""

    def joined(self, conversation_id: str) -> None:
        """Nobody asks."""
