"""A question measured against everything indexed, and the evidence for each group that follows from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.lexical import Floats, Ints, Row

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question measured against every indexed sentence, before any article is left out."""

    sims: Floats
    """(N,) cosine; -1 for the sentence left out."""
    passages: Floats
    """(P,) cosine to every passage, the articles' in order."""
    nearest: Floats
    """(G,) cosine to the closest sentence of each group."""
    centres: Floats
    """(G,) cosine to the centre of each group."""
    characters: Floats
    """(G,) cosine by characters to the group's sentence that is spelt most alike."""
    answers: Floats
    """(G,) cosine to the closest passage."""
    words: Row
    used: Floats
    """(G,) share of the question's words, rare ones weighing more, that the group uses."""
    base: Floats
    """(G,) all of that fused, without the classifier."""
    refused: Bools
    """(G,) a counter-example comes closer than any of its sentences."""
    vector: Floats
    without: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Evidence per group, arrays of length G: articles first, in the index's order, then known gaps."""

    nearest: Floats
    head: Floats
    """What the classifier says; 0 outside its shortlist."""
    base: Floats
    """Fused without the classifier."""
    fused: Floats
    """-1 where the article may not answer."""
    articles: int

    def best(self) -> int | None:
        """The best article, if any may answer."""
        if not self.articles:
            return None
        first = int(np.argmax(self.fused[: self.articles]))
        return first if self.fused[first] > -1.0 else None

    def ranked(self, k: int) -> list[int]:
        """The best k articles that may answer, best first."""
        order = top(self.fused[: self.articles], k)
        return [a for a in order.tolist() if self.fused[a] > -1.0]

    def gap(self) -> int | None:
        """The known gap that comes closest."""
        if len(self.fused) == self.articles:
            return None
        return int(np.argmax(self.fused[self.articles :]))

    def gap_wins(self, article: int) -> bool:
        """Whether some known gap comes closer than this article."""
        gaps = self.fused[self.articles :]
        return len(gaps) > 0 and float(gaps.max()) > float(self.fused[article])


MANY = 512
"""Groups from which on the best few are sorted out before they are put in order."""


def top(values: Floats, k: int) -> Ints:
    """Where the k largest lie, largest first."""
    if len(values) <= max(k, MANY):
        return (-values).argsort(kind="stable")[:k]
    best = np.argpartition(-values, k)[:k]
    return np.asarray(best[(-values[best]).argsort(kind="stable")], dtype=np.int64)
