"""The port of voices: one sentence in, sound with the time of each word out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A word and where it lies in the sound."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A sentence as sound: whole frames, and its words in order."""

    sound: bytes
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to speak."""

    language: str = "en"
    words_per_minute: int = 165
    volume: float = 1.0
    """1 is the voice's own."""


class TextToSpeech(Protocol):
    """A voice. One instance serves all calls at once."""

    @property
    def name(self) -> str:
        """For the person who runs it."""

    async def speak(self, sentence: str, manner: Manner) -> Speech:
        """The sentence as sound; no frames for one without words.

        Raises:
            SpeechUnavailable: it cannot be spoken now.
        """
