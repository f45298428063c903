"""What customers ask and nobody answers: their questions in clusters, largest first, each with a draft."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge_base.editing.asked import Asked
from knowledge_base.editing.asking import ask
from knowledge_base.editing.drafts import Draft
from knowledge_base.embeddings import EmbeddingCache, Vectors
from knowledge_base.library import Library
from knowledge_base.retriever import Answer, DidYouMean, HonestNo, Retriever
from knowledge_base.rule_words import normalised

TOGETHER = 0.62
"""Cosine to a cluster's centre from which a question belongs to it."""
FEWEST_WORDS = 2
MISSING = ("unanswered", "rejected", "handed_off")
STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are can could do does for from get have how i im in is it its me my of on or please so "
        "that the this to was what when where who why will with you your need want",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Questions that want the same thing."""

    questions: tuple[Asked, ...]
    """The most typical first."""
    near: tuple[str, ...]
    """Slugs of the articles that come closest today."""
    answered_today: bool
    """An article would answer the typical question now: it may have been written since."""

    @property
    def name(self) -> str:
        """Its most typical question."""
        return self.questions[0].question


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """An agent says an article is wrong."""

    article: str
    note: str
    at: str
    """When, in ISO 8601."""
    reference: str
    """Of the conversation, to ask the agent about; nothing of the customer is here."""


def flags(asked: Sequence[Asked]) -> tuple[Flag, ...]:
    """What agents wrote to the editors, newest first."""
    found = [
        Flag(article=slug, note=one.note, at=one.at, reference=one.reference)
        for one in asked
        if one.note
        for slug in one.shown
    ]
    return tuple(sorted(found, key=lambda flag: flag.at, reverse=True))


def gaps(
    asked: Sequence[Asked], retriever: Retriever, cache: EmbeddingCache, *, fewest: int = 2
) -> tuple[Cluster, ...]:
    """Clusters of at least `fewest` questions, largest first."""
    open_ones = [
        one
        for one in asked
        if one.outcome in MISSING and not one.note and len(normalised(one.question).split()) >= FEWEST_WORDS
    ]
    if not open_ones:
        return ()
    vectors = cache.vectors([one.question for one in open_ones])
    found: list[Cluster] = []
    for members in _grouped(vectors):
        if len(members) < fewest:
            continue
        centre = vectors[members].mean(axis=0)
        members.sort(key=lambda n: -float(vectors[n] @ centre))
        questions = tuple(open_ones[n] for n in members)
        near, answered = _today(retriever, questions[0].question)
        found.append(Cluster(questions=questions, near=near, answered_today=answered))
    return tuple(sorted(found, key=lambda cluster: (cluster.answered_today, -len(cluster.questions))))


def _grouped(vectors: Vectors) -> list[list[int]]:
    """Leaders first, then every question to its closest centre, twice."""
    centres: list[np.ndarray] = []
    for vector in vectors:
        if not centres or max(float(vector @ centre) for centre in centres) < TOGETHER:
            centres.append(vector)
    groups: list[list[int]] = []
    for _ in range(2):
        sims = vectors @ np.stack(centres).T
        best = sims.argmax(axis=1)
        groups = [[] for _ in centres]
        for n, group in enumerate(best.tolist()):
            if sims[n, group] >= TOGETHER:
                groups[group].append(n)
        groups = [group for group in groups if group]
        centres = [_unit(vectors[group].mean(axis=0)) for group in groups]
    return groups


def _unit(vector: np.ndarray) -> np.ndarray:
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


def _today(retriever: Retriever, question: str) -> tuple[tuple[str, ...], bool]:
    match ask(retriever, question):
        case Answer(match=match):
            return (match.slug,), True
        case DidYouMean(matches=matches) | HonestNo(near=matches):
            return tuple(match.slug for match in matches), False
    return (), False


def draft_of(cluster: Cluster, library: Library) -> Draft:
    """An article to fill in: the customers' own words stand in it as questions."""
    topic = next(
        (library.articles[slug].topic for slug in cluster.near if slug in library.articles), "general"
    )
    words = [word for word in normalised(cluster.name).split() if word not in STOP]
    slug = "-".join(words[:4]) or "new-article"
    questions = tuple(dict.fromkeys(one.question for one in cluster.questions))
    return Draft(
        topic=topic,
        slug=re.sub(r"[^a-z0-9-]", "", slug) or "new-article",
        title=cluster.name[:1].upper() + cluster.name[1:],
        questions=questions[:-1] if len(questions) > 3 else questions,
        tests=questions[-1:] if len(questions) > 3 else (),
        near=cluster.near,
    )


def write_drafts(clusters: Sequence[Cluster], library: Library, folder: Path) -> tuple[Path, ...]:
    """One file each, for clusters nobody answers today; files that are there stay as they are."""
    written: list[Path] = []
    for cluster in clusters:
        draft = draft_of(cluster, library)
        path = folder / draft.topic / f"{draft.slug}.md"
        if cluster.answered_today or path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.text(), encoding="utf-8")
        written.append(path)
    return tuple(written)
