"""How long a caller hears nothing at all, by the frames of their line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voice_gateway.frames import FRAME_MS, SILENCE
from voice_gateway.scripted.scripted_media import ScriptedMedia

LONGEST_S = 2.0


class Silences:
    """One caller's. Music is none; the caller's own turns are left out."""

    def __init__(self, caller: ScriptedMedia) -> None:
        caller.on_frame = self._hear
        self._frames = 0
        self._is_ours = False
        self._longest = 0

    @property
    def longest_s(self) -> float:
        """In our turns."""
        return self._longest * FRAME_MS / 1_000

    @contextmanager
    def our_turn(self) -> Iterator[None]:
        """It is for us to speak, from now to the end of the block."""
        self._frames, self._is_ours = 0, True
        try:
            yield
        finally:
            self._is_ours = False

    def _hear(self, frame: bytes) -> None:
        self._frames = self._frames + 1 if frame == SILENCE else 0
        if self._is_ours:
            self._longest = max(self._longest, self._frames)
