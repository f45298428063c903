"""An event loop between real and virtual time: it jumps while somebody speaks, and lets real processes catch up.

While `hurrying`, the clock jumps to the next thing due as soon as nothing is ready. Otherwise it goes at a part of the
real pace, so that a caller is not taken for silent because a process beside them is slow.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Iterator
from contextlib import contextmanager

PACE = 0.25
"""Of real time, while others work."""
LONGEST_WAIT_S = 0.25


class _Hurried(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0
        self.hurrying = 0
        self._last = time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and self.hurrying:
            self.passed += max(0.0, timeout or 0.0)
            ready = super().select(LONGEST_WAIT_S) if timeout is None else []
        elif not ready:
            waits = LONGEST_WAIT_S if timeout is None else min(LONGEST_WAIT_S, max(0.0, timeout) / PACE)
            ready = super().select(waits)
        now = time.monotonic()
        if not self.hurrying:
            self.passed += (now - self._last) * PACE
        self._last = now
        return ready


class HurriedLoop(asyncio.SelectorEventLoop):
    """For a call with scripted sound among real processes."""

    def __init__(self) -> None:
        self._hurried = _Hurried()
        super().__init__(self._hurried)

    def time(self) -> float:
        return self._hurried.passed

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """Nothing outside is waited for now."""
        self._hurried.hurrying += 1
        try:
            yield
        finally:
            self._hurried.hurrying -= 1
