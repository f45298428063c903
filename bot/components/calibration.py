"""When a prediction is sure enough: the threshold and the judgement that uses it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

REJECTED_SHARE = 0.05
"""Of the customers' own wishes, how many may be asked again so that what is no wish of theirs is stopped."""

AMBIGUITY = 0.05
"""Two wishes nearer than this are a question to the customer, not a guess."""

LOWEST, HIGHEST = 0.15, 0.75
"""A handful of examples can give any number; a threshold outside these would answer all or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one row of probabilities says."""

    best: int
    """Column of the most likely intent."""
    score: float
    """Its probability, with those of intents that are answered the same way."""
    sure: bool


def groups_of(labels: Sequence[str], equivalent: Sequence[Sequence[str]]) -> npt.NDArray[np.int64]:
    """A group number per label; labels of one list of `equivalent` share theirs."""
    group = {label: number for number, label in enumerate(labels)}
    for names in equivalent:
        known = [name for name in names if name in group]
        for name in known[1:]:
            group[name] = group[known[0]]
    return np.array([group[label] for label in labels], dtype=np.int64)


def grouped(probabilities: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """Probabilities summed per group; columns without a group of their own are 0."""
    summed = np.zeros_like(probabilities)
    for column, group in enumerate(groups):
        summed[:, group] += probabilities[:, column]
    return summed


def threshold(held_out: Floats, groups: npt.NDArray[np.int64]) -> float:
    """The score that all but REJECTED_SHARE of held-out examples reach; pass wishes only."""
    if not len(held_out):
        return LOWEST
    best = grouped(held_out, groups).max(axis=1)
    return min(max(float(np.quantile(best, REJECTED_SHARE)), LOWEST), HIGHEST)


def judge(row: Floats, groups: npt.NDArray[np.int64], least: float) -> Judgement:
    """Judge one row of probabilities."""
    scores = grouped(row[None, :], groups)[0]
    order = np.argsort(-scores, kind="stable")
    first = float(scores[order[0]])
    second = float(scores[order[1]]) if len(order) > 1 else 0.0
    members = np.flatnonzero(groups == order[0])
    best = int(members[np.argmax(row[members])])
    return Judgement(best=best, score=first, sure=first >= least and first - second >= AMBIGUITY)


def report(
    judged: Sequence[Judgement], truth: Sequence[str], labels: Sequence[str], groups: npt.NDArray[np.int64]
) -> dict[str, float]:
    """Shares of held-out wishes that are understood, and that are asked again for want of certainty."""
    group_of = dict(zip(labels, (int(group) for group in groups), strict=True))
    right = [group_of[labels[j.best]] == group_of[t] for j, t in zip(judged, truth, strict=True)]
    return {
        "accuracy": float(np.mean(right)) if right else 0.0,
        "rejected": float(np.mean([not j.sure for j in judged])) if judged else 0.0,
    }
