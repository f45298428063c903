"""The times of SIP over UDP (RFC 3261, 17 and its table of timers), and what is due later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

T1 = 0.5
"""Seconds: a round trip, and some."""
T2 = 4.0
LIFE_S = 64 * T1
"""So long a request is sent again, or an answer."""


class Timers:
    """What is due, all dropped at once when its owner ends."""

    def __init__(self) -> None:
        self._running: set[asyncio.TimerHandle] = set()

    def later(self, seconds: float, then: Callable[..., None], *values: float) -> None:
        """Call `then` once the time has come."""

        def due() -> None:
            self._running.discard(timer)
            then(*values)

        timer = asyncio.get_running_loop().call_later(seconds, due)
        self._running.add(timer)

    def close(self) -> None:
        """Nothing is due any more."""
        for timer in self._running:
            timer.cancel()
        self._running.clear()
