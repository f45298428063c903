"""What comes over a network by its timestamps, handed out by the clock.

Late, lost, doubled and mixed up packets are made good as far as 20 ms of sound repeated and faded can.
"""

from __future__ import annotations

import numpy as np

from voice_gateway.frames import FRAME_BYTES, RATE, SILENCE, SILENT_BYTE, decode, encode

DELAY = RATE * 40 // 1_000
"""Samples held back, 40 ms; grows to DEEPEST where packets come unevenly."""
DEEPEST = RATE * 60 // 1_000
HEAP = RATE * 120 // 1_000
"""Samples more than are held back as a rule, 120 ms, that no uneven network explains."""
HORIZON = RATE * 2
"""A timestamp further away than 2 s begins anew: another stream, or the caller's phone was changed over."""
LATE_BEFORE_SHIFT = 3
WATCHED = 100
"""Frames, 2 s, after which a depth never used is given up, a frame at a time."""
FADES = (1.0, 0.6, 0.25)
"""Of the last frame heard, for each frame that is missing; then silence."""
_TIMES = 1 << 32


class PlayoutBuffer:
    """One stream's. µ-law in, in pieces of any length; one frame out each time."""

    def __init__(self) -> None:
        self._sound = bytearray()
        self._there = bytearray()
        """1 for each sample that came."""
        self._at: int | None = None
        """Timestamp of the first sample in `_sound`."""
        self._delay = DELAY
        self._late_in_a_row = 0
        self._last = SILENCE
        self._missing = 0
        self._shallowest = HORIZON
        self._seen = 0
        self.lost = 0
        """Frames that had to be made up."""
        self.late = 0
        """Packets that came after their time."""

    def put(self, timestamp: int, payload: bytes) -> None:
        """A packet's sound."""
        payload = payload[:HORIZON]
        offset = 0 if self._at is None else _signed(timestamp - self._at)
        if self._at is None or not -HORIZON < offset < HORIZON:
            self._begin(timestamp)
            offset = self._delay
        if offset + len(payload) <= 0:
            self._came_late(timestamp)
            return
        self._late_in_a_row = 0
        if offset < 0:
            payload, offset = payload[-offset:], 0
        self._room(offset + len(payload))
        self._sound[offset : offset + len(payload)] = payload
        self._there[offset : offset + len(payload)] = b"\x01" * len(payload)

    def due(self) -> list[bytes]:
        """The next 20 ms; one frame more while a standstill of ours has left far too many: none is lost."""
        frames = [self.take()]
        if len(self._sound) > self._delay + HEAP and self._there[:FRAME_BYTES].count(1) == FRAME_BYTES:
            frames.append(self.take())
        return frames

    def take(self) -> bytes:
        """The next 20 ms."""
        if self._at is None:
            return SILENCE
        self._watch()
        frame = bytes(self._sound[:FRAME_BYTES]).ljust(FRAME_BYTES, SILENT_BYTE)
        there = self._there[:FRAME_BYTES].count(1)
        self._drop(FRAME_BYTES)
        if there == FRAME_BYTES:
            self._last, self._missing = frame, 0
            return frame
        return self._made_up()

    def _made_up(self) -> bytes:
        if self._missing < len(FADES) and self._last != SILENCE:
            self.lost += 1
            factor = FADES[self._missing]
            self._missing += 1
            return self._last if factor == 1.0 else encode((decode(self._last) * factor).astype(np.int16))
        return SILENCE

    def _begin(self, timestamp: int) -> None:
        self._sound.clear()
        self._there.clear()
        self._at = (timestamp - self._delay) % _TIMES
        self._late_in_a_row = 0
        self._shallowest, self._seen = HORIZON, 0

    def _came_late(self, timestamp: int) -> None:
        """Once is the network; time after time is a clock that is behind ours."""
        self.late += 1
        self._late_in_a_row += 1
        if self._late_in_a_row >= LATE_BEFORE_SHIFT:
            self._delay = min(DEEPEST, self._delay + FRAME_BYTES)
            self._begin(timestamp)

    def _watch(self) -> None:
        """A caller's clock ahead of ours fills the buffer: what is never needed is dropped."""
        if self._there.count(1) == 0:
            return
        self._shallowest = min(self._shallowest, len(self._sound))
        self._seen += 1
        if self._seen >= WATCHED:
            if self._shallowest > self._delay + 2 * FRAME_BYTES:
                self._drop(FRAME_BYTES)
            self._shallowest, self._seen = HORIZON, 0

    def _room(self, samples: int) -> None:
        if (more := samples - len(self._sound)) > 0:
            self._sound += SILENT_BYTE * more
            self._there += b"\x00" * more

    def _drop(self, samples: int) -> None:
        del self._sound[:samples]
        del self._there[:samples]
        self._at = ((self._at or 0) + samples) % _TIMES


def _signed(difference: int) -> int:
    """A distance between two timestamps of 32 bits."""
    difference %= _TIMES
    return difference - _TIMES if difference >= _TIMES // 2 else difference
