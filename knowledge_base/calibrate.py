"""From evidence to a probability that the best article is the right one.

Self-calibration without any traffic: each example question is asked with itself left out (the best article
is right or not), and again with its whole article left out, alone (a matter next to what is known) or with
the fifth of the articles closest to it (a matter further off); any answer would then be wrong. A logistic on
the features is fitted to all three and drawn towards a shipped prior, so that a small knowledge base is not
judged by its own few sentences alone.
"""

from dataclasses import dataclass, replace
from hashlib import blake2b
from math import exp
from operator import mul

import numpy as np
from numpy.typing import NDArray

from knowledge_base.evidence import FEATURES, Evidence
from knowledge_base.lexical import Floats, Ints
from knowledge_base.scored import Bools

Doubles = NDArray[np.float64]

PRIOR = (-4.8, 2.9, 8.4, 1.6, 0.8, 1.5, 1.5, 0.0, 3.2, 4.2)
"""Intercept, then a weight per feature; learnt from labelled questions of five public knowledge bases."""
PRIOR_WEIGHT = 0.05
"""Strength of the pull to the prior per weight, relative to one unit of mean log loss."""
ANSWERABLE_SHARE = 0.75
"""Of the questions that reach the retriever, the share that some article answers."""
NEAR_SHARE = 0.65
"""Of the questions that no article answers, the share taken to lie next to what is known."""
NEIGHBOURS = 0.2
"""Share of the articles left out together for a matter further off."""
QUERIES = (200, 500)
"""Least and most example questions used; more only cost time."""
MOST_COMPARED = 2_500_000
"""Sentences that all of them together are compared with, before they become fewer."""
FEWEST_EXAMPLES = 3
"""Articles with fewer sentences teach nothing when one is left out."""
FEWEST_QUERIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic on the features."""

    weights: tuple[float, ...]
    """Intercept, then one per feature."""
    examples: int
    """How many questions it learnt from; 0 when it is the prior."""

    def probability(self, features: Floats) -> float:
        """Probability, 0 to 1, that the best article is the right one."""
        z = self.weights[0] + sum(map(mul, self.weights[1:], features.tolist()))
        return 1.0 / (1.0 + exp(-min(max(z, -30.0), 30.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What a knowledge base teaches about its own answers."""

    features: Doubles
    """(n, len(FEATURES))"""
    right: Doubles
    """(n,) 1 where the best article was the right one."""
    share: Doubles
    """(n,) weight of each, summing to 1."""


UNTAUGHT = Calibration(weights=PRIOR, examples=0)
FEW_SENTENCES = 1.0
"""Added to the intercept where articles have a title and one question, and the right one is no near match."""


def calibrate(evidence: Evidence, is_question: Bools) -> Calibration:
    """Calibrate on the articles themselves; `is_question[n]`: sentence n may be asked (titles may not)."""
    lessons = learn(evidence, is_question)
    if lessons is None:
        few = (
            evidence.articles > 1 and float(np.median(evidence.sizes[: evidence.articles])) < FEWEST_EXAMPLES
        )
        return replace(UNTAUGHT, weights=(PRIOR[0] + FEW_SENTENCES, *PRIOR[1:])) if few else UNTAUGHT
    weights = fit(lessons)
    return Calibration(weights=tuple(float(weight) for weight in weights), examples=len(lessons.right) // 3)


def learn(evidence: Evidence, is_question: Bools) -> Lessons | None:
    """Each example question with itself, then with its article left out; None where there are too few."""
    rows = np.flatnonzero(is_question & (evidence.sizes[evidence.owners] >= FEWEST_EXAMPLES))
    if evidence.articles < 2 or len(rows) < FEWEST_QUERIES:
        return None
    rows = _drawn(evidence, rows)
    neighbours = evidence.neighbours(max(2, round(NEIGHBOURS * evidence.articles)))
    features: list[Floats] = []
    right: list[bool] = []
    for row in rows:
        owner = int(evidence.owners[row])
        asked = evidence.ask(evidence.texts[row], evidence.vectors[row], without=int(row))
        everyone = np.ones(evidence.articles, dtype=np.bool_)
        present = evidence.score(asked, everyone)
        features.append(evidence.features(asked, present))
        right += [present.ranked(1) == [owner], False, False]
        for left_out in ([owner], neighbours[owner]):
            allowed = everyone.copy()
            allowed[left_out] = False
            features.append(evidence.features(asked, evidence.score(asked, allowed)))
    missing = 1 - ANSWERABLE_SHARE
    share = [ANSWERABLE_SHARE, missing * NEAR_SHARE, missing * (1 - NEAR_SHARE)]
    return Lessons(
        features=np.array(features, dtype=np.float64),
        right=np.array(right, dtype=np.float64),
        share=np.tile(share, len(rows)) / len(rows),
    )


def _drawn(evidence: Evidence, rows: Ints) -> Ints:
    """Those to learn from, by a digest of their words, so that an edit changes no more than its own."""
    least, most = QUERIES
    most = min(most, max(least, MOST_COMPARED // len(evidence.texts)))
    if len(rows) <= most:
        return rows
    digests = [blake2b(evidence.texts[row].encode("utf-8", "surrogatepass"), digest_size=8) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: digests[at].digest())
    return np.sort(rows[order[:most]])


def fit(lessons: Lessons, prior: tuple[float, ...] = PRIOR, pull: float = PRIOR_WEIGHT) -> Doubles:
    """Weighted logistic regression by damped Newton steps, drawn to a prior."""
    rows = np.hstack([np.ones((len(lessons.features), 1)), lessons.features])
    centre = np.array(prior, dtype=np.float64)
    strength = pull * np.concatenate([[0.01], np.full(len(FEATURES), 0.1)])

    def loss(weights: Doubles) -> float:
        logits = rows @ weights
        surprise = np.logaddexp(0, logits) - lessons.right * logits
        return float(lessons.share @ surprise + 0.5 * strength @ (weights - centre) ** 2)

    weights, now = centre.copy(), loss(centre)
    for _ in range(30):
        said = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (lessons.share * (said - lessons.right)) + strength * (weights - centre)
        curve = (rows * (lessons.share * said * (1 - said))[:, None]).T @ rows + np.diag(strength)
        step = np.linalg.solve(curve, slope)
        while (ahead := loss(weights - step)) > now and float(np.abs(step).max()) > 1e-9:
            step *= 0.5
        weights, last, now = weights - step, now, ahead
        if last - now < 1e-9:
            break
    return weights
