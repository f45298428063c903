"""Whisper by torch, one thread: several utterances share one pass of the encoder and one of the decoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
import whisper
from whisper.tokenizer import get_tokenizer

from conversation.language import ENGLISH
from voice_gateway.hearing.free_speech import Hypotheses, Told, is_sure, spoken_languages
from voice_gateway.hearing.whisper_decoding import Decoded, GreedyDecoder
from voice_gateway.hearing.whisper_encoding import MODEL_RATE, Encoder, Wave, mel_of, window_samples
from voice_gateway.hearing.whisper_layers import Precision
from voice_gateway.hearing.whisper_trial import quickest

BRANCHES = 2
"""Other readings of an utterance that is not sure: from its least sure words on."""
TRIAL_S = 3.0
TRIAL_TOKENS = 6


class WhisperEngine:
    """One model, loaded, tried and warmed."""

    def __init__(self, checkpoint: str, language: str, margin_s: float | None) -> None:
        """`margin_s` cuts the encoder's window to the utterance; without it, it sees thirty seconds."""
        torch.set_num_threads(1)
        model = whisper.load_model(checkpoint, device="cpu").eval()
        self._margin_s = margin_s
        self.looks_twice = True
        """Whether what is not sure is read in other ways, too."""
        self._mels = int(model.dims.n_mels)
        self.is_multilingual = bool(model.is_multilingual)
        self.usual_language = language if self.is_multilingual else ENGLISH
        self.tokenizer: Any = get_tokenizer(
            model.is_multilingual,
            num_languages=model.num_languages,
            language=self.usual_language,
            task="transcribe",
        )
        with torch.inference_mode():
            self._encoder, self._decoder, self.formats = _tried(model, self.tokenizer, self._trial_mel())

    def hear(self, sounds: Sequence[Wave], told: Sequence[Told]) -> list[Hypotheses]:
        """Words of each sound, and other readings where they are not sure."""
        window = window_samples(max(len(sound) for sound in sounds), self._margin_s)
        mel = torch.stack([mel_of(sound, window, self._mels) for sound in sounds])
        features = self._encoder.features(mel)
        hints = [self.tokenizer.encode(f" {each.hint}") if each.hint else [] for each in told]
        spoken = spoken_languages(self, sounds, told, lambda: self._decoder.languages(features))
        best = self._decoder.decode(
            features, hints, most=max(each.most_tokens for each in told), languages=self._told(spoken)
        )
        return [
            Hypotheses(one, self._others(one, features[row : row + 1], hints[row], spoken[row]), spoken[row])
            for row, one in enumerate(best)
        ]

    def _told(self, languages: Sequence[str]) -> Sequence[str] | None:
        return languages if self.is_multilingual else None

    def _others(
        self, best: Decoded, features: torch.Tensor, hint: Sequence[int], language: str
    ) -> tuple[tuple[int, ...], ...]:
        """The second best word at the least sure places, and how it goes on from there."""
        if is_sure(best) or not self.looks_twice:
            return ()
        end = self.tokenizer.eot
        places = sorted(range(len(best.tokens)), key=lambda place: best.logprobs[place])[:BRANCHES]
        prefixes = [(*best.tokens[:place], best.runners_up[place][0]) for place in places]
        prefixes = [prefix for prefix in prefixes if prefix[-1] != end]
        if not prefixes:
            return ()
        rest = self._decoder.decode(
            features.expand(len(prefixes), -1, -1),
            [hint] * len(prefixes),
            most=max(2, len(best.tokens)),
            prefixes=prefixes,
            languages=self._told([language] * len(prefixes)),
        )
        return tuple((*prefix, *more.tokens) for prefix, more in zip(prefixes, rest, strict=True))

    def _trial_mel(self) -> torch.Tensor:
        sound = np.random.default_rng(0).normal(0, 0.05, round(TRIAL_S * MODEL_RATE)).astype(np.float32)
        return mel_of(sound, window_samples(len(sound), self._margin_s), self._mels)[None]


def _tried(model: Any, tokenizer: Any, mel: torch.Tensor) -> tuple[Encoder, GreedyDecoder, str]:  # noqa: ANN401
    """Both halves in the formats that are quickest here, and which those are."""
    encoders = {each: Encoder(model.encoder, each) for each in (Precision.FLOAT32, Precision.BFLOAT16)}
    of_sound = quickest({each: partial(one.features, mel) for each, one in encoders.items()})
    features = encoders[of_sound].features(mel)
    decoders = {each: GreedyDecoder(model, tokenizer, each) for each in Precision}
    of_words = quickest(
        {each: partial(one.decode, features, [()], most=TRIAL_TOKENS) for each, one in decoders.items()}
    )
    return encoders[of_sound], decoders[of_words], f"{of_sound} encoder, {of_words} decoder"
