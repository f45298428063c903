"""Questions of different articles that mean nearly the same: the pair is shown, an editor decides."""

from collections.abc import Sequence

import numpy as np

from knowledge_base.article import Article
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.problems import Problem, Severity
from knowledge_base.rule_words import normalised

CLOSE = 0.85
"""Cosine from which two sentences of different articles are shown."""
TOO_CLOSE = 0.95
"""Cosine from which `check` refuses them."""
MOST = 200


def collisions(articles: Sequence[Article], cache: EmbeddingCache) -> tuple[Problem, ...]:
    """The closest pairs of questions across articles, closest first; `check` finds equal ones."""
    rows = [(article, n) for article in articles for n in range(len(article.questions))]
    if len(rows) < 2:
        return ()
    vectors = cache.vectors([article.questions[n] for article, n in rows])
    owners = np.array([articles.index(article) for article, _ in rows])
    words = np.array([normalised(article.questions[n]) for article, n in rows])
    pairs: list[tuple[float, int, int]] = []
    for i in range(len(rows) - 1):
        sims = vectors[i + 1 :] @ vectors[i]
        others = (owners[i + 1 :] != owners[i]) & (words[i + 1 :] != words[i])
        hits = np.flatnonzero((sims >= CLOSE) & others)
        pairs += [(float(sims[hit]), i, i + 1 + int(hit)) for hit in hits]
    return tuple(_shown(cosine, rows[i], rows[j]) for cosine, i, j in sorted(pairs, reverse=True)[:MOST])


def _shown(cosine: float, one: tuple[Article, int], other: tuple[Article, int]) -> Problem:
    (article, n), (theirs, m) = one, other
    return Problem(
        file=article.file,
        line=article.line_of(f"questions[{n}]"),
        code="collision",
        message=(
            f"`{article.questions[n]}` is close ({cosine:.2f}) to `{theirs.questions[m]}` "
            f"in {theirs.file}:{theirs.line_of(f'questions[{m}]')}"
        ),
        severity=Severity.ERROR if cosine >= TOO_CLOSE else Severity.WARNING,
    )
