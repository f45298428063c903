"""Who is told of a call's fortunes beside its conversation."""

from __future__ import annotations

from typing import Literal, Protocol


class CallWatch(Protocol):
    """Told in order, and never waited for."""

    def joined(self, conversation_id: str) -> None:
        """The call belongs to this conversation now."""

    def agent_joined(self, agent_id: str) -> None:
        """An agent's voice is in it."""

    def agent_left(self, agent_id: str, why: Literal["left", "dropped", "replaced"]) -> None:
        """It is in it no more."""


class NobodyWatches:
    """A call on its own."""

    def joined(self, conversation_id: str) -> None:
        """Nobody asks."""

    def agent_joined(self, agent_id: str) -> None:
        """Nobody asks."""

    def agent_left(self, agent_id: str, why: Literal["left", "dropped", "replaced"]) -> None:
        """Nobody asks."""
