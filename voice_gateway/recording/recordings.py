"""The port to where recordings are kept: one sound file a call, caller and our side on a channel each."""

from __future__ import annotations

from typing import Protocol


class Recording(Protocol):
    """One call's. Sound is µ-law, whole frames."""

    def add(self, caller: bytes, ours: bytes) -> None:
        """What was said at the same time, both of one length; returns at once."""

    async def close(self) -> None:
        """Nothing follows; it can be played from now on."""


class Recordings(Protocol):
    """All of them."""

    def begin(self, conversation_id: str, call_ref: str) -> Recording:
        """A new one; a conversation has one a call."""
