"""A recogniser that reads the words out of `WordTones`: exact, at once or after a given time."""

from __future__ import annotations

import asyncio

from conversation.language import ENGLISH, language_of
from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.hearing.recognition import SOON_S, Awaited, Recognition
from voice_gateway.scripted.word_tones import WordTones


class ScriptedSpeechToText:
    """Hears what a scripted caller says."""

    def __init__(
        self, tones: WordTones, *, seconds: float = 0.05, is_free: bool = True, confidence: float = 0.95
    ) -> None:
        self._tones = tones
        self.seconds = seconds
        """For each utterance."""
        self._is_free = is_free
        self._confidence = confidence
        self.broken = False
        self.hears_languages = False
        """Tells the language of the words, as a model of several languages does."""

    @property
    def name(self) -> str:
        return "scripted"

    @property
    def is_free(self) -> bool:
        return self._is_free

    async def recognise(
        self,
        sound: bytes,
        awaited: Awaited,
        *,
        due_in_s: float = SOON_S,  # noqa: ARG002 - at once
    ) -> Recognition:
        await asyncio.sleep(self.seconds)
        if self.broken:
            raise RecognitionUnavailable("told to be")
        text = self._tones.text(sound)
        language = (awaited.language or language_of(text)) if self.hears_languages else None
        return Recognition(
            text=text,
            confidence=self._confidence if text else None,
            language=None if language == ENGLISH else language,
        )
