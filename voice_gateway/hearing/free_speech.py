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

from conversation.language import ENGLISH, KNOWN
from voice_gateway.frames import RATE, decode
from voice_gateway.hearing.awaited_wire import awaited_in
from voice_gateway.hearing.calibration import Calibration
from voice_gateway.hearing.recognition import MULTILINGUAL
from voice_gateway.hearing.whisper_words import prompt_for, trusted
from voice_gateway.resampling import resampled
from voice_gateway.workers.gathered import answer_to, requests_in
from voice_gateway.workers.wire import Message
from voice_gateway.workers.worker import Prepared

MODEL_RATE = 16_000
NICENESS = 10
WHOLE = "whole"
MOST_TOKENS = 96
"""No turn is longer; a decoder that runs in circles is stopped here."""
TOKENS_A_SECOND = 9
"""Nobody speaks faster."""
LONG_ENOUGH_S = 1.0
SURE_OF_LANGUAGE = 0.8
"""Probability of another language than the usual one from which on it is believed."""
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
    language: str | None = None
    """ISO 639-1, where it is known; null: to be heard."""


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """The best reading, and others where it is not sure."""

    best: Decoded
    others: tuple[tuple[int, ...], ...] = ()
    language: str = ENGLISH
    """In which it was taken down."""


class Engine(Protocol):
    """A model that is loaded and warmed."""

    tokenizer: Any
    formats: str
    """How weights are kept, for the person who runs it."""
    is_multilingual: bool
    usual_language: str
    """Spoken unless another is surely heard."""

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


def spoken_languages(
    engine: Engine,
    sounds: Sequence[Any],
    told: Sequence[Told],
    heard: Callable[[], list[tuple[str, float]]],
) -> list[str]:
    """The language of each sound: the one that is known, else the one `heard`, else the usual one.

    A short sound and noise are taken for anything, so another language must be long enough, likely enough
    and one that is spoken here.
    """
    languages = [each.language or engine.usual_language for each in told]
    open_rows = [
        row
        for row, (sound, each) in enumerate(zip(sounds, told, strict=True))
        if each.language is None and len(sound) >= LONG_ENOUGH_S * MODEL_RATE
    ]
    if not engine.is_multilingual:
        return [engine.usual_language] * len(told)
    if not open_rows:
        return languages
    found = heard()
    for row in open_rows:
        language, share = found[row]
        if share >= SURE_OF_LANGUAGE and language in KNOWN:
            languages[row] = language
    return languages


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
                hint=prompt_for(awaited) if awaited.language in {None, ENGLISH} else "",
                most_tokens=min(MOST_TOKENS, 8 + TOKENS_A_SECOND * len(sound) // MODEL_RATE),
                language=awaited.language,
            )
            for awaited, sound in zip(map(awaited_in, (each.head for each in single)), sounds, strict=True)
        ]
        return answer_to([Message(head=self._told(one)) for one in self._engine.hear(sounds, told)])

    def _told(self, found: Hypotheses) -> dict[str, object]:
        best = found.best
        text = self._text(best.tokens)
        logprob = sum(best.logprobs) / max(1, len(best.logprobs))
        believed = trusted(text, no_speech=best.no_speech, logprob=logprob, compression=_packs(text))
        is_other = found.language != self._engine.usual_language
        others = dict.fromkeys(self._text(tokens) for tokens in found.others)
        return {
            "text": believed,
            "confidence": self._calibration.of(sureness(best)),
            "language": found.language if believed and is_other else None,
            "alternatives": [other for other in others if other and other != text] if believed else [],
        }

    def _text(self, tokens: Sequence[int]) -> str:
        return str(self._engine.tokenizer.decode(list(tokens))).strip()


def warmed(engine: Engine, weights: str) -> Prepared:
    """What a worker answers with, once the engine has run; says on standard error how it runs."""
    engine.hear([np.zeros(MODEL_RATE, dtype=np.float32)], [Told(hint="", most_tokens=2)])
    sys.stderr.write(f"{Path(weights).name}: {engine.formats}\n")
    answer = FreeSpeech(engine, Calibration.beside(Path(weights))).answer
    return Prepared(answer, {MULTILINGUAL: engine.is_multilingual})


def margin_in(argument: str) -> float | None:
    """Of a worker's arguments: seconds, or the whole window."""
    return None if argument == WHOLE else float(argument)


def _wide(sound: bytes) -> Any:  # noqa: ANN401 - an array
    return resampled(decode(sound), RATE, MODEL_RATE).astype(np.float32) / np.float32(32_768)


def _packs(text: str) -> float:
    """How much shorter it gets: what is said again and again packs well."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0
