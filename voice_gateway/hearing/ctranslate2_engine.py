"""Whisper's weights on CTranslate2, int8, one thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ctranslate2
import numpy as np
from whisper.tokenizer import get_tokenizer

from conversation.language import ENGLISH
from voice_gateway.hearing.free_speech import Hypotheses, Told, is_sure, spoken_languages
from voice_gateway.hearing.whisper_encoding import Wave, mel_of, window_samples

READINGS = 3
"""Of an utterance that is not sure, by a search over so many beams."""
LONGEST = 448


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """`logprobs` holds the mean of all tokens, once: CTranslate2 tells no more."""

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    no_speech: float


class CTranslate2Engine:
    """One model's folder, loaded."""

    def __init__(self, folder: str, language: str, margin_s: float | None) -> None:
        """`margin_s` cuts the encoder's window to the utterance; without it, it sees thirty seconds."""
        self._model = ctranslate2.models.Whisper(folder, device="cpu", compute_type="int8", intra_threads=1)
        self._margin_s = margin_s
        self.looks_twice = True
        """Whether what is not sure is read in other ways, too."""
        self._mels = int(self._model.n_mels)
        self.formats = "int8 by CTranslate2"
        self.is_multilingual = bool(self._model.is_multilingual)
        self.usual_language = language if self.is_multilingual else ENGLISH
        self.tokenizer: Any = get_tokenizer(
            self.is_multilingual,
            num_languages=int(self._model.num_languages) if self.is_multilingual else 99,
            language=self.usual_language,
            task="transcribe",
        )

    def hear(self, sounds: Sequence[Wave], told: Sequence[Told]) -> list[Hypotheses]:
        """Words of each sound, and other readings where they are not sure."""
        window = window_samples(max(len(sound) for sound in sounds), self._margin_s)
        mel = np.stack([mel_of(sound, window, self._mels).numpy() for sound in sounds])
        features = self._model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(mel)))
        spoken = spoken_languages(self, sounds, told, lambda: self._languages(features))
        begins = [self._begin(each, language) for each, language in zip(told, spoken, strict=True)]
        most = max(each.most_tokens for each in told)
        found = self._generate(features, begins, most, beams=1)
        best = [
            _Reading(
                tokens=tuple(one.sequences_ids[0]),
                logprobs=(one.scores[0],) if one.sequences_ids[0] else (),
                no_speech=one.no_speech_prob,
            )
            for one in found
        ]
        if not self.looks_twice or all(is_sure(one) for one in best):
            return [Hypotheses(one, (), language) for one, language in zip(best, spoken, strict=True)]
        wider = self._generate(features, begins, most, beams=READINGS)
        return [
            Hypotheses(one, () if is_sure(one) else tuple(map(tuple, more.sequences_ids)), language)
            for one, more, language in zip(best, wider, spoken, strict=True)
        ]

    def _languages(self, features: Any) -> list[tuple[str, float]]:  # noqa: ANN401
        """As `<|es|>` and its probability, the likeliest first."""
        return [(row[0][0].strip("<|>"), float(row[0][1])) for row in self._model.detect_language(features)]

    def _begin(self, told: Told, language: str) -> list[int]:
        tokenizer = self.tokenizer
        hint = tokenizer.encode(f" {told.hint}")[-(LONGEST // 2 - 1) :] if told.hint else []
        before = [tokenizer.sot_prev, *hint] if hint else []
        start, *rest = tokenizer.sot_sequence_including_notimestamps
        if self.is_multilingual:
            rest[0] = tokenizer.to_language_token(language)
        return [*before, start, *rest]

    def _generate(self, features: Any, begins: list[list[int]], most: int, *, beams: int) -> list[Any]:  # noqa: ANN401
        found: list[Any] = self._model.generate(
            features,
            begins,
            beam_size=beams,
            num_hypotheses=beams,
            max_length=min(LONGEST, max(len(begin) for begin in begins) + most),
            return_scores=True,
            return_no_speech_prob=True,
        )
        return found
