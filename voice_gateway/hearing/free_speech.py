"""What recognisers of Whisper's family share: what they are told, what is believed, how sure they are."""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from voice_gateway.frames import RATE, decode
from voice_gateway.hearing.awaited_wire import awaited_in
from voice_gateway.hearing.calibration import Calibration
from voice_gateway.hearing.whisper_words import prompt_for, trusted
from voice_gateway.resampling import resampled
from voice_gateway.workers.gathered import answer_to, requests_in
from voice_gateway.workers.wire import Message

MODEL_RATE = 16_000
NICENESS = 10
WHOLE = "whole"
MOST_TOKENS = 96
"""No turn is longer; a decoder that runs in circles is stopped here."""
TOKENS_A_SECOND = 9
"""Nobody speaks faster."""
SURE = 0.85
"""Mean probability of the tokens from which on nothing else is looked for."""


class Decoded(Protocol):
    """One reading of an utterance."""

    @property
    def tokens(self) -> tuple[int, ...]:
        """Of the words."""

    @property
    def logprobs(self) -> tuple[float, ...]:
        """Of each token."""

    @property
    def no_speech(self) -> float:
        """Probability that nobody spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an engine is told beforehand."""

    hint: str
    most_tokens: int


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """The best reading, and others where it is not sure."""

    best: Decoded
    others: tuple[tuple[int, ...], ...] = ()


class Engine(Protocol):
    """A model that is loaded and warmed."""

    tokenizer: Any
    formats: str
    """How weights are kept, for the person who runs it."""

    def hear(self, sounds: Sequence[Any], told: Sequence[Told]) -> list[Hypotheses]:
        """Words of each sound (-1 to 1, 16 kHz)."""


def sureness(decoded: Decoded) -> float:
    """The mean probability of its tokens, as it comes: 0 to 1."""
    if not decoded.logprobs:
        return 0.0
    return math.exp(min(0.0, sum(decoded.logprobs) / len(decoded.logprobs)))


def is_sure(decoded: Decoded) -> bool:
    """Whether other readings are worth nothing."""
    return sureness(decoded) >= SURE


class FreeSpeech:
    """Answers requests of one or several utterances."""

    def __init__(self, engine: Engine, calibration: Calibration) -> None:
        self._engine = engine
        self._calibration = calibration

    def answer(self, request: Message) -> Message:
        """`text`, `confidence` and `alternatives` of each."""
        single = requests_in(request)
        sounds = [_wide(each.sound) for each in single]
        told = [
            Told(
                hint=prompt_for(awaited_in(each.head)),
                most_tokens=min(MOST_TOKENS, 8 + TOKENS_A_SECOND * len(sound) // MODEL_RATE),
            )
            for each, sound in zip(single, sounds, strict=True)
        ]
        return answer_to([Message(head=self._told(one)) for one in self._engine.hear(sounds, told)])

    def _told(self, found: Hypotheses) -> dict[str, object]:
        best = found.best
        text = self._text(best.tokens)
        logprob = sum(best.logprobs) / max(1, len(best.logprobs))
        believed = trusted(text, no_speech=best.no_speech, logprob=logprob, compression=_packs(text))
        others = dict.fromkeys(self._text(tokens) for tokens in found.others)
        return {
            "text": believed,
            "confidence": self._calibration.of(sureness(best)),
            "alternatives": [other for other in others if other and other != text] if believed else [],
        }

    def _text(self, tokens: Sequence[int]) -> str:
        return str(self._engine.tokenizer.decode(list(tokens))).strip()


def warmed(engine: Engine, weights: str) -> Callable[[Message], Message]:
    """What a worker answers with, once the engine has run; says on standard error how it runs."""
    engine.hear([np.zeros(MODEL_RATE, dtype=np.float32)], [Told(hint="", most_tokens=2)])
    sys.stderr.write(f"{Path(weights).name}: {engine.formats}\n")
    return FreeSpeech(engine, Calibration.beside(Path(weights))).answer


def margin_in(argument: str) -> float | None:
    """Of a worker's arguments: seconds, or the whole window."""
    return None if argument == WHOLE else float(argument)


def _wide(sound: bytes) -> Any:  # noqa: ANN401 - an array
    return resampled(decode(sound), RATE, MODEL_RATE).astype(np.float32) / np.float32(32_768)


def _packs(text: str) -> float:
    """How much shorter it gets: what is said again and again packs well."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0
