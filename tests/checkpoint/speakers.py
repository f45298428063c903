"""espeak-ng's voices on a telephone line: speed, pitch, loudness and noise as the dice fall."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import cast

import numpy as np

from voice_gateway.frames import RATE, decode, encode
from voice_gateway.hearing.whisper_encoding import MODEL_RATE
from voice_gateway.resampling import resampled
from voice_gateway.speaking import pyttsx3_worker

SEEN = tuple(
    f"en-us{variant}".encode() for variant in ("", "+f1", "+f2", "+f4", "+m1", "+m2", "+m3", "+m4", "+m7")
)
EASY = (SEEN[0], SEEN[2])
NEW = (b"en-us+f3", b"en-us+m5", b"en-us+m8")
"""Voices that are not taught with."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """µ-law, and each word with its beginning and end in ms."""

    sound: bytes
    words: list[tuple[str, int, int]]


class Speakers:
    """One synthesiser with many voices."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._engine = pyttsx3_worker.Engine()
        self.easy = False
        """Two voices on a good line."""

    def says(self, text: str, voices: tuple[bytes, ...] = SEEN) -> Spoken:
        """An utterance as the gateway gets it: frames of µ-law, a little of the line before and after."""
        dice, espeak = self._dice, self._engine._espeak
        pyttsx3_worker.VOICES["en"] = dice.choice(EASY if self.easy else voices)
        espeak.SetParameter(espeak.PITCH, 50 if self.easy else dice.randint(30, 70), 0)
        spoken = self._engine.speak(
            text,
            language="en",
            words_per_minute=160 if self.easy else dice.randint(130, 200),
            volume=dice.choice((0.25, 0.5, 0.8, 1.0)),
        )
        before, after = dice.randint(RATE // 20, RATE // 3), dice.randint(RATE // 20, RATE // 4)
        shift_ms = before * 1_000 // RATE
        return Spoken(
            self._line(np.pad(decode(spoken.sound).astype(np.float64), (before, after))),
            [
                (word, start + shift_ms, end + shift_ms)
                for word, start, end in cast("list[tuple[str, int, int]]", spoken.head["words"])
            ],
        )

    def silence(self) -> Spoken:
        """A line on which nobody speaks."""
        return Spoken(self._line(np.zeros(self._dice.randint(RATE // 2, 3 * RATE))), [])

    def _line(self, samples: np.ndarray) -> bytes:
        noisy = samples + self._noise.normal(
            0, 2 if self.easy else self._dice.choice((2, 15, 60, 150)), len(samples)
        )
        return encode(np.clip(noisy, -32_768, 32_767).astype(np.int16))


def wide(sound: bytes) -> np.ndarray:
    """As Whisper takes it: -1 to 1, 16 kHz."""
    return resampled(decode(sound), RATE, MODEL_RATE).astype(np.float32) / np.float32(32_768)
