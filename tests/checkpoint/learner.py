"""The model as it learns: Whisper's own classes over a small vocabulary, helped by two more losses on the encoder.

The synthesiser knows when it says which word, so the encoder is told the word at each place, and the letters along
the sound (CTC); both helpers are left out of the checkpoint.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional
from whisper.model import Whisper
from whisper.tokenizer import get_tokenizer

from tests.checkpoint.packed import dimensions, hold_spare
from tests.checkpoint.sentences import Taught, number
from tests.checkpoint.speakers import Speakers, Spoken, wide
from voice_gateway.hearing.whisper_encoding import (
    MODEL_RATE,
    POSITION_SAMPLES,
    WHOLE_SAMPLES,
    encoded,
    mel_of,
    window_samples,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz'0123456789 "
IGNORED = -100
LETTER_SHARE = 0.3
POSITION_MS = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """mel (n, 80, frames); tokens in and wanted (n, length); letters of each."""

    mel: torch.Tensor
    tokens: torch.Tensor
    wanted: torch.Tensor
    letters: list[torch.Tensor]
    places: torch.Tensor
    """The word at each of the encoder's places (n, positions); 0: none."""


class Learner:
    """`batch` makes sound of sentences, `loss` tells how far off the model is."""

    def __init__(self, taught: Taught, seed: int) -> None:
        torch.manual_seed(seed)
        self._dice = random.Random(seed)
        self.begins = True
        """At first: few voices on a good line, and nothing besides the utterance."""
        self._taught = taught
        self.speakers = Speakers(seed)
        self.tokenizer = get_tokenizer(multilingual=False)
        every = [*taught.seen, *taught.kept_back, *taught.prompts]
        spoken = {token for text in every for token in self.tokenizer.encode(f" {text}")}
        spoken |= {
            token
            for text in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
            for token in self.tokenizer.encode(f" {text}")
        }
        special = {
            self.tokenizer.sot, self.tokenizer.eot, self.tokenizer.no_timestamps, self.tokenizer.no_speech,
            self.tokenizer.sot_prev,
        }  # fmt: skip
        self.tokens = sorted(spoken | special)
        self._row = {token: row for row, token in enumerate(self.tokens)}
        self.model = Whisper(dimensions(len(self.tokens)))
        self.letters_head = torch.nn.Linear(self.model.dims.n_audio_state, len(LETTERS) + 1)
        words = sorted({word for text in every for word in letters_of(text).split()} | set("0123456789"))
        self._words = {word: number for number, word in enumerate(words, 1)}
        self.words_head = torch.nn.Linear(self.model.dims.n_audio_state, len(words) + 1)
        for weight in (self.model.decoder.token_embedding.weight, self.model.decoder.positional_embedding):
            torch.nn.init.normal_(weight, std=0.05)
        hold_spare(self.model)

    def batch(self, size: int) -> Batch:
        """Sentences, numbers, now and then a line on which nobody speaks; windows of any length."""
        dice, window_of = self._dice, 0.0 if self.begins else self._dice.random()
        self.speakers.easy = self.begins
        if window_of > 0.88:
            size = max(2, size // 3)
        texts = [self._text() for _ in range(size)]
        spoken = [self.speakers.says(text) if text else self.speakers.silence() for text in texts]
        sounds = [wide(each.sound) for each in spoken]
        longest = max(len(sound) for sound in sounds)
        window = window_samples(longest, dice.uniform(0.1, 0.2 if self.begins else 1.5))
        if window_of > 0.96:
            window = WHOLE_SAMPLES
        elif window_of > 0.88:
            window = max(window, window_samples(dice.randint(6, 12) * MODEL_RATE, 0.0))
        mel = torch.stack([self._masked(mel_of(sound, window)) for sound in sounds])
        pairs = [self._pair(text) for text in texts]
        width = max(len(tokens) for tokens, _ in pairs)
        return Batch(
            mel,
            torch.tensor([tokens + [0] * (width - len(tokens)) for tokens, _ in pairs]),
            torch.tensor([wanted + [IGNORED] * (width - len(wanted)) for _, wanted in pairs]),
            [torch.tensor([LETTERS.index(sign) + 1 for sign in letters_of(text)]) for text in texts],
            torch.stack([self._places(each, window // POSITION_SAMPLES) for each in spoken]),
        )

    def loss(self, batch: Batch) -> torch.Tensor:
        """Of the next token, and of the letters along the sound."""
        features = encoded(self.model.encoder, batch.mel)
        logits = self.model.decoder(batch.tokens, features)
        words = functional.cross_entropy(
            logits.flatten(0, 1), batch.wanted.flatten(), ignore_index=IGNORED, label_smoothing=0.05
        )
        odds = self.letters_head(features).log_softmax(-1).transpose(0, 1)
        lengths = torch.full((odds.shape[1],), odds.shape[0])
        letters = functional.ctc_loss(
            odds,
            torch.cat(batch.letters),
            lengths,
            torch.tensor([len(each) for each in batch.letters]),
            zero_infinity=True,
        )
        named = functional.cross_entropy(self.words_head(features).flatten(0, 1), batch.places.flatten())
        return words + LETTER_SHARE * letters + named

    def parameters(self) -> list[torch.nn.Parameter]:
        return [*self.model.parameters(), *self.letters_head.parameters(), *self.words_head.parameters()]

    def _text(self) -> str:
        kind = self._dice.random()
        if kind < 0.06:
            return ""
        return number(self._dice) if kind < 0.2 else self._dice.choice(self._taught.seen)

    def _pair(self, text: str) -> tuple[list[int], list[int]]:
        """Tokens in, and what should follow each; nothing is asked of what was told beforehand."""
        told = self.tokenizer
        before = []
        if not self.begins and self._dice.random() < 0.3:
            before = [told.sot_prev, *told.encode(f" {self._dice.choice(self._taught.prompts)}")]
        said = told.encode(f" {text}") if text else []
        first = told.no_timestamps if text else told.no_speech
        tokens = [*before, told.sot, told.no_timestamps, *said]
        wanted = [first, *said, told.eot]
        rows = [self._row[token] for token in tokens]
        return rows, [IGNORED] * len(before) + [self._row[token] for token in wanted]

    def _places(self, spoken: Spoken, positions: int) -> torch.Tensor:
        found = torch.zeros(positions, dtype=torch.long)
        for word, start, end in spoken.words:
            number = self._words.get(letters_of(word), 0)
            found[start // POSITION_MS : end // POSITION_MS] = number
        return found

    def _masked(self, mel: torch.Tensor) -> torch.Tensor:
        """A band and a moment left out, so that no voice is learnt by heart."""
        if self.begins:
            return mel
        dice = self._dice
        low = mel.min()
        band, moment = dice.randint(0, 12), dice.randint(0, 12)
        start, at = dice.randint(0, 80 - band), dice.randint(0, max(0, min(300, mel.shape[1]) - moment))
        mel[start : start + band] = low
        mel[:, at : at + moment] = low
        return mel


def letters_of(text: str) -> str:
    """What of a sentence is heard."""
    return re.sub(r"[^a-z0-9' ]", "", text.lower()).strip()


def word_errors(heard: str, said: str) -> tuple[int, int]:
    """Wrong, missing and added words; and how many there were."""
    one, two = letters_of(heard).split(), letters_of(said).split()
    row = np.arange(len(two) + 1)
    for place, word in enumerate(one, 1):
        before, row = row, np.empty_like(row)
        row[0] = place
        for column, other in enumerate(two, 1):
            row[column] = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (word != other))
    return int(row[-1]), len(two)
