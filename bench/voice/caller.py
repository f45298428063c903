"""A caller on any line: speaks, hears every frame when it comes, and notes when."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bench.voice.wires import AUDIBLE, Cleared, Marked, SipWire, Tap, Wire
from voice_gateway.frames import FRAME_BYTES, FRAME_MS, SILENCE, framed, power

FRAME_S = FRAME_MS / 1_000
BEFORE_S = 0.5
QUIET_S = 0.2
"""Where a line tells of no `clear`: silence for so long is one."""


@dataclass(slots=True, kw_only=True)
class Times:
    """Seconds."""

    greeting: float | None = None
    """From the call's beginning to the first sound."""
    answers: list[float] = field(default_factory=list)
    """From the last frame of speech to the first sound of the answer."""
    barge_ins: list[float] = field(default_factory=list)
    """From the first frame of speech over the answer to the end of the last frame that still came."""
    at_the_ear: list[float] = field(default_factory=list)
    """The same behind a telephone's own playout buffer, where there is one."""
    unanswered: int = 0
    gaps: list[float] = field(default_factory=list)
    """By how much each frame of an answer came later than the one before it allows."""
    late: list[float] = field(default_factory=list)
    """By how much each frame came after its own time; where frames are sent ahead of it."""


class Caller:
    """One call."""

    def __init__(self, wire: Wire, began: float | None = None) -> None:
        """`began` is when the call did, by the loop's clock."""
        self._wire = wire
        self._began = began if began is not None else self._now()
        self._speech: deque[bytes] = deque()
        self._spoken_at = 0.0
        self._first_at: float | None = None
        self._plays_until = 0.0
        """When what has come so far will have been played."""
        self._cleared = asyncio.Event()
        self._sound = asyncio.Event()
        self._said = asyncio.Event()
        self._saying = _Saying()
        self.times = Times()

    async def call(self, speech: bytes, *, turns: int, interrupts: int) -> Times:
        """So many turns that wait for the answer's end, then so many that cut it."""
        tasks = [asyncio.ensure_future(work) for work in (self._speak(), self._hear())]
        try:
            if await self._heard_within(6.0):
                self.times.greeting = (self._first_at or self._began) - self._began
            await self._until_silent()
            for _ in range(turns):
                await self._turn(speech)
                await self._until_silent()
            for _ in range(interrupts):
                await self._turn(speech)
                await self._interrupt(speech)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._wire.close()
        return self.times

    async def wait(self, over: asyncio.Event) -> Times:
        """Silent on the line until it is over."""
        tasks = [asyncio.ensure_future(work) for work in (self._speak(), self._hear())]
        await over.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._wire.close()
        return self.times

    async def _turn(self, speech: bytes) -> None:
        await self._say(speech)
        if await self._heard_within(4.0):
            self.times.answers.append((self._first_at or self._spoken_at) - self._spoken_at)
        else:
            self.times.unanswered += 1

    async def _interrupt(self, speech: bytes) -> None:
        await asyncio.sleep(0.6)
        self._cleared.clear()
        began = self._now()
        self._speech.extend(framed(speech))
        if isinstance(self._wire, SipWire):
            await self._falls_silent(self._wire.tap, began)
        else:
            try:
                async with asyncio.timeout(3.0):
                    await self._cleared.wait()
                self.times.barge_ins.append(self._now() - began)
            except TimeoutError:
                self.times.barge_ins.append(max(0.0, self._plays_until - began))
        await self._said_all()
        self._arm()
        await self._heard_within(4.0)
        await self._until_silent()

    async def _falls_silent(self, tap: Tap, began: float) -> None:
        """The last frame before a silence: when its packet came, and when the ear had heard it."""
        while (left := self._plays_until + QUIET_S - self._now()) > 0:  # noqa: ASYNC110 - by the clock
            await asyncio.sleep(min(left, FRAME_S))
        spoke = next(at for at in tap.left if at >= began)
        self.times.barge_ins.append(tap.came[-1] + FRAME_S - spoke)
        self.times.at_the_ear.append(self._plays_until - spoke)

    async def _say(self, speech: bytes) -> None:
        self._speech.extend(framed(speech))
        await self._said_all()
        self._arm()

    async def _said_all(self) -> None:
        if self._speech:
            self._said.clear()
            await self._said.wait()

    def _arm(self) -> None:
        self._first_at = None
        self._sound.clear()

    async def _heard_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._sound.wait()
        except TimeoutError:
            return False
        return True

    async def _until_silent(self) -> None:
        while (left := self._plays_until + BEFORE_S - self._now()) > 0:  # noqa: ASYNC110 - by the clock
            await asyncio.sleep(left)

    async def _speak(self) -> None:
        due = self._now()
        while True:
            await self._wire.send(self._speech.popleft() if self._speech else SILENCE)
            if not self._speech and not self._said.is_set():
                self._spoken_at = self._now()
                self._said.set()
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - self._now()))

    async def _hear(self) -> None:
        async for heard in self._wire.hear():
            match heard:
                case Cleared():
                    self._plays_until = self._now()
                    self._saying = _Saying()
                    self._cleared.set()
                case Marked(name=name):
                    self._saying = _Saying()
                    asyncio.get_running_loop().call_at(max(self._now(), self._plays_until), self._mark, name)
                case sound:
                    self._heard(sound)

    def _heard(self, sound: bytes) -> None:
        now = self._now()
        if self._plays_until > now - 1.0:
            self.times.gaps.append(max(0.0, now - self._plays_until))
        if self._wire.lead_ms is not None:
            self.times.late.append(self._saying.late(now, self._wire.lead_ms / 1_000))
        self._plays_until = max(now, self._plays_until) + len(sound) / FRAME_BYTES * FRAME_S
        if self._first_at is None and power(sound) > AUDIBLE:
            self._first_at = now
            self._sound.set()

    def _mark(self, name: str) -> None:
        self._marking = asyncio.ensure_future(self._wire.played(name))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


class _Saying:
    """Frames of one saying: those of the lead come at once, each other 20 ms after the one before it."""

    def __init__(self) -> None:
        self._count = 0
        self._anchor = float("inf")

    def late(self, now: float, lead_s: float) -> float:
        """By how much the frame that came now is."""
        offset = max(0.0, self._count * FRAME_S - lead_s)
        self._count += 1
        self._anchor = min(self._anchor, now - offset)
        return max(0.0, now - offset - self._anchor)
