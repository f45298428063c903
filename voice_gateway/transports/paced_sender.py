"""The clock of lines: one frame each 20 ms, by our clock, or a few ahead of it where the far end keeps some.

What has left is known to the frame; marks stand between frames and are told as they are passed. After a
standstill of ours the delay does not stay: what cannot be heard in its time any more is left out.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from voice_gateway.frames import FRAME_MS

FRAME_S = FRAME_MS / 1_000
MOST_WAITING = 15
"""Frames, 300 ms; more are dropped from the front: what waits longer is a standstill's heap."""
MOST_BEHIND_S = 0.2
"""Time lost by a stalled process that is made up for; more is left out."""
LATE_S = 0.02


def _nothing_left_out(_frames: int) -> None:
    """Whoever counts no time in frames need not know."""


class PacedSender:
    """`run` it for as long as the line is up."""

    def __init__(
        self,
        beat: Callable[[bytes | None], None],
        passed: Callable[[str], None],
        late: Callable[[], None] = lambda: None,
        *,
        ahead: int = 0,
        left_out: Callable[[int], None] = _nothing_left_out,
    ) -> None:
        """`beat` is called every 20 ms with the frame that is due, None where there is none.

        With `ahead` so many frames leave before their time, at once, and nothing is told where there is none.
        `left_out` is told how many beats a standstill has cost.
        """
        self._beat = beat
        self._passed = passed
        self._late = late
        self._ahead = ahead
        self._credit = ahead
        self._left_out = left_out
        self._waiting: deque[bytes | str] = deque()
        self._frames = 0
        self.left = 0
        """Frames that have left."""

    @property
    def waiting(self) -> int:
        """Frames that have not left yet."""
        return self._frames

    def send(self, frame: bytes) -> None:
        """After everything that waits."""
        self._waiting.append(frame)
        self._frames += 1
        self._go_ahead()
        while self._frames > MOST_WAITING:
            self._next()
        self._pass_marks()

    def mark(self, name: str) -> None:
        """Told once everything before it has left."""
        self._waiting.append(name)
        self._pass_marks()

    def clear(self) -> None:
        """Drop what has not left, marks included; the far end drops what it kept."""
        self._waiting.clear()
        self._frames = 0
        self._credit = self._ahead

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            behind = loop.time() - due
            if behind > LATE_S:
                self._late()
            if behind > MOST_BEHIND_S:
                due = loop.time()
                self._left_out(round(behind / FRAME_S))
                self._credit = self._ahead
            self._tick()
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _tick(self) -> None:
        if self._ahead:
            self._credit = min(self._ahead, self._credit + 1)
            self._go_ahead()
            return
        frame = self._next()
        self.left += frame is not None
        self._beat(frame)
        self._pass_marks()

    def _go_ahead(self) -> None:
        while self._credit > 0 and (frame := self._next()) is not None:
            self._credit -= 1
            self.left += 1
            self._beat(frame)
            self._pass_marks()

    def _next(self) -> bytes | None:
        self._pass_marks()
        if not self._waiting:
            return None
        frame = self._waiting.popleft()
        self._frames -= 1
        return frame if isinstance(frame, bytes) else None

    def _pass_marks(self) -> None:
        while self._waiting and isinstance(self._waiting[0], str):
            self._passed(str(self._waiting.popleft()))
