"""Music for a caller who waits, whenever nobody speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from voice_gateway.call.bridge import Bridge
from voice_gateway.frames import FRAME_MS
from voice_gateway.speaking.hold_music import faded_in, hold_music

FRAME_S = FRAME_MS / 1_000
STALLED_S = 0.1
"""A process that stood still for longer does not play what it missed."""
PAUSE_S = 0.6
"""Of silence between a word and the music after it."""


class Music:
    """One caller's. `run` it beside the call; it plays between `start` and `stop`."""

    def __init__(self, line: Bridge, is_quiet: Callable[[], bool]) -> None:
        """`is_quiet`: neither we nor the caller speak now."""
        self._line = line
        self._is_quiet = is_quiet
        self._on = asyncio.Event()
        self._place = 0

    @property
    def playing(self) -> bool:
        """Whether it is to be heard when nobody speaks."""
        return self._on.is_set()

    def start(self) -> None:
        """Play on from where it stopped."""
        self._on.set()

    def stop(self) -> None:
        """Be silent."""
        self._on.clear()

    @contextmanager
    def meanwhile(self, *, unless: bool) -> Iterator[None]:
        """Play until the block ends, and go on as before; not where somebody is talked to."""
        before = self.playing
        if not unless:
            self.start()
        try:
            yield
        finally:
            if not before:
                self.stop()

    async def run(self) -> None:
        """Frame by frame, until cancelled."""
        loop = asyncio.get_running_loop()
        frames = hold_music()
        while True:
            await self._on.wait()
            due, quiet_since, since = loop.time(), loop.time(), 0
            while self._on.is_set():
                if not self._is_quiet():
                    quiet_since, since = due, 0
                elif due - quiet_since >= PAUSE_S:
                    await self._line.send_music(faded_in(frames[self._place % len(frames)], since))
                    self._place += 1
                    since += 1
                due = max(due + FRAME_S, loop.time() - STALLED_S)
                await asyncio.sleep(max(0.0, due - loop.time()))
