"""For lines without a player at their far end: one frame each 20 ms, by our clock.

What has left is known to the frame; marks stand between frames and are told as they are passed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from voice_gateway.frames import FRAME_MS

FRAME_S = FRAME_MS / 1_000
MOST_WAITING = 50
"""Frames, one second; more are dropped from the front: who is that far behind never catches up."""
MOST_BEHIND_S = 0.2
"""Time lost by a stalled process that is made up for; more is left out."""
LATE_S = 0.02


class PacedSender:
    """`run` it for as long as the line is up."""

    def __init__(
        self,
        beat: Callable[[bytes | None], None],
        passed: Callable[[str], None],
        late: Callable[[], None] = lambda: None,
    ) -> None:
        """`beat` is called every 20 ms with the frame that is due, None where there is none."""
        self._beat = beat
        self._passed = passed
        self._late = late
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
        while self._frames > MOST_WAITING:
            self._next()

    def mark(self, name: str) -> None:
        """Told once everything before it has left."""
        self._waiting.append(name)
        self._pass_marks()

    def clear(self) -> None:
        """Drop what has not left, marks included."""
        self._waiting.clear()
        self._frames = 0

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
            frame = self._next()
            self.left += frame is not None
            self._beat(frame)
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _next(self) -> bytes | None:
        self._pass_marks()
        if not self._waiting:
            return None
        frame = self._waiting.popleft()
        self._frames -= 1
        self._pass_marks()
        return frame if isinstance(frame, bytes) else None

    def _pass_marks(self) -> None:
        while self._waiting and isinstance(self._waiting[0], str):
            self._passed(str(self._waiting.popleft()))
