"""Whether one more caller can be listened to: by number, by how long words would wait, by how late we are.

Who cannot be listened to goes straight to the team's queue, on a line that needs no recogniser; no line is
dead. What is predicted is the wait of an utterance that comes now: those that wait, over those that work.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

TICK_S = 0.05
TICKS = 100
"""Five seconds of them."""
SMOOTHING = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond these nobody more is listened to."""

    calls: int
    """Callers listened to at once."""
    waiting: int
    """Lines more for callers who wait for the team, or talk to it."""
    recognition_s: float = 1.5
    """Predicted wait for the words of an utterance."""
    lag_s: float = 0.25
    """How late the loop is, nineteen times of twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Utterances before a recogniser."""

    waiting: Callable[[], int]
    workers: Callable[[], int]


class Load:
    """How busy this process is."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._service_s = 0.0
        self._late: deque[float] = deque(maxlen=TICKS)

    def recognised(self, seconds: float) -> None:
        """One utterance took so long."""
        self._service_s += SMOOTHING * (seconds - self._service_s) if self._service_s else seconds

    def late(self, seconds: float) -> None:
        """The loop was so late."""
        self._late.append(seconds)

    @property
    def waiting(self) -> int:
        """Utterances that no worker has taken up."""
        return self._queue.waiting()

    @property
    def wait_s(self) -> float:
        """Predicted for an utterance that comes now; none while a worker is free."""
        return self._queue.waiting() * self._service_s / max(1, self._queue.workers())

    @property
    def lag_s(self) -> float:
        """Of the last seconds, nineteen of twenty."""
        ordered = sorted(self._late)
        return ordered[len(ordered) * 19 // 20] if ordered else 0.0

    async def watch(self) -> None:
        """Measure the loop, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            self.late(max(0.0, loop.time() - due))


class Admission:
    """Decides; asks nobody and takes no time."""

    def __init__(self, limits: Limits, load: Load) -> None:
        self.limits = limits
        self.load = load

    def seats(self, listened_to: int) -> int:
        """Callers more who could be listened to."""
        if self.load.wait_s > self.limits.recognition_s or self.load.lag_s > self.limits.lag_s:
            return 0
        return max(0, self.limits.calls - listened_to)

    def lines(self, in_progress: int) -> int:
        """Calls more that could be taken."""
        return max(0, self.limits.calls + self.limits.waiting - in_progress)
