"""The two plain methods that the retriever has to beat: BM25 and the closest example question."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from knowledge_base.rule_words import normalised

Numbers = NDArray[np.float64]
K1, B = 1.2, 0.75


class Bm25:
    """Okapi BM25 (Robertson et al. 1994) over one text per article."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(normalised(text).split()) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        mean = float(lengths.mean()) if len(lengths) else 0.0
        self._norm = K1 * (1 - B + B * lengths / (mean or 1.0))
        self._size = len(texts)
        rows: dict[str, list[tuple[int, int]]] = {}
        for a, count in enumerate(counts):
            for word, times in count.items():
                rows.setdefault(word, []).append((a, times))
        self._postings = {
            word: (np.array([a for a, _ in found]), np.array([times for _, times in found], dtype=np.float64))
            for word, found in rows.items()
        }

    def scores(self, question: str) -> Numbers:
        """(A,) one score per article, 0 where no word is shared."""
        found = np.zeros(self._size)
        for word in normalised(question).split():
            posting = self._postings.get(word)
            if posting is not None:
                articles, times = posting
                idf = log(1 + (self._size - len(articles) + 0.5) / (len(articles) + 0.5))
                found[articles] += idf * times * (K1 + 1) / (times + self._norm[articles])
        return found
