"""Tests the articles by their own sentences: each question with itself left out, and the held-out `tests`.

Leaving one out flatters (customers do not write like editors), so this finds weak spots and is no measure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.article import Article
from knowledge_base.editing.asking import ask, told
from knowledge_base.editing.changes import Step
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.library import Library
from knowledge_base.retriever import Retriever

NEAREST_WEIGHT = 0.65
"""Of the nearest other sentence; the rest goes to the article's centre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A question as it would fare if nobody had written it down."""

    question: str
    rank: int
    """Place of its own article by the other sentences alone; 1 is the best."""
    cosine: float
    """Of its nearest other sentence in the same article, the title among them."""
    rival: str
    """Slug of the strongest other article; empty when there is none."""
    rival_text: str
    """The sentence of it that comes closest."""
    rival_cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """A question that would go elsewhere if the article did not hold this very sentence."""

    slug: str
    question: str
    instead: str
    nearest: str
    """The sentence of the other article that draws it."""
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A held-out question that does not reach its article."""

    slug: str
    question: str
    decision: str
    wrong: bool
    """Another article would be told; otherwise it is only not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the self-test found."""

    questions: int
    weak: tuple[Weak, ...]
    tests: int
    missed: tuple[Missed, ...]
    answered: int
    """Held-out questions told from their own article at once."""

    @property
    def wrong(self) -> int:
        """Held-out questions that another article would answer."""
        return sum(one.wrong for one in self.missed)


def self_test(
    library: Library, retriever: Retriever, cache: EmbeddingCache, *, step: Step | None = None
) -> Report:
    """Run both."""
    articles = [article for article in library.articles.values() if len(article.questions) > 1]
    weak = LeaveOneOut(articles, cache).weak()
    tests = [(article.slug, text) for article in library.articles.values() for text in article.tests]
    missed: list[Missed] = []
    answered = 0
    for n, (slug, text) in enumerate(tests, 1):
        kind, slugs = told(ask(retriever, text))
        answered += kind == "answer" and slug in slugs
        if slug not in slugs:
            decision = f"{kind} {', '.join(slugs)}".strip()
            missed.append(Missed(slug=slug, question=text, decision=decision, wrong=kind == "answer"))
        if step:
            step(n, len(tests))
    return Report(
        questions=sum(len(article.questions) for article in articles),
        weak=weak,
        tests=len(tests),
        missed=tuple(missed),
        answered=answered,
    )


class LeaveOneOut:
    """Every question of some articles with itself left out: where it would go by the others."""

    def __init__(self, articles: Sequence[Article], cache: EmbeddingCache) -> None:
        self._articles = [article for article in articles if article.questions]
        self._rows = [
            (a, text)
            for a, article in enumerate(self._articles)
            for text in (article.title, *article.questions)
        ]
        self._vectors = cache.vectors([text for _, text in self._rows])
        self._owners = np.array([a for a, _ in self._rows])
        self._starts = np.flatnonzero(np.r_[True, self._owners[1:] != self._owners[:-1]])
        self._sums = np.add.reduceat(self._vectors, self._starts, axis=0) if self._rows else self._vectors

    def of(self, slug: str) -> tuple[Standing, ...]:
        """The questions of one article in their order; empty when there is no such article."""
        places = [a for a, article in enumerate(self._articles) if article.slug == slug]
        return tuple(self._standing(n) for a in places for n in self._questions(a))

    def weak(self) -> tuple[Weak, ...]:
        """Questions that would go to another article; the strongest pull first."""
        found = [
            Weak(
                slug=self._articles[a].slug,
                question=one.question,
                instead=one.rival,
                nearest=one.rival_text,
                cosine=one.rival_cosine,
            )
            for a, article in enumerate(self._articles)
            if len(article.questions) > 1
            for one in map(self._standing, self._questions(a))
            if one.rank > 1
        ]
        return tuple(sorted(found, key=lambda weak: -weak.cosine))

    def _questions(self, a: int) -> range:
        first = int(self._starts[a]) + 1  # a title is not a question
        return range(first, first + len(self._articles[a].questions))

    def _standing(self, n: int) -> Standing:
        owner = int(self._owners[n])
        vector = self._vectors[n]
        sims = self._vectors @ vector
        sims[n] = -1.0
        centres = self._sums.copy()
        centres[owner] -= vector
        centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
        nearest = np.maximum.reduceat(sims, self._starts)
        score = NEAREST_WEIGHT * nearest + (1 - NEAREST_WEIGHT) * centres @ vector
        ahead = score > score[owner]
        score[owner] = -np.inf
        rival = int(np.argmax(score)) if len(score) > 1 else None
        close = int(np.argmax(np.where(self._owners == rival, sims, -1.0))) if rival is not None else None
        return Standing(
            question=self._rows[n][1],
            rank=1 + int(ahead.sum()),
            cosine=float(nearest[owner]),
            rival=self._articles[rival].slug if rival is not None else "",
            rival_text=self._rows[close][1] if close is not None else "",
            rival_cosine=float(sims[close]) if close is not None else 0.0,
        )
