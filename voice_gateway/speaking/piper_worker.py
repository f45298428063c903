"""piper in a process of its own: a sentence in, frames and the time of each word out.

The argument is a voice's file. piper does not tell when it says which word, so a word gets the share of the
sound that its letters have of the sentence's: near enough for what was heard of it, give or take a word.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial

import numpy as np
from piper import PiperVoice, SynthesisConfig

from voice_gateway.frames import FRAME_BYTES, RATE, SILENT_BYTE, encode
from voice_gateway.resampling import resampled
from voice_gateway.speaking.pyttsx3_worker import LOUDEST_SAMPLE, PAUSE_MS, QUIET
from voice_gateway.workers.wire import Message
from voice_gateway.workers.worker import serve

USUAL_PACE = 165
"""Words per minute that a voice's own length stands for."""


def spoken(voice: PiperVoice, request: Message) -> Message:
    """Frames, and `[word, start_ms, end_ms]` for each word of the sentence."""
    head = request.head
    sentence, volume = str(head["sentence"]), float(str(head["volume"]))
    config = SynthesisConfig(length_scale=USUAL_PACE / int(str(head["words_per_minute"])))
    if not re.search(r"\w", sentence):
        return Message(head={"words": []})
    chunks = list(voice.synthesize(sentence, syn_config=config))
    samples = np.concatenate([chunk.audio_int16_array for chunk in chunks])
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > QUIET)
    if not len(loud):
        return Message(head={"words": []})
    narrow = resampled(samples[loud[0] : loud[-1] + 1], chunks[0].sample_rate, RATE) * volume
    sound = encode(np.clip(narrow, -LOUDEST_SAMPLE, LOUDEST_SAMPLE).astype(np.int16))
    frames = -(-(len(sound) + PAUSE_MS * RATE // 1_000) // FRAME_BYTES)
    words = shared_out(sentence, len(sound) * 1_000 // RATE)
    return Message(head={"words": words}, sound=sound.ljust(frames * FRAME_BYTES, SILENT_BYTE))


def shared_out(sentence: str, length_ms: int) -> list[tuple[str, int, int]]:
    """The sound's length by the letters of each word."""
    words = sentence.split()
    letters = [len(word) + 1 for word in words]
    ends = np.cumsum(letters) * length_ms // sum(letters)
    starts = [0, *ends[:-1]]
    return [(word, int(start), int(end)) for word, start, end in zip(words, starts, ends, strict=True)]


def _prepare(voice: str) -> Callable[[Message], Message]:
    answer = partial(spoken, PiperVoice.load(voice))
    answer(
        Message(head={"sentence": "Ready.", "language": "en", "words_per_minute": USUAL_PACE, "volume": 1.0})
    )
    return answer


if __name__ == "__main__":
    raise SystemExit(serve(partial(_prepare, sys.argv[1])))
