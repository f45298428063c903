"""The port to whatever can call a number; its adapters are the transports that have a line to the outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from conversation.gateway_protocol import CallState
from voice_gateway.errors import VoiceError
from voice_gateway.media import Media


class NotAnswered(VoiceError):
    """Nobody is on the line: `no_answer`, `busy` or `failed`."""

    def __init__(self, state: CallState, why: str = "") -> None:
        """`why` is the transport's word for it (`486`, …), never a number."""
        super().__init__(why or state.value)
        self.state = state
        self.why = why


class CallPlacer(Protocol):
    """A transport that can call a number."""

    @property
    def name(self) -> str:
        """For the person who runs it."""

    @property
    def is_ready(self) -> bool:
        """Whether it could call now: configured, registered with its trunk."""

    async def place(self, number: str, call_ref: str, ringing: Callable[[], None]) -> Media:
        """Call `number` (E.164) and return the line once somebody answers; `ringing` is told when it rings.

        Cancelled, it gives up at once (and the far end stops to ring): the caller keeps the time.

        Raises:
            NotAnswered: busy, refused, or not reached.
        """


def ready_placer(placers: Sequence[CallPlacer]) -> CallPlacer | None:
    """The first that could call now."""
    return next((placer for placer in placers if placer.is_ready), None)
