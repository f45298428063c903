"""A voice that speaks in `WordTones`, so that a listener knows each word it heard."""

from __future__ import annotations

import asyncio
import re

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.frames import FRAME_MS
from voice_gateway.scripted.word_tones import FRAMES_A_WORD, GAP_FRAMES, WordTones
from voice_gateway.speaking.speech import Manner, Speech, SpokenWord

WORD_MS = FRAMES_A_WORD * FRAME_MS
STRIDE_MS = (FRAMES_A_WORD + GAP_FRAMES) * FRAME_MS


class ScriptedTextToSpeech:
    """Every word takes 240 ms, with 40 ms to the next."""

    def __init__(self, tones: WordTones, *, seconds: float = 0.01) -> None:
        self._tones = tones
        self.seconds = seconds
        """For each sentence."""
        self.broken = False

    @property
    def name(self) -> str:
        return "scripted"

    async def speak(self, sentence: str, manner: Manner) -> Speech:  # noqa: ARG002 - one manner only
        await asyncio.sleep(self.seconds)
        if self.broken:
            raise SpeechUnavailable("told to be")
        said = [word for word in sentence.split() if re.search(r"\w", word)]
        words = tuple(
            SpokenWord(text=word, start_ms=place * STRIDE_MS, end_ms=place * STRIDE_MS + WORD_MS)
            for place, word in enumerate(said)
        )
        return Speech(sound=self._tones.sound(" ".join(said)), words=words)
