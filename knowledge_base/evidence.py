"""What speaks for each article: cosine to its questions, their centre and its text; words; a classifier.

Weights follow measurements on public question sets, as typed and with one word in ten gone wrong: the centre
carries, the nearest question sharpens, the words and characters that an article uses anywhere forgive what
was misheard or mistyped, and the classifier tells apart the few articles that come close. Known gaps are
groups of sentences like articles, only that nothing can be told for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embeddings import Vectors
from knowledge_base.groups import Grouped
from knowledge_base.lexical import Counts, Floats, Ints, Row, TfIdf
from knowledge_base.local_head import head

Bools = NDArray[np.bool_]

WEIGHT_NEAREST = 0.35
WEIGHT_CENTRE = 0.40
WEIGHT_CHARACTERS = 0.10
WEIGHT_SPELLING = 0.20
WEIGHT_WORDS = 0.30
WEIGHTS = WEIGHT_NEAREST + WEIGHT_CENTRE + WEIGHT_CHARACTERS + WEIGHT_SPELLING + WEIGHT_WORDS
WEIGHT_ANSWER = 0.10
WEIGHT_ANSWER_FEW = 0.30
FEW = 5
"""Sentences per article up to which an article's own text helps as much as its questions."""
WEIGHT_HEAD = 0.35
SHORTLIST = 5
"""Groups the classifier tells apart."""
MOST_ROWS = 10
"""Sentences of a group it learns from, the closest to the question."""
REFUSED_MARGIN = 0.02
REFUSED_FROM = 0.6
"""Cosine to a counter-example below which it says nothing."""
FEATURES = (
    "nearest",
    "margin",
    "centre",
    "characters",
    "best_three",
    "words_known",
    "answer",
    "head",
    "usual",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question measured against every indexed sentence, before any article is left out."""

    sims: Floats
    """(N,) cosine; -1 for the sentence left out."""
    characters: Floats
    """(N,)"""
    centres: Floats
    """(G,) cosine to the centre of each group."""
    answers: Floats
    """(G,) cosine to the closest passage."""
    words: Row
    used: Floats
    """(G,) share of the question's words, rare ones weighing more, that the group uses."""
    spelling: Floats
    """(G,) cosine by characters to all sentences of the group together."""
    refused: Floats
    """(G,) cosine to the closest counter-example; -1 where there is none."""
    vector: Floats
    without: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Evidence per group, arrays of length G: articles first, in the index's order, then known gaps."""

    nearest: Floats
    centre: Floats
    characters: Floats
    answer: Floats
    """Cosine to the closest passage."""
    head: Floats
    """What the classifier says; 0 outside its shortlist."""
    base: Floats
    """Fused without the classifier."""
    fused: Floats
    """-1 where the article may not answer."""
    articles: int

    def ranked(self, k: int) -> list[int]:
        """The best k articles that may answer, best first."""
        order = np.argsort(-self.fused[: self.articles], kind="stable")[:k]
        return [int(a) for a in order if self.fused[a] > -1.0]

    def gap(self) -> int | None:
        """The known gap that comes closest."""
        if len(self.fused) == self.articles:
            return None
        return int(np.argmax(self.fused[self.articles :]))

    def gap_wins(self, article: int) -> bool:
        """Whether some known gap comes closer than this article."""
        gaps = self.fused[self.articles :]
        return len(gaps) > 0 and float(gaps.max()) > float(self.fused[article])


class Evidence:
    """Sentences of all articles and known gaps, grouped, ready to be scored."""

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        vectors: Vectors,
        *,
        passages: Sequence[Vectors],
        refused: Vectors,
        refused_by: Sequence[int],
        counts: tuple[Counts, Counts],
    ) -> None:
        """`texts[g]` are group g's sentences, `vectors` all in order, `passages[a]` article a's passages.

        There are as many articles as `passages`; the groups after them are known gaps. `refused[r]` is a
        sentence that article `refused_by[r]` must not answer. `counts` are of characters and of words.
        """
        sizes = [len(group) for group in texts]
        self.articles = len(passages)
        self.texts = [text for group in texts for text in group]
        self.starts = np.cumsum([0, *sizes[:-1]]).astype(np.int64) if sizes else np.zeros(0, dtype=np.int64)
        self.owners = np.repeat(np.arange(len(sizes)), sizes)
        self.sizes = np.array(sizes, dtype=np.int64)
        self._compared = _stacked(vectors, *passages, refused)
        self.vectors = self._compared[: len(vectors)]
        sums = np.add.reduceat(vectors, self.starts, axis=0) if sizes else np.zeros((0, 1), dtype=np.float32)
        self._lengths = np.linalg.norm(sums, axis=1)
        self._sums = sums
        self._passages = sum(len(group) for group in passages)
        self._passage_starts = np.cumsum([0, *(len(group) for group in passages)])[:-1].astype(np.int64)
        self._refusing, self._refused_starts = np.unique(
            np.array(refused_by, dtype=np.int64), return_index=True
        )
        self._characters = TfIdf(self.texts, counts[0])
        self._words = TfIdf(self.texts, counts[1])
        self._by_characters = Grouped(self._characters, self.owners, len(sizes))
        self._by_words = Grouped(self._words, self.owners, len(sizes))
        self._usual = np.asarray(self._lengths / np.maximum(self.sizes, 1), dtype=np.float32)
        """(G,) mean cosine of a group's sentences to its centre: what a good match looks like there."""
        few = bool(sizes) and float(np.median(self.sizes[: self.articles] if self.articles else 0)) <= FEW
        self._weight_answer = np.float32(WEIGHT_ANSWER_FEW if few else WEIGHT_ANSWER)

    def neighbours(self, count: int) -> Ints:
        """(A, count) the articles whose questions lie closest to each article's, itself among them."""
        centres = _unit(self._sums[: self.articles])
        if count >= self.articles:
            return np.tile(np.arange(self.articles), (self.articles, 1))
        near = np.empty((self.articles, count), dtype=np.int64)
        for start in range(0, self.articles, 512):
            close = centres[start : start + 512] @ centres.T
            at = np.arange(len(close))
            close[at, start + at] = 2.0
            near[start : start + len(close)] = np.argpartition(-close, count - 1, axis=1)[:, :count]
        return near

    def ask(self, question: str, vector: Floats, *, without: int | None = None) -> Asked:
        """Measure a question; `without` is an indexed sentence to be treated as if it were not there."""
        known, _ = self._characters.question(question)
        words, foreign = self._words.question(question)
        compared, characters = self._compared @ vector, self._characters.scores(known)
        passages = len(self.texts) + self._passages
        sims, answers, refusing = np.split(compared, [len(self.texts), passages])
        sums, lengths = np.add.reduceat(sims, self.starts), self._lengths
        if without is not None:
            owner = int(self.owners[without])
            lengths = lengths.copy()
            lengths[owner] = np.linalg.norm(self._sums[owner] - self.vectors[without])
            sums[owner] -= sims[without]
            sims[without], characters[without] = -1.0, 0.0
        answers = np.maximum.reduceat(answers, self._passage_starts)
        if len(self.sizes) > self.articles:
            nearest = np.maximum.reduceat(sims, self.starts)[self.articles :]
            answers = np.concatenate([answers, np.minimum(nearest, answers.max())])
        refused = np.full(len(self.sizes), -1.0, dtype=np.float32)
        if len(refusing):
            refused[self._refusing] = np.maximum.reduceat(refusing, self._refused_starts)
        return Asked(
            sims=sims,
            characters=characters,
            centres=np.asarray(sums / np.maximum(lengths, 1e-9), dtype=np.float32),
            answers=answers,
            words=words,
            used=self._by_words.share(words, foreign, without=without),
            spelling=self._by_characters.centre(characters, without=without),
            refused=refused,
            vector=vector,
            without=without,
        )

    def score(self, asked: Asked, allowed: Bools) -> Scored:
        """Weigh every group; `allowed` (A,) says which articles may answer."""
        nearest = np.maximum.reduceat(asked.sims, self.starts)
        characters = np.maximum.reduceat(asked.characters, self.starts)
        base = np.asarray(
            WEIGHT_NEAREST * nearest
            + WEIGHT_CENTRE * asked.centres
            + WEIGHT_CHARACTERS * characters
            + WEIGHT_SPELLING * asked.spelling
            + WEIGHT_WORDS * asked.used
            + self._weight_answer * asked.answers,
            dtype=np.float32,
        )
        base /= np.float32(WEIGHTS) + self._weight_answer
        barred = np.zeros(len(self.sizes), dtype=np.bool_)
        barred[: self.articles] = ~allowed
        barred |= asked.refused >= np.maximum(nearest + REFUSED_MARGIN, REFUSED_FROM)
        base[barred] = -1.0
        said = self._head(asked, base)
        fused = np.where(barred, np.float32(-1), (1 - WEIGHT_HEAD) * base + WEIGHT_HEAD * said)
        return Scored(
            nearest=nearest,
            centre=asked.centres,
            characters=characters,
            answer=asked.answers,
            head=said,
            base=base,
            fused=fused.astype(np.float32),
            articles=self.articles,
        )

    def _head(self, asked: Asked, base: Floats) -> Floats:
        said = np.zeros(len(base), dtype=np.float32)
        short = np.argsort(-base, kind="stable")[:SHORTLIST] if len(base) <= 64 else _top(base, SHORTLIST)
        short = short[base[short] > -1.0]
        if len(short) == 0:
            return said
        picked = [self._closest(int(group), asked) for group in short]
        rows = np.concatenate(picked)
        if len(rows) == 0:
            return said
        classes = np.repeat(np.arange(len(short)), [len(group) for group in picked])
        table, question = self._words.dense(rows, asked.words)
        said[short] = head(self.vectors[rows], table, classes, len(short), asked.vector, question)
        return said

    def _closest(self, group: int, asked: Asked) -> Ints:
        rows = np.arange(self.starts[group], self.starts[group] + self.sizes[group])
        if asked.without is not None:
            rows = rows[rows != asked.without]
        if len(rows) > MOST_ROWS:
            rows = rows[np.argpartition(-asked.sims[rows], MOST_ROWS)[:MOST_ROWS]]
        return rows

    def nearest_item(self, group: int, asked: Asked) -> int:
        """The indexed sentence of a group that comes closest."""
        start = int(self.starts[group])
        return start + int(np.argmax(asked.sims[start : start + int(self.sizes[group])]))

    def features(self, asked: Asked, scored: Scored) -> Floats:
        """(9,) what the calibration sees of the best article, in the order of FEATURES."""
        best = next(iter(scored.ranked(1)), None)
        if best is None:
            return np.zeros(len(FEATURES), dtype=np.float32)
        others = np.delete(scored.base, best)
        margin = float(scored.base[best]) - (max(float(others.max()), 0.0) if len(others) else 0.0)
        group = asked.sims[self.starts[best] : self.starts[best] + self.sizes[best]]
        closest = np.partition(group, -3)[-3:] if len(group) > 3 else group[group > -1.0]
        return np.array(
            [
                scored.nearest[best],
                min(max(margin, -0.2), 0.4),
                scored.centre[best],
                scored.characters[best],
                float(closest.mean()) if len(closest) else 0.0,
                asked.used[best],
                scored.answer[best],
                scored.head[best],
                float(scored.centre[best] - self._usual[best]),
            ],
            dtype=np.float32,
        )


def _top(values: Floats, k: int) -> Ints:
    best = np.argpartition(-values, k)[:k]
    return np.asarray(best[np.argsort(-values[best], kind="stable")], dtype=np.int64)


def _stacked(*parts: Vectors) -> Vectors:
    """One table of all, so that a question meets it in one product."""
    filled = [part for part in parts if len(part)]
    return np.concatenate(filled) if filled else np.zeros((0, 1), dtype=np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1.0, lengths), dtype=np.float32)
