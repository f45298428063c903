"""Heads that read answers: one model per kind of question, over a sentence's meaning, letters and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.components import answer_words
from bot.components.answer_examples import Answer, voices_of
from bot.components.answer_words import Floats
from bot.components.intent_model import Examples, IntentModel, examples_of

LEAST = 0.1
"""A meaning less likely than this is not told."""
DIRECTIONS = 400
"""Main directions of the examples in which a head is fitted; 900 read held-out voices no better."""
FOLDS = 2
"""Groups of voices, each held out once, by which the temperature is set."""
WORDS_FILE = "words.npy"
_TEMPERATURES = np.geomspace(0.5, 3.0, 31)
Readings = dict[str, dict[str, float]]
"""Question to meaning to probability, likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """One model per question, and how telling each word is."""

    models: Mapping[str, IntentModel] = field(default_factory=dict)
    rarity: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    def read(self, texts: Sequence[str], vectors: Floats) -> list[Readings]:
        """What each text would mean to each question; `vectors` holds their sentence vectors."""
        told: list[Readings] = [{} for _ in texts]
        if not self.models:
            return told
        marks = answer_words.weighed(answer_words.counts(texts), self.rarity)
        features = np.hstack([vectors, marks])
        for question, model in self.models.items():
            for row, chances in enumerate(model.probabilities(texts, features)):
                told[row][question] = {
                    model.labels[column]: round(float(chances[column]), 3)
                    for column in (-chances).argsort(kind="stable")
                    if chances[column] >= LEAST
                }
        return told

    def save(self, folder: Path) -> None:
        """Write the arrays; no code is stored."""
        np.save(folder / WORDS_FILE, self.rarity)
        for question, model in self.models.items():
            model.save(folder / f"{question}.npz")

    @classmethod
    def load(cls, folder: Path) -> Heads:
        """Read what `save` wrote."""
        models = {path.stem: IntentModel.load(path) for path in sorted(folder.glob("*.npz"))}
        return cls(models=models, rarity=np.load(folder / WORDS_FILE, allow_pickle=False))


def taught_heads(
    taught: Mapping[str, Sequence[Answer]], encode: Callable[[Sequence[str]], Floats]
) -> tuple[Heads, dict[str, dict[str, float]]]:
    """A head for each question, and how well it reads voices that it was not taught."""
    texts = sorted({one.text for examples in taught.values() for one in examples})
    if not texts:
        return Heads(), {}
    table = answer_words.counts(texts)
    rarity = answer_words.rarity_of(table)
    features = np.hstack([encode(texts), answer_words.weighed(table, rarity)])
    prepared = examples_of(texts, features, directions=DIRECTIONS)
    row_of = {text: row for row, text in enumerate(texts)}
    models: dict[str, IntentModel] = {}
    facts: dict[str, dict[str, float]] = {}
    for question, examples in taught.items():
        rows = np.array([row_of[one.text] for one in examples])
        models[question], facts[question] = _fit(prepared, rows, examples)
    return Heads(models=models, rarity=rarity), facts


def _fit(
    prepared: Examples, rows: npt.NDArray[np.int64], examples: Sequence[Answer]
) -> tuple[IntentModel, dict[str, float]]:
    """A head with its temperature, and how well it reads voices that it was not taught."""
    meanings = np.array([one.meaning for one in examples])
    model = prepared.fit(meanings, rows)
    voices = voices_of(examples)
    fold_of = np.array([voices.index(one.voice) % FOLDS if one.voice else -1 for one in examples])
    logits = np.zeros((len(rows), len(model.labels)), dtype=np.float32)
    for fold in sorted(set(fold_of) - {-1}):
        held_out = fold_of == fold
        if set(meanings[~held_out]) == set(model.labels):
            without = prepared.fit(meanings[~held_out], rows[~held_out])
            logits[held_out] = prepared.features[rows[held_out]] @ without.weights + without.bias
    read = np.flatnonzero(logits.any(axis=1))
    if not len(read):
        return model, {}
    truth = np.array([model.labels.index(meaning) for meaning in meanings[read]])
    losses = [_loss(logits[read] / heat, truth) for heat in _TEMPERATURES]
    heat = float(_TEMPERATURES[int(np.argmin(losses))])
    right = float((logits[read].argmax(axis=1) == truth).mean())
    cooled = replace(model, weights=(model.weights / heat).astype(np.float32), bias=(model.bias / heat))
    return cooled, {"read_right": right, "temperature": heat, "examples": len(examples)}


def _loss(logits: Floats, truth: npt.NDArray[np.int64]) -> float:
    """Mean surprise at the true meanings."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    chances = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-chances[np.arange(len(truth)), truth].mean())
