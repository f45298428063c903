"""So many answers to strangers: whoever floods us, or has us flood others, gets silence."""

from __future__ import annotations

import asyncio

BURST = 40.0
A_SECOND = 20.0


class Allowance:
    """A bucket of answers."""

    def __init__(self, *, burst: float = BURST, a_second: float = A_SECOND) -> None:
        self._burst = burst
        self._a_second = a_second
        self._left = burst
        self._at = 0.0

    def takes(self) -> bool:
        """Whether one more may go out now."""
        now = asyncio.get_running_loop().time()
        self._left = min(self._burst, self._left + (now - self._at) * self._a_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
