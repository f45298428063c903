"""How a question's pieces meet a whole group of sentences, whichever of them holds a piece.

A word that was misheard spoils the likeness to every single sentence; the words beside it still stand
somewhere in the group.
"""

import numpy as np

from knowledge_base.lexical import Floats, Ints, Row, TfIdf, spans


class Grouped:
    """The sentences of a tf-idf table, taken together by their owner."""

    def __init__(self, table: TfIdf, owners: Ints, groups: int) -> None:
        """`owners` (n,) is the group of each sentence, ascending."""
        self._table = table
        self._owners = owners
        self._groups = groups
        self._starts = np.searchsorted(owners, np.arange(groups))
        rows, pieces, weights = table.entries()
        pairs, places = np.unique(pieces * np.int64(max(groups, 1)) + owners[rows], return_inverse=True)
        self._holders = (pairs % max(groups, 1)).astype(np.int32)
        self._held = np.bincount(pairs // max(groups, 1), minlength=table.pieces)
        self._begins = np.concatenate([[0], np.cumsum(self._held)[:-1]]).astype(np.int64)
        sums = np.bincount(places, weights=weights, minlength=len(pairs))
        self._lengths = np.sqrt(np.bincount(self._holders, weights=sums * sums, minlength=groups))

    def share(self, asked: Row, foreign: Floats, *, without: int | None = None) -> Floats:
        """(G,) share of the question's pieces, rare ones weighing more, that each group holds, 0 to 1.

        `foreign` are the weights of the pieces that no sentence holds, `without` a sentence left out.
        """
        ids, weights = self._table.telling(asked)
        squares = weights * weights
        total = float(squares.sum() + foreign @ foreign)
        if not len(ids) or not total:
            return np.zeros(self._groups, dtype=np.float32)
        at, sizes = spans(self._begins[ids], self._held[ids])
        held = np.bincount(self._holders[at], weights=squares.repeat(sizes), minlength=self._groups)
        if without is not None:
            owner = int(self._owners[without])
            rows = np.flatnonzero(self._owners == owner)
            still = self._table.held_by(rows[rows != without], ids)
            held[owner] = float(squares[still].sum())
        return np.asarray(held / total, dtype=np.float32)

    def centre(self, scores: Floats, *, without: int | None = None) -> Floats:
        """(G,) cosine to each group's sum, from the question's `scores` (n,) of every sentence.

        `without` is a sentence left out, whose score must be 0.
        """
        sums = np.add.reduceat(scores, self._starts)
        lengths = self._lengths
        if without is not None:
            owner = int(self._owners[without])
            rows = np.flatnonzero(self._owners == owner)
            table, own = self._table.dense(
                rows[rows != without], Row(np.zeros(0, np.int64), np.zeros(0, np.float32))
            )
            lengths = lengths.copy()
            lengths[owner] = np.linalg.norm(table.sum(axis=0)) if len(own) else 1.0
        return np.asarray(sums / np.maximum(lengths, 1e-9), dtype=np.float32)
