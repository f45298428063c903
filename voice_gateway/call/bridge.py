"""Two ends that hear each other: the caller's line, and perhaps an agent's, with our own voice heard on both.

Frames go on as they come. What comes late in a heap (a network that stood still) is cut to 200 ms,
so that the delay does not stay for the rest of the call.
"""

from __future__ import annotations

import asyncio
from collections import deque

import numpy as np

from voice_gateway.frames import FRAME_MS, decode, encode
from voice_gateway.media import Outlet

FRAME_S = FRAME_MS / 1_000
AHEAD_S = 0.2
"""A frame that would play later than this is dropped."""
WAITING_FRAMES = 10
"""Frames of one voice that wait to be mixed into another."""


class Pace:
    """How far ahead of the clock one end has been sent."""

    def __init__(self) -> None:
        self._until = 0.0

    def lets_in(self) -> bool:
        """Whether one more frame is in time."""
        now = asyncio.get_running_loop().time()
        until = max(self._until, now) + FRAME_S
        if until - now > AHEAD_S:
            return False
        self._until = until
        return True


class AgentEnd:
    """An agent's line; what is sent waits in a short queue, so that a slow page stops nobody."""

    def __init__(self, media: Outlet) -> None:
        self.media = media
        self.on_hold = False
        self._pace = Pace()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(maxsize=WAITING_FRAMES)

    def hear(self, frame: bytes) -> None:
        """One frame for the agent's ear."""
        if self._pace.lets_in() and not self._waiting.full():
            self._waiting.put_nowait(frame)

    async def run(self) -> None:
        """Send, until cancelled."""
        while True:
            await self.media.send(await self._waiting.get())


class Bridge:
    """The caller's line as our own voice sees it, whoever else is on it."""

    def __init__(self, media: Outlet) -> None:
        self._media = media
        self._agent: AgentEnd | None = None
        self._pace = Pace()
        self._own_until = 0.0
        self._from_agent: deque[bytes] = deque(maxlen=WAITING_FRAMES)
        self._to_agent: deque[bytes] = deque(maxlen=WAITING_FRAMES)

    @property
    def lead_ms(self) -> int:
        """As the caller's line has it."""
        return self._media.lead_ms

    @property
    def agent(self) -> AgentEnd | None:
        """Who is on it beside the caller."""
        return self._agent

    def join(self, agent: AgentEnd | None) -> None:
        """Let this agent's end in, in place of the one before; None: nobody."""
        self._agent = agent
        self._pace = Pace()
        self._from_agent.clear()
        self._to_agent.clear()

    # -- the two voices --------------------------------------------------------------------------------

    def from_caller(self, frame: bytes) -> None:
        """The caller's sound goes to the agent, with what we say ourselves."""
        if self._agent is None:
            return
        own = self._to_agent.popleft() if self._to_agent else None
        heard = None if self._agent.on_hold else frame
        if heard is not None and own is not None:
            self._agent.hear(mixed(heard, own))
        elif heard is not None or own is not None:
            self._agent.hear(heard or own or frame)

    async def from_agent(self, agent: AgentEnd, frame: bytes) -> None:
        """The agent's sound goes to the caller; while we speak it is mixed into our own."""
        if agent is not self._agent or agent.on_hold:
            return
        if self._own_until > self._now():
            self._from_agent.append(frame)
            return
        while self._from_agent:
            await self._pour(self._from_agent.popleft())
        await self._pour(frame)

    async def _pour(self, frame: bytes) -> None:
        if self._pace.lets_in():
            await self._media.send(frame)

    # -- our own voice ---------------------------------------------------------------------------------

    async def send(self, frame: bytes) -> None:
        """A frame of ours, with the agent's voice in it."""
        self._own_until = max(self._own_until, self._now()) + FRAME_S
        if self._agent is not None and not self._agent.on_hold:
            self._to_agent.append(frame)
        await self._media.send(mixed(frame, self._from_agent.popleft()) if self._from_agent else frame)

    async def send_music(self, frame: bytes) -> None:
        """For the caller alone: an agent who waits with them needs none."""
        await self._media.send(frame)

    async def mark(self, name: str) -> None:
        """As the caller's line does."""
        await self._media.mark(name)

    async def clear(self) -> None:
        """Drop what was sent and not yet played."""
        self._own_until = 0.0
        self._to_agent.clear()
        await self._media.clear()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def mixed(one: bytes, other: bytes) -> bytes:
    """Both at once, no louder than a line carries."""
    both = decode(one).astype(np.int32) + decode(other)
    return encode(np.clip(both, -32_768, 32_767).astype(np.int16))
