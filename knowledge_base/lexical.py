"""Weighted pieces of sentences, words or character n-grams: cosine by spelling where meaning is not enough.

Counting is remembered per sentence, so an index built again after an edit counts only what is new.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, pairwise, repeat
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge_base.rule_words import normalised

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
CHARACTERS = (3, 4)
CROWDED_FROM = 5_000
"""Sentences from which on pieces that stand in very many of them are left out of `scores`."""
MOST_SHARE = 0.03


class Row(NamedTuple):
    """Numbered pieces of a text and what each weighs."""

    ids: Ints
    weights: Floats


class Counts:
    """Pieces of sentences as numbers, remembered per sentence. One writer at a time; reading is free."""

    def __init__(self, pieces: Callable[[str], list[str]]) -> None:
        self._pieces = pieces
        self._ids: defaultdict[str, int] = defaultdict(count().__next__)
        self._known: dict[str, Row] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def of(self, text: str) -> Row:
        """An indexed sentence's pieces with 1 + log of how often each occurs; new pieces get a number."""
        if text not in self._known:
            counted = Counter(map(self._ids.__getitem__, self._pieces(text)))
            self._known[text] = _row(counted)
        return self._known[text]

    def look(self, text: str) -> Row:
        """The same for a question; the number of a piece that was never counted is -1."""
        counted = Counter(self._pieces(text))
        ids = np.array(list(map(self._ids.get, counted, repeat(-1))), dtype=np.int64)
        return Row(ids, _damped(counted))

    def keep_only(self, texts: Iterable[str]) -> None:
        """Forget other sentences once they are many, so that a long life of edits does not grow memory."""
        wanted = set(texts)
        if len(self._known) > 2 * len(wanted) + 1_000:
            self._known = {text: row for text, row in self._known.items() if text in wanted}


def _row(counted: Mapping[int, int]) -> Row:
    ids = np.fromiter(counted, dtype=np.int64, count=len(counted))
    return Row(ids, _damped(counted))


def _damped(counted: Mapping[int, int] | Mapping[str, int]) -> Floats:
    """1 + log of how often each occurs."""
    times = np.array(list(counted.values()), dtype=np.float32)
    return np.log(times) + np.float32(1)


class TfIdf:
    """tf-idf over fixed sentences, every row of length 1."""

    def __init__(self, texts: Sequence[str], counts: Counts) -> None:
        self._counts = counts
        rows = [counts.of(text) for text in texts]
        self.size = len(rows)
        sizes = np.array([len(row.ids) for row in rows], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._ids = np.concatenate([row.ids for row in rows]) if rows else np.zeros(0, dtype=np.int64)
        damped = np.concatenate([row.weights for row in rows]) if rows else np.zeros(0, dtype=np.float32)
        self._seen = np.bincount(self._ids, minlength=len(counts))
        self._idf = self._idf_of(np.append(self._seen, 0))
        self._here = np.append(self._seen > 0, False)
        """The last of both is of a piece that no sentence holds."""
        owners = np.repeat(np.arange(self.size), sizes)
        raw = damped * self._idf[self._ids]
        lengths = np.sqrt(np.bincount(owners, weights=raw * raw, minlength=self.size))
        self._weights = (raw / np.maximum(lengths, 1e-9)[owners]).astype(np.float32)
        order = np.argsort(self._ids, kind="stable")
        self._posted_rows = owners[order].astype(np.int32)
        self._posted_weights = self._weights[order]
        self._posted = np.concatenate([[0], np.cumsum(self._seen)]).astype(np.int64)
        self._most = MOST_SHARE * self.size if self.size > CROWDED_FROM else self.size

    def _idf_of(self, seen: Ints) -> Floats:
        return np.asarray(np.log((1 + self.size) / (1 + seen)) + 1.0, dtype=np.float32)

    def question(self, text: str) -> tuple[Row, Floats]:
        """A question's known pieces with their weights, the whole of length 1, and the weights of the rest.

        A piece that no sentence holds any more, or none held when this was built, counts as unknown.
        """
        ids, damped = self._counts.look(text)
        ids[ids >= len(self._seen)] = -1
        raw = damped * self._idf[ids]
        raw /= np.float32(sqrt(raw @ raw) or 1.0)
        here = self._here[ids]
        return Row(ids[here], raw[here]), raw[~here]

    def scores(self, asked: Row) -> Floats:
        """(n,) cosine of the question to every sentence, 0 to 1."""
        ids, weights = self.telling(asked)
        if not len(ids):
            return np.zeros(self.size, dtype=np.float32)
        at, sizes = spans(self._posted[ids], self._seen[ids])
        found = self._posted_weights[at] * weights.repeat(sizes)
        return np.bincount(self._posted_rows[at], weights=found, minlength=self.size).astype(np.float32)

    @property
    def pieces(self) -> int:
        """How many pieces have a number."""
        return len(self._seen)

    def entries(self) -> tuple[Ints, Ints, Floats]:
        """Every piece of every sentence: the sentence, the piece and its weight there."""
        rows = np.repeat(np.arange(self.size), np.diff(self._starts))
        return rows, self._ids, self._weights

    def telling(self, asked: Row) -> Row:
        """The pieces that stand in few enough sentences to tell them apart."""
        if self._most >= self.size:
            return asked
        kept = self._seen[asked.ids] <= self._most
        return Row(asked.ids[kept], asked.weights[kept])

    def dense(self, rows: Ints, asked: Row) -> tuple[Floats, Floats]:
        """Those sentences and the question over the pieces that occur in them: (n, p) and (p,)."""
        at, sizes = self._spans(rows)
        ids = self._ids[at]
        column = np.empty(self.pieces, dtype=np.int64)
        order = np.arange(len(ids))
        column[ids] = order
        firsts = column[ids] == order
        column[ids[firsts]] = np.arange(np.count_nonzero(firsts))
        width = int(np.count_nonzero(firsts))
        table = np.zeros((len(rows), width), dtype=np.float32)
        table[np.arange(len(rows)).repeat(sizes), column[ids]] = self._weights[at]
        held = np.zeros(self.pieces, dtype=np.bool_)
        held[ids] = True
        hit = held[asked.ids]
        question = np.zeros(width, dtype=np.float32)
        question[column[asked.ids[hit]]] = asked.weights[hit]
        return table, question

    def held_by(self, rows: Ints, pieces: Ints) -> NDArray[np.bool_]:
        """Which of the pieces occur in any of those sentences."""
        at, _ = self._spans(rows)
        held: NDArray[np.bool_] = (self._ids[at][:, None] == pieces[None]).any(axis=0)
        return held

    def _spans(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where the pieces of those sentences lie, and how many each has."""
        return spans(self._starts[rows], self._starts[rows + 1] - self._starts[rows])


def spans(begins: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """The places begin, begin + 1 … of every span, one after the other; and the sizes as given."""
    ends = sizes.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + (begins - ends + sizes).repeat(sizes), sizes


def character_pieces(text: str) -> list[str]:
    """The n-grams of each word with its edges marked: forgives typing errors."""
    return list(chain.from_iterable(map(_of_word, normalised(text).split())))


@lru_cache(maxsize=8_192)
def _of_word(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(edged[at : at + size] for size in CHARACTERS for at in range(max(1, len(word) + 3 - size)))


def word_pieces(text: str) -> list[str]:
    """Words without plural s, and pairs of neighbours."""
    words = [word.removesuffix("s") if len(word) > 3 else word for word in normalised(text).split()]
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]
