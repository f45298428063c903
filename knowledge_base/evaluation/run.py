"""Asks every question of an evaluation and keeps what was found, for the retriever and both plain methods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.evaluation.baselines import Bm25
from knowledge_base.evaluation.metrics import DEPTH, Outcomes
from knowledge_base.evaluation.queries import Query
from knowledge_base.library import Library
from knowledge_base.minilm import MiniLmRetriever
from knowledge_base.retriever import Answer, Decision, DidYouMean, HonestNo, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one way of searching made of one question."""

    query: Query
    ranked: tuple[str, ...]
    """At most ten slugs, best first."""
    score: float
    """Of the best; the retriever's is a probability."""
    decision: str
    """`answer`, `did_you_mean`, `honest_no`, `person`; empty for the plain methods."""
    offered: tuple[str, ...] = ()


def ask_retriever(
    retriever: MiniLmRetriever, queries: Sequence[Query], *, market: str | None, channel: str, at: datetime
) -> list[Prediction]:
    """The whole retriever with its decisions."""
    found = []
    for query in queries:
        why = retriever.explain(query.text, market=market, channel=channel, at=at)
        found.append(
            Prediction(
                query=query,
                ranked=tuple(slug for slug, *_ in why.ranked),
                score=why.probability,
                decision=_name(why.decision),
                offered=_offered(why.decision),
            )
        )
    return found


def ask_bm25(library: Library, queries: Sequence[Query]) -> list[Prediction]:
    """BM25 over everything an article says."""
    articles = list(library.articles.values())
    index = Bm25(
        [
            " ".join([one.title, *one.questions, *(passage.text for passage in one.passages)])
            for one in articles
        ]
    )
    slugs = [one.slug for one in articles]
    return [_plain(query, slugs, index.scores(query.text)) for query in queries]


def ask_max_cosine(library: Library, queries: Sequence[Query], cache: EmbeddingCache) -> list[Prediction]:
    """The article with the closest title or question."""
    articles = list(library.articles.values())
    texts = [text for one in articles for text in (one.title, *one.questions)]
    sizes = [1 + len(one.questions) for one in articles]
    if not texts:
        return [_plain(query, [], np.zeros(0)) for query in queries]
    vectors = cache.vectors(texts)
    starts = np.cumsum([0, *sizes[:-1]])
    slugs = [one.slug for one in articles]
    return [
        _plain(
            query,
            slugs,
            np.maximum.reduceat(vectors @ cache.vectors([query.text])[0], starts).astype(np.float64),
        )
        for query in queries
    ]


def outcomes(predictions: Iterable[Prediction]) -> Outcomes:
    """As arrays, ready to be measured."""
    rows = list(predictions)
    return Outcomes(
        answerable=np.array([row.query.article is not None for row in rows], dtype=np.bool_),
        place=np.array([_place(row) for row in rows], dtype=np.int64),
        score=np.array([row.score for row in rows], dtype=np.float64),
        answered=np.array([row.decision == "answer" for row in rows], dtype=np.bool_),
        offered=np.array(
            [any(row.query.is_right(slug) for slug in row.offered) for row in rows], dtype=np.bool_
        ),
    )


def _plain(query: Query, slugs: Sequence[str], scores: NDArray[np.float64]) -> Prediction:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    best = float(scores[order[0]]) if len(order) else 0.0
    return Prediction(query=query, ranked=tuple(slugs[a] for a in order), score=best, decision="")


def _place(row: Prediction) -> int:
    return next((n for n, slug in enumerate(row.ranked, 1) if row.query.is_right(slug)), 0)


def _name(decision: Decision) -> str:
    match decision:
        case Answer():
            return "answer"
        case DidYouMean():
            return "did_you_mean"
        case HonestNo():
            return "honest_no"
        case Person():
            return "person"


def _offered(decision: Decision) -> tuple[str, ...]:
    return tuple(match.slug for match in decision.matches) if isinstance(decision, DidYouMean) else ()
