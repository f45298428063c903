"""openai-whisper in a process of its own: an utterance in, words out. One thread, low priority.

The first argument is a checkpoint in Whisper's own format, as `make whisper` fetches it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
import whisper

from voice_gateway.frames import RATE, decode
from voice_gateway.hearing.awaited_wire import awaited_in
from voice_gateway.hearing.whisper_words import prompt_for, trusted
from voice_gateway.resampling import resampled
from voice_gateway.workers.wire import Message
from voice_gateway.workers.worker import serve

MODEL_RATE = 16_000
NICENESS = 10
MOST_TOKENS = 96
"""No turn is longer; a decoder that runs in circles is stopped here."""


class Recogniser:
    """One model, loaded and warmed."""

    def __init__(self, checkpoint: str, language: str) -> None:
        torch.set_num_threads(1)
        self._model = whisper.load_model(checkpoint, device="cpu")
        self._language = language
        self._decode(np.zeros(MODEL_RATE, dtype=np.float32), "")

    def recognise(self, request: Message) -> Message:
        """The words, and the mean probability of their tokens."""
        wide = resampled(decode(request.sound), RATE, MODEL_RATE).astype(np.float32) / np.float32(32_768)
        found = self._decode(wide, prompt_for(awaited_in(request.head), self._language))
        text = trusted(
            found.text,
            no_speech=float(found.no_speech_prob),
            logprob=float(found.avg_logprob),
            compression=float(found.compression_ratio),
        )
        return Message(head={"text": text, "confidence": math.exp(min(0.0, float(found.avg_logprob)))})

    def _decode(self, sound: npt.NDArray[np.float32], prompt: str) -> whisper.DecodingResult:
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sound), n_mels=self._model.dims.n_mels)
        options = whisper.DecodingOptions(
            language=self._language if self._model.is_multilingual else "en",
            without_timestamps=True,
            fp16=False,
            prompt=prompt or None,
            sample_len=min(MOST_TOKENS, self._model.dims.n_text_ctx // 2),
        )
        return whisper.decode(self._model, mel, options)


def _prepare(checkpoint: str, language: str) -> Callable[[Message], Message]:
    return Recogniser(checkpoint, language).recognise


if __name__ == "__main__":
    raise SystemExit(serve(partial(_prepare, *sys.argv[1:3]), niceness=NICENESS))
