"""What speaks for each article: cosine to its questions, their centre and its text; words; a classifier.

Weights follow measurements on public question sets, as typed and with one word in ten gone wrong: the centre
carries, the nearest question sharpens, the words and characters that an article uses anywhere forgive what
was misheard or mistyped, and the classifier tells apart the few articles that come close. Known gaps are
groups of sentences like articles, only that nothing can be told for them.
"""

from collections.abc import Sequence

import numpy as np

from knowledge_base.embeddings import Vectors
from knowledge_base.groups import Grouped
from knowledge_base.lexical import Counts, Floats, Ints, TfIdf
from knowledge_base.local_head import head
from knowledge_base.scored import Asked, Bools, Scored, top

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
        self._passage_ends = np.cumsum([0, *(len(group) for group in passages)]).astype(np.int64)
        self._passage_starts = self._passage_ends[:-1]
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
        compared, alike = self._compared @ vector, self._characters.scores(known)
        ends = len(self.texts), len(self.texts) + self._passages
        sims, passages, refusing = compared[: ends[0]], compared[ends[0] : ends[1]], compared[ends[1] :]
        sums, lengths = np.add.reduceat(sims, self.starts), self._lengths
        if without is not None:
            owner = int(self.owners[without])
            lengths = lengths.copy()
            lengths[owner] = np.linalg.norm(self._sums[owner] - self.vectors[without])
            sums[owner] -= sims[without]
            sims[without], alike[without] = -1.0, 0.0
        nearest = np.maximum.reduceat(sims, self.starts)
        centres = np.asarray(sums / np.maximum(lengths, 1e-9), dtype=np.float32)
        characters = np.maximum.reduceat(alike, self.starts)
        answers = self._answers(passages, nearest)
        used = self._by_words.share(words, foreign, without=without)
        base = (
            WEIGHT_NEAREST * nearest
            + WEIGHT_CENTRE * centres
            + WEIGHT_CHARACTERS * characters
            + WEIGHT_SPELLING * self._by_characters.centre(alike, without=without)
            + WEIGHT_WORDS * used
            + self._weight_answer * answers
        )
        base /= np.float32(WEIGHTS) + self._weight_answer
        return Asked(
            sims=sims,
            passages=passages,
            nearest=nearest,
            centres=centres,
            characters=characters,
            answers=answers,
            words=words,
            used=used,
            base=base,
            refused=self._refused(refusing, nearest),
            vector=vector,
            without=without,
        )

    def _answers(self, passages: Floats, nearest: Floats) -> Floats:
        answers = np.maximum.reduceat(passages, self._passage_starts)
        if len(self.sizes) == self.articles:
            return answers
        return np.concatenate([answers, np.minimum(nearest[self.articles :], answers.max())])

    def _refused(self, refusing: Floats, nearest: Floats) -> Bools:
        refused = np.zeros(len(nearest), dtype=np.bool_)
        if len(refusing):
            closest = np.maximum.reduceat(refusing, self._refused_starts)
            least = np.maximum(nearest[self._refusing] + np.float32(REFUSED_MARGIN), REFUSED_FROM)
            refused[self._refusing] = closest >= least
        return refused

    def score(self, asked: Asked, allowed: Bools) -> Scored:
        """Weigh every group; `allowed` (A,) says which articles may answer."""
        barred = asked.refused.copy()
        barred[: self.articles] |= ~allowed
        base = asked.base.copy()
        base[barred] = -1.0
        said = self._head(asked, base)
        fused = np.float32(1 - WEIGHT_HEAD) * base + np.float32(WEIGHT_HEAD) * said
        fused[barred] = -1.0
        return Scored(nearest=asked.nearest, head=said, base=base, fused=fused, articles=self.articles)

    def _head(self, asked: Asked, base: Floats) -> Floats:
        said = np.zeros(len(base), dtype=np.float32)
        short = top(base, SHORTLIST)
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
        start, size = int(self.starts[group]), int(self.sizes[group])
        rows = np.arange(start, start + size)
        if asked.without is not None:
            rows = rows[rows != asked.without]
        if len(rows) > MOST_ROWS:
            rows = rows[(-asked.sims[rows]).argpartition(MOST_ROWS)[:MOST_ROWS]]
        return rows

    def nearest_item(self, group: int, asked: Asked) -> int:
        """The indexed sentence of a group that comes closest."""
        start = int(self.starts[group])
        return start + int(asked.sims[start : start + int(self.sizes[group])].argmax())

    def passages_of(self, article: int, asked: Asked) -> Floats:
        """Cosine to each passage of an article, in its order."""
        ends = self._passage_ends
        return asked.passages[ends[article] : ends[article + 1]]

    def features(self, asked: Asked, scored: Scored) -> Floats:
        """(9,) what the calibration sees of the best article, in the order of FEATURES."""
        best = scored.best()
        if best is None:
            return np.zeros(len(FEATURES), dtype=np.float32)
        first = float(scored.base[best])
        margin = first - _second(scored.base, best)
        start, size = int(self.starts[best]), int(self.sizes[best])
        closest = np.sort(asked.sims[start : start + size])[-3:]
        closest = closest[closest > -1.0]
        return np.array(
            [
                asked.nearest[best],
                min(max(margin, -0.2), 0.4),
                asked.centres[best],
                asked.characters[best],
                float(closest.mean()) if len(closest) else 0.0,
                asked.used[best],
                asked.answers[best],
                scored.head[best],
                asked.centres[best] - self._usual[best],
            ],
            dtype=np.float32,
        )


def _second(values: Floats, best: int) -> float:
    """The largest of the others, 0 at least."""
    before, after = values[:best], values[best + 1 :]
    return max(*(float(part.max()) for part in (before, after) if len(part)), 0.0, 0.0)


def _stacked(*parts: Vectors) -> Vectors:
    """One table of all, so that a question meets it in one product."""
    filled = [part for part in parts if len(part)]
    return np.concatenate(filled) if filled else np.zeros((0, 1), dtype=np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1.0, lengths), dtype=np.float32)
