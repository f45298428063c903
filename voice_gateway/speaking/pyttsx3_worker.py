"""pyttsx3's espeak-ng driver in a process of its own: a sentence in, frames and the time of each word out.

Guarded against its known faults. espeak is one global state: one engine per process, one sentence at a time.
pyttsx3's own `Synth` passes ten times the text's length (a read out of bounds), so the driver's prototype is
called with the true one. Its event loop may stop before a file is whole or speak old text again, so sound is
taken from the driver as it is made. The library and its voices come from PyPI; nothing needs to be installed.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import espeakng_loader
import numpy as np

from voice_gateway.frames import FRAME_BYTES, RATE, SILENT_BYTE, encode
from voice_gateway.resampling import resampled
from voice_gateway.workers.wire import Message
from voice_gateway.workers.worker import serve

VOICES = {"en": b"en-us", "es": b"es-419"}
PAUSE_MS = 160
"""After a sentence."""
LOUDEST_SAMPLE = 32_000
QUIET = 80
"""Samples under it before and after the speech are silence."""


@dataclass(frozen=True, slots=True)
class _WordAt:
    """Where espeak says that a word begins."""

    character: int
    milliseconds: int


class Engine:
    """espeak-ng through pyttsx3's driver."""

    def __init__(self) -> None:
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        from pyttsx3.drivers import _espeak

        self._espeak: Any = _espeak
        self._rate = _espeak.Initialize(
            _espeak.AUDIO_OUTPUT_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0
        )
        if self._rate <= 0:
            raise OSError("espeak-ng could not be started")
        self._pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        self._words: list[_WordAt] = []
        _espeak.SetSynthCallback(self._take)

    def speak(self, sentence: str, *, language: str, words_per_minute: int, volume: float) -> Message:
        """Frames, and `[word, start_ms, end_ms]` for each word of the sentence."""
        espeak = self._espeak
        self._pieces, self._words = [], []
        if espeak.SetVoiceByName(VOICES.get(language, VOICES["en"])) != espeak.EE_OK:
            raise ValueError(f"no voice for {language}")
        espeak.SetParameter(espeak.RATE, words_per_minute, 0)
        text = sentence.replace("\0", " ").encode()
        if espeak.cSynth(text, len(text) + 1, 0, espeak.POS_CHARACTER, 0, espeak.CHARS_UTF8, None, None) != 0:
            raise OSError("espeak-ng did not speak")
        espeak.Synchronize()
        samples = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.int16)
        return self._message(sentence, samples, volume)

    def _take(self, sound: Any, count: int, events: Any) -> int:  # noqa: ANN401 - ctypes pointers
        if count > 0:
            self._pieces.append(np.ctypeslib.as_array(sound, (count,)).copy())
        place = 0
        while events[place].type != self._espeak.EVENT_LIST_TERMINATED:
            event = events[place]
            if event.type == self._espeak.EVENT_WORD:
                self._words.append(_WordAt(event.text_position - 1, event.audio_position))
            place += 1
        return 0

    def _message(self, sentence: str, samples: np.ndarray[Any, np.dtype[np.int16]], volume: float) -> Message:
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > QUIET)
        if not len(loud):
            return Message(head={"words": []})
        narrow = resampled(samples[loud[0] : loud[-1] + 1], self._rate, RATE) * volume
        sound = encode(np.clip(narrow, -LOUDEST_SAMPLE, LOUDEST_SAMPLE).astype(np.int16))
        length_ms = len(sound) * 1_000 // RATE
        before_ms = int(loud[0]) * 1_000 // self._rate
        frames = -(-(len(sound) + PAUSE_MS * RATE // 1_000) // FRAME_BYTES)
        return Message(
            head={"words": word_times(sentence, self._words, before_ms, length_ms)},
            sound=sound.ljust(frames * FRAME_BYTES, SILENT_BYTE),
        )


def word_times(
    sentence: str, events: Sequence[_WordAt], before_ms: int, length_ms: int
) -> list[tuple[str, int, int]]:
    """Start and end of each word as it is written; one that espeak names no time for shares a neighbour's."""
    found = list(re.finditer(r"\S+", sentence))
    starts: list[int] = []
    for word in found:
        at = next(
            (event.milliseconds for event in events if word.start() <= event.character < word.end()), None
        )
        last = starts[-1] if starts else 0
        starts.append(min(length_ms, max(last, at - before_ms)) if at is not None else last)
    ends = [*starts[1:], length_ms]
    return [
        (word.group(), start, max(start, end)) for word, start, end in zip(found, starts, ends, strict=True)
    ]


def _prepare() -> Any:  # noqa: ANN401 - see `serve`
    engine = Engine()

    def answer(request: Message) -> Message:
        head = request.head
        return engine.speak(
            str(head["sentence"]),
            language=str(head["language"]),
            words_per_minute=int(str(head["words_per_minute"])),
            volume=float(str(head["volume"])),
        )

    answer(Message(head={"sentence": "Ready.", "language": "en", "words_per_minute": 165, "volume": 1.0}))
    return answer


if __name__ == "__main__":
    raise SystemExit(serve(_prepare))
