"""Words as sound that can be read back: each frame has its word's number in the signs of its samples.

A scripted caller speaks them, a scripted recogniser and a scripted listener read them; cut a word in the
middle and half a word is there. The sound survives µ-law and any line that hands frames on as they are.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from voice_gateway.frames import FRAME_BYTES, RATE, SILENCE, decode, encode, framed, power

FRAMES_A_WORD = 12
"""240 ms, as people speak."""
GAP_FRAMES = 2
BITS = 16
LOUD = 8_000
QUIET = 1_000
"""Nothing under this level is a word."""


class WordTones:
    """The words known so far, by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []

    def sound(self, text: str) -> bytes:
        """A text as sound, its words with short gaps between."""
        gap = encode(np.zeros(FRAME_BYTES * GAP_FRAMES, dtype=np.int16))
        return b"".join(self._frame(word) * FRAMES_A_WORD + gap for word in text.split())

    def noise(self, milliseconds: int) -> bytes:
        """Sound without words."""
        samples = np.full(RATE * milliseconds // 1_000, LOUD, dtype=np.int16)
        return encode(samples)

    def text(self, sound: bytes) -> str:
        """The words of a sound; a word counts when at least half of it is there."""
        reader = Reader(self)
        for frame in framed(sound):
            reader.feed(frame)
        return reader.text

    def word(self, number: int) -> str | None:
        """The word of this number, None for one that is no word's."""
        return self._words[number] if number < len(self._words) else None

    def _frame(self, word: str) -> bytes:
        if word not in self._numbers:
            self._numbers[word] = len(self._words)
            self._words.append(word)
        number = self._numbers[word]
        signs = np.array([1 if number >> bit & 1 else -1 for bit in range(BITS)], dtype=np.int16)
        return encode(np.repeat(signs * LOUD, FRAME_BYTES // BITS))


class Reader:
    """Reads words as their frames come."""

    def __init__(self, tones: WordTones) -> None:
        self._tones = tones
        self._words: list[str] = []
        self._run: Counter[int] = Counter()

    def feed(self, frame: bytes) -> bool:
        """The next 20 ms; whether they were loud enough to be a word's."""
        number = _number(frame)
        if number is not None:
            self._run[number] += 1
        elif self._run:
            self._words += self._whole()
            self._run = Counter()
        return number is not None

    @property
    def text(self) -> str:
        """The words so far."""
        return " ".join([*self._words, *self._whole()])

    def _whole(self) -> list[str]:
        if not self._run:
            return []
        number, frames = self._run.most_common(1)[0]
        word = self._tones.word(number)
        return [word] if word is not None and frames * 2 >= FRAMES_A_WORD else []


def _number(frame: bytes) -> int | None:
    if frame == SILENCE:
        return None
    if power(frame) < QUIET * QUIET:
        return None
    samples = decode(frame).astype(np.int32).reshape(BITS, FRAME_BYTES // BITS)
    return int(sum(1 << bit for bit, positive in enumerate(samples.sum(axis=1) > 0) if positive))
