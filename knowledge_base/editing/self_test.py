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
    weak = _leave_one_out(articles, cache)
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


def _leave_one_out(articles: Sequence[Article], cache: EmbeddingCache) -> tuple[Weak, ...]:
    rows = [(a, text) for a, article in enumerate(articles) for text in (article.title, *article.questions)]
    if not rows:
        return ()
    vectors = cache.vectors([text for _, text in rows])
    owners = np.array([a for a, _ in rows])
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    sums = np.add.reduceat(vectors, starts, axis=0)
    found: list[Weak] = []
    for n, (owner, text) in enumerate(rows):
        if n in starts:  # a title is not a question
            continue
        sims = vectors @ vectors[n]
        sims[n] = -1.0
        centres = sums.copy()
        centres[owner] -= vectors[n]
        centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
        score = (
            NEAREST_WEIGHT * np.maximum.reduceat(sims, starts) + (1 - NEAREST_WEIGHT) * centres @ vectors[n]
        )
        best = int(np.argmax(score))
        if best != owner:
            close = int(np.argmax(np.where(owners == best, sims, -1.0)))
            found.append(
                Weak(
                    slug=articles[owner].slug,
                    question=text,
                    instead=articles[best].slug,
                    nearest=rows[close][1],
                    cosine=float(sims[close]),
                )
            )
    return tuple(sorted(found, key=lambda weak: -weak.cosine))
