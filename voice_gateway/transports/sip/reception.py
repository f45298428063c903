"""The port to whoever takes a call that came in."""

from __future__ import annotations

from typing import Protocol

from voice_gateway.call.line import Arrival
from voice_gateway.media import Ending, Media


class Reception(Protocol):
    """The switchboard."""

    @property
    def lines(self) -> int:
        """Calls that could be taken now."""

    @property
    def closing(self) -> bool:
        """No call is taken any more."""

    async def take(self, media: Media, arrival: Arrival) -> Ending:
        """A call from its first word to its last."""
