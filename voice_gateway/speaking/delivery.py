"""A saying on its way to the caller: made sentence by sentence, sent in real time, known to the word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import structlog

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.frames import FRAME_MS, framed
from voice_gateway.media import Outlet
from voice_gateway.speaking.saying import HeardPart, Saying
from voice_gateway.speaking.speech import Manner, Speech, SpokenWord

FRAME_S = FRAME_MS / 1_000
STALLED_S = 0.1
"""Behind by more, a frame is not made up for by sending the next ones sooner."""
PLAYED_WITHIN_S = 2.0
"""A line that does not tell in this time what it has played is taken to have played it."""

Speak = Callable[[str, Manner], Awaitable[Speech]]


class Delivery:
    """One saying's. What is made waits until `send` is called, which may be stopped and called again."""

    def __init__(self, saying: Saying, media: Outlet, changed: asyncio.Event, mark: str) -> None:
        """`changed` is set when there is more to send or it was halted; `mark` is its own on the line."""
        self.saying = saying
        self.making: asyncio.Task[None] | None = None
        """Runs `make`."""
        self.complete = False
        self.left_out = False
        self._media = media
        self._changed = changed
        self._name = mark
        self._marks = 0
        self._mark: tuple[str, asyncio.Event] | None = None
        self._frames: list[bytes] = []
        self._words: list[SpokenWord] = []
        self._ends = [0]
        """Frames before the first sentence, and at the end of each one made so far."""
        self._position = 0
        """The next frame to send."""
        self._started_at = 0.0
        """When frame 0 was, or would have been, due."""
        self._due_from = _now()
        self._halted = False

    # -- made ------------------------------------------------------------------------------------------

    async def make(self, speak: Speak, manner: Manner) -> None:
        """Sentence by sentence; one that cannot be spoken is left out."""
        manner = replace(manner, language=self.saying.language)
        try:
            for sentence in self.saying.sentences:
                try:
                    self._add(await speak(sentence, manner))
                except SpeechUnavailable:
                    structlog.get_logger().warning("speech.left_out")
                    self.left_out = True
                self._ends.append(len(self._frames))
                self._changed.set()
        finally:
            self.complete = True
            self._changed.set()

    def _add(self, speech: Speech) -> None:
        offset = len(self._frames) * FRAME_MS
        self._words += [
            SpokenWord(text=word.text, start_ms=word.start_ms + offset, end_ms=word.end_ms + offset)
            for word in speech.words
        ]
        self._frames += framed(speech.sound)

    async def close(self) -> None:
        """Make no more of it.

        Raises:
            Exception: making it broke, other than by a sentence that cannot be spoken.
        """
        if self.making is not None:
            self.making.cancel()
            with suppress(asyncio.CancelledError):
                await self.making

    # -- sent ------------------------------------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Whether there is something to send, or to wait for its having been heard."""
        return self._position < len(self._frames) or self.complete

    def take_up(self) -> None:
        """It is its turn from now on."""
        self._due_from = _now()

    async def send(self) -> bool:
        """Send what is made. True once all was heard; False: it was halted, or the rest is not made yet."""
        self._halted = False
        self._started_at = max(self._started_at, _now() - self._position * FRAME_S)
        while not self._halted:
            if self._position < len(self._frames):
                await self._send_next()
            elif not self.complete:
                return False
            elif await self._is_played():
                return True
        return False

    def halt(self) -> None:
        """Send no more, and count as heard what was: the line drops the rest."""
        self._position = self._heard_frames
        self._halted = True
        if self._mark is not None:
            self._mark[1].set()  # dropped: it does not come back
        self._changed.set()

    def back_to_word(self) -> None:
        """Go on with the word that was cut; with the next one when none was."""
        at = self._position * FRAME_MS
        cut = next((word for word in self._words if word.end_ms > at), None)
        if cut is not None:
            self._position = min(cut.start_ms, at) // FRAME_MS

    def played(self, mark: str) -> None:
        """The line has played up to a mark."""
        if self._mark is not None and self._mark[0] == mark:
            self._mark[1].set()

    async def _send_next(self) -> None:
        due = self._started_at + self._position * FRAME_S - self._media.lead_ms / 1_000
        if due > _now():
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._changed.wait()
            return
        if _now() - due > STALLED_S + self._media.lead_ms / 1_000:
            # We stood still: it goes on from here, after what may still wait on the line, and not in a heap.
            self._started_at += _now() - due
        frame = self._frames[self._position]
        self._position += 1
        await self._media.send(frame)

    async def _is_played(self) -> bool:
        """Wait until the last frame has been heard; False when it was halted meanwhile."""
        self._marks += 1
        name, heard = f"{self._name}-{self._marks}", asyncio.Event()
        self._mark = (name, heard)
        await self._media.mark(name)
        limit = max(self._started_at + len(self._frames) * FRAME_S, _now()) + PLAYED_WITHIN_S
        with suppress(TimeoutError):
            async with asyncio.timeout_at(limit):
                await heard.wait()
        return not self._halted

    # -- heard -----------------------------------------------------------------------------------------

    @property
    def heard_until(self) -> float | None:
        """When the last sound of it sent so far has been heard, by the clock; None before the first."""
        return self._started_at + self._position * FRAME_S if self._position else None

    @property
    def dry_from(self) -> float | None:
        """From when on nothing of it is there to be heard, as far as is known; None: all of it is made."""
        if self.complete:
            return None
        return max(self._due_from, self._started_at + len(self._frames) * FRAME_S if self._frames else 0.0)

    @property
    def is_dry(self) -> bool:
        """Whether what comes next is not made yet."""
        return self._position >= len(self._frames) and not self.complete

    def has_heard(self, sentences: int, short_by: int = 0) -> bool:
        """Whether its first so many sentences were heard, but for so many frames."""
        heard = self._position if self._halted else self._heard_frames
        return len(self._ends) > sentences and heard + short_by >= self._ends[sentences]

    def part(self) -> HeardPart:
        """What was heard of it before it was halted."""
        at = self._position * FRAME_MS
        heard = [word.text for word in self._words if word.end_ms <= at]
        whole = self.complete and len(heard) == len(self._words)
        return HeardPart(saying=self.saying, words=" ".join(heard), whole=whole)

    @property
    def _heard_frames(self) -> int:
        """Frames that have left the far end, by the clock: sent ahead does not mean heard."""
        by_clock = int((_now() - self._started_at) / FRAME_S)
        return max(0, min(self._position, by_clock)) if self._frames else 0


def _now() -> float:
    return asyncio.get_running_loop().time()
