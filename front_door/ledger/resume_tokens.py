"""Resume tokens: what lets a device come back to its conversation, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A token was good: the conversation it is bound to, and its successor."""

    conversation_id: str
    token: str


class ResumeTokens(Protocol):
    """Random tokens, stored hashed and rotated.

    A token stays valid until a successor of it is first used, so that a device which never got the
    answer can come again.
    """

    async def issue(self, conversation_id: str) -> str:
        """A first token for a conversation."""

    async def resume(self, token: str) -> Resumed | None:
        """Use a token and rotate it; None when it is unknown, spent or too old."""


class UsedIdentities(Protocol):
    """Remembers the `jti` of signed identities until they expire."""

    async def use_once(self, jti: str, expires_at: str) -> bool:
        """True the first time a `jti` comes."""
