"""Whether a frame holds a scripted caller's sound: everything but silence, at next to no cost."""

from __future__ import annotations

from voice_gateway.frames import SILENCE


class ToneActivity:
    """For `WordTones`, on a line without noise."""

    def is_speech(self, frame: bytes) -> bool:
        return frame != SILENCE
