"""Multinomial logistic regression over a sentence's meaning and its letters, in numpy.

Meaning is the unit sentence vector; letters are hashed groups of three and four, which keep a misspelt word
near the right one. Trained with scikit-learn, used without it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

LETTER_BUCKETS = 512
LETTER_WEIGHT = 0.8
"""Beside the sentence vector's 1. On 40 intents of CLINC150, 20 examples each, a third of the long words
misspelt: 88 % right instead of 83 %, at the same 96 % on clean text."""

DIRECTIONS = 320
"""Fitted in so many main directions of the examples, then written out: a third of the time."""

STRENGTH = 10.0
"""Inverse regularisation, scikit-learn's C."""

FOLDS = 4
SEALED = "[secret]"
SEALED_LOOKS_LIKE = "1234"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentModel:
    """Trained weights. `labels` in the order of the columns."""

    labels: tuple[str, ...]
    weights: Floats
    """(384 + LETTER_BUCKETS, len(labels))"""
    bias: Floats
    rarity: Floats
    """How telling each letter bucket is, (LETTER_BUCKETS,)."""

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """One row per text, summing to 1."""
        return self.odds(_features(texts, vectors, self.rarity))

    def odds(self, features: Floats) -> Floats:
        """The same of features that are worked out already."""
        logits = features @ self.weights + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        result: Floats = odds / odds.sum(axis=1, keepdims=True)
        return result

    def save(self, path: Path) -> None:
        """Write the arrays; no code is stored."""
        np.savez(path, labels=np.array(self.labels), weights=self.weights, bias=self.bias, rarity=self.rarity)

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls.of(arrays)

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> IntentModel:
        """The model of arrays that `save` wrote."""
        return cls(
            labels=tuple(str(label) for label in arrays["labels"]),
            weights=arrays["weights"],
            bias=arrays["bias"],
            rarity=arrays["rarity"],
        )


def plain(text: str) -> str:
    """The text as the model reads it: a sealed secret looks like the digits it hides."""
    return " ".join(text.replace(SEALED, SEALED_LOOKS_LIKE).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Examples as a model sees them, worked out once for every fit on them."""

    features: Floats
    rarity: Floats
    directions: Floats

    def fit(
        self, labels: Sequence[str] | npt.NDArray[np.str_], rows: npt.NDArray[np.int64] | None = None
    ) -> IntentModel:
        """A model of the labels, one for each of `rows`; of every example without them."""
        features = self.features if rows is None else self.features[rows]
        return _fit(features, np.array(labels), self.rarity, self.directions)


def examples_of(texts: Sequence[str], vectors: Floats, *, directions: int = DIRECTIONS) -> Examples:
    """`vectors` holds the texts' sentence vectors row by row, with whatever else tells them apart."""
    letters = _letters(texts)
    rarity = _rarity(letters)
    features = _join(vectors, letters, rarity)
    return Examples(features=features, rarity=rarity, directions=_main_directions(features, directions))


def train(texts: Sequence[str], intents: Sequence[str], vectors: Floats) -> IntentModel:
    """Fit on examples; `vectors` holds their sentence vectors row by row."""
    return examples_of(texts, vectors).fit(intents)


def held_out_probabilities(
    texts: Sequence[str], intents: Sequence[str], vectors: Floats, labels: Sequence[str]
) -> Floats:
    """Each example's probabilities by a model that was trained without it; columns in the order of `labels`.

    Intents with fewer examples than folds still get a row from every fold they are absent from.
    """
    truth = np.array(intents)
    examples = examples_of(texts, vectors)
    column = {label: place for place, label in enumerate(labels)}
    result = np.zeros((len(texts), len(labels)), dtype=np.float32)
    fold_of = _folds(truth)
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        if not len(outside) or len(set(truth[inside])) < 2:
            continue
        model = examples.fit(truth[inside], inside)
        rows = np.zeros((len(outside), len(labels)), dtype=np.float32)
        rows[:, [column[label] for label in model.labels]] = model.odds(examples.features[outside])
        result[outside] = rows
    return result


def _main_directions(features: Floats, most: int) -> Floats:
    """Orthonormal columns along which the examples differ most, (features, at most `most`)."""
    _, directions = np.linalg.eigh(features.T @ features)
    strongest: Floats = directions[:, -most:].astype(np.float32)
    return strongest


def _fit(features: Floats, truth: npt.NDArray[np.str_], rarity: Floats, directions: Floats) -> IntentModel:
    from sklearn.linear_model import LogisticRegression

    # Balanced: the editors' many questions must not swallow a wish of thirty examples.
    regression = LogisticRegression(C=STRENGTH, max_iter=100, tol=1e-2, class_weight="balanced")
    regression.fit(features @ directions, truth)
    weights, bias = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # scikit-learn gives the odds of the second against the first
        weights, bias = np.vstack([0 * weights, weights]), np.hstack([0 * bias, bias])
    return IntentModel(
        labels=tuple(str(label) for label in regression.classes_),
        weights=np.ascontiguousarray(directions @ weights.T, dtype=np.float32),
        bias=bias.astype(np.float32),
        rarity=rarity,
    )


def _folds(truth: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """Deals each intent's examples round the folds in their order; the same every time."""
    seen: dict[str, int] = {}
    folds = np.zeros(len(truth), dtype=np.int64)
    for row, label in enumerate(truth):
        folds[row] = seen.get(label, 0) % FOLDS
        seen[label] = seen.get(label, 0) + 1
    return folds


def _features(texts: Sequence[str], vectors: Floats, rarity: Floats) -> Floats:
    return _join(vectors, _letters(texts), rarity)


def _join(vectors: Floats, letters: Floats, rarity: Floats) -> Floats:
    telling = letters * rarity
    telling /= np.linalg.norm(telling, axis=1, keepdims=True) + 1e-9
    return np.hstack([vectors, LETTER_WEIGHT * telling]).astype(np.float32)


def _letters(texts: Sequence[str]) -> Floats:
    counts = np.zeros((len(texts), LETTER_BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        padded = f" {text.lower()} "
        for size in (3, 4):
            for start in range(len(padded) - size + 1):
                counts[row, zlib.crc32(padded[start : start + size].encode()) % LETTER_BUCKETS] += 1.0
    return np.log1p(counts)


def _rarity(letters: Floats) -> Floats:
    found = (letters > 0).sum(axis=0)
    rarity: Floats = (np.log((1 + len(letters)) / (1 + found)) + 1).astype(np.float32)
    return rarity
