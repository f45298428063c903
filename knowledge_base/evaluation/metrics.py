"""Figures of an evaluation from what was found for each question. Pure; everything is a share from 0 to 1.

Bootstrap intervals (Efron 1979): questions drawn anew with replacement, 2.5 % and 97.5 % quantiles.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 300
BINS = 10
"""Of equal width, for the expected calibration error."""
DEPTH = 10
"""Place from which on an article counts as not found in MRR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What was found, one entry per question."""

    answerable: Flags
    place: NDArray[np.int64]
    """Of the right article, from 1; 0 when it is not among those ranked or there is none."""
    score: Numbers
    """Higher where the best article is likelier right; for the retriever its probability."""
    answered: Flags
    """An article was told."""
    offered: Flags
    """The right article was among the choices of a question back."""

    def at(self, rows: NDArray[np.int64]) -> "Outcomes":
        """Only these questions."""
        return Outcomes(
            answerable=self.answerable[rows],
            place=self.place[rows],
            score=self.score[rows],
            answered=self.answered[rows],
            offered=self.offered[rows],
        )


Figure = Callable[[Outcomes], float | None]


def hit_at(k: int) -> Figure:
    """Share of answerable questions whose article is among the first k."""

    def figure(found: Outcomes) -> float | None:
        places = found.place[found.answerable]
        return float(((places > 0) & (places <= k)).mean()) if len(places) else None

    return figure


def reciprocal_rank(found: Outcomes) -> float | None:
    """Mean of 1 / place among answerable questions, 0 beyond the tenth."""
    places = found.place[found.answerable]
    if not len(places):
        return None
    return float(np.where((places > 0) & (places <= DEPTH), 1.0 / np.maximum(places, 1), 0.0).mean())


def auroc(found: Outcomes) -> float | None:
    """Chance that an answerable question scores above one that is not; ties count half."""
    yes, no = found.score[found.answerable], found.score[~found.answerable]
    if not len(yes) or not len(no):
        return None
    ordered = np.sort(no)
    below = np.searchsorted(ordered, yes, side="left")
    level = np.searchsorted(ordered, yes, side="right") - below
    return float((below + 0.5 * level).sum() / (len(yes) * len(no)))


def false_positives_at_95(found: Outcomes) -> float | None:
    """Share of unanswerable questions that pass a threshold which 95 % of the answerable ones pass."""
    yes, no = np.sort(found.score[found.answerable]), found.score[~found.answerable]
    if not len(yes) or not len(no):
        return None
    threshold = yes[int(np.floor(0.05 * len(yes)))]
    return float((no >= threshold).mean())


def answered_at_precision(precision: float) -> Figure:
    """Largest share of answerable questions answered rightly while that share of answers is right."""

    def figure(found: Outcomes) -> float | None:
        answerable = int(found.answerable.sum())
        if not answerable:
            return None
        order = np.argsort(-found.score, kind="stable")
        right = np.cumsum(found.place[order] == 1)
        told = np.arange(1, len(order) + 1)
        ends = np.append(np.diff(found.score[order]) != 0, True)
        kept = ends & (right >= precision * told)
        return float(right[kept].max() / answerable) if kept.any() else 0.0

    return figure


def calibration_error(found: Outcomes) -> float | None:
    """Expected calibration error of the probability that the best article is right."""
    bins = np.minimum((found.score * BINS).astype(np.int64), BINS - 1)
    right = (found.place == 1).astype(np.float64)
    gaps = [
        abs(float(right[bins == b].mean() - found.score[bins == b].mean())) * float((bins == b).sum())
        for b in range(BINS)
        if (bins == b).any()
    ]
    return sum(gaps) / len(found.score) if len(found.score) else None


def wrong_answers(found: Outcomes) -> float | None:
    """Share of all turns in which an article was told that is not the right one."""
    return float((found.answered & (found.place != 1)).mean()) if len(found.answered) else None


def right_answers(found: Outcomes) -> float | None:
    """Share of answerable questions to which the right article was told."""
    told = found.answered[found.answerable] & (found.place[found.answerable] == 1)
    return float(told.mean()) if len(told) else None


def right_or_offered(found: Outcomes) -> float | None:
    """Share of answerable questions whose article was told, or was among the choices offered."""
    told = found.answered & (found.place == 1) | found.offered
    return float(told[found.answerable].mean()) if found.answerable.any() else None


RANKING: Mapping[str, Figure] = {
    "hit@1": hit_at(1),
    "hit@3": hit_at(3),
    "MRR@10": reciprocal_rank,
    "AUROC": auroc,
    "FPR95": false_positives_at_95,
    "answered_at_90": answered_at_precision(0.90),
    "answered_at_95": answered_at_precision(0.95),
}
"""What any ranking with a score can be measured by."""
FIGURES: Mapping[str, Figure] = {
    **RANKING,
    "ECE": calibration_error,
    "wrong_answers": wrong_answers,
    "right_answers": right_answers,
    "right_or_offered": right_or_offered,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure with its interval; None where the questions cannot tell."""

    value: float | None
    low: float | None = None
    high: float | None = None


def measure(found: Outcomes, figures: Mapping[str, Figure], *, draws: int = DRAWS) -> dict[str, Measured]:
    """Every figure with its 95 % interval; the same draws on every run."""
    chance = np.random.default_rng(0)
    size = len(found.answerable)
    drawn = [found.at(chance.integers(0, size, size)) for _ in range(draws)] if size else []
    measured = {}
    for name, figure in figures.items():
        values = [value for value in map(figure, drawn) if value is not None]
        low, high = np.quantile(values, [0.025, 0.975]) if values else (None, None)
        measured[name] = Measured(
            value=figure(found),
            low=None if low is None else float(low),
            high=None if high is None else float(high),
        )
    return measured
