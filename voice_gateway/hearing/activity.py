"""Whether a frame holds speech: the port, and the cheap detector that gates the better ones."""

from __future__ import annotations

from math import sqrt
from typing import Protocol

from voice_gateway.frames import power

QUIETEST = 60.0
"""RMS under which nobody speaks, whatever the noise floor is; full scale is 32,768."""
ABOVE_FLOOR = 2.5
"""8 dB."""
FLOOR_RISE = 1.02
FLOOR_FALL = 0.9


class VoiceActivity(Protocol):
    """Follows one caller's frames, one after the other."""

    def is_speech(self, frame: bytes) -> bool:
        """Whether somebody speaks in this frame."""


class EnergyActivity:
    """Louder than the line's own noise by 8 dB. The floor falls quickly and rises slowly."""

    def __init__(self) -> None:
        self._floor = QUIETEST

    def is_speech(self, frame: bytes) -> bool:
        level = sqrt(power(frame))
        speech = level > max(QUIETEST, self._floor * ABOVE_FLOOR)
        self._floor = (
            max(level, self._floor * FLOOR_FALL)
            if level < self._floor
            else min(level, self._floor * FLOOR_RISE)
        )
        return speech
