"""Everything a search looks at, built whole from one library snapshot."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from knowledge_base.article import Audience
from knowledge_base.calibrate import UNTAUGHT, Calibration, calibrate
from knowledge_base.calibration_store import CalibrationStore
from knowledge_base.embeddings import EmbeddingCache, Encoder
from knowledge_base.evidence import Evidence
from knowledge_base.lexical import Counts, character_pieces, word_pieces
from knowledge_base.library import Library
from knowledge_base.rule_words import normalised
from knowledge_base.scored import Bools
from knowledge_base.tell import Told, passage_texts
from sentence_encoder.spelling import Spelling, words_of

MOST_REMEMBERED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Articles with their vectors, in one order throughout; swapped whole, never changed."""

    library: Library
    told: tuple[Told, ...]
    places: Mapping[str, int]
    """Slug -> its place in that order."""
    evidence: Evidence
    calibration: Calibration
    gap_names: tuple[str, ...]
    spelling: Spelling
    verbatim: Mapping[str, int]
    """Normalised sentence -> its article, where only one article has it."""
    _served: dict[tuple[str | None, date, Audience], Bools] = field(default_factory=dict, repr=False)

    def served(self, market: str | None, on: date, audience: Audience) -> Bools:
        """(A,) which articles may be told; remembered, because it changes once a day."""
        key = (market, on, audience)
        known = self._served.get(key)
        if known is None:
            known = np.array(
                [one.article.served(market=market, on=on, audience=audience) for one in self.told],
                dtype=np.bool_,
            )
            if len(self._served) >= MOST_REMEMBERED:
                self._served.clear()
            self._served[key] = known
        return known


class IndexMaker:
    """Builds indexes one after another and keeps what they share: vectors, counted pieces, calibrations."""

    def __init__(self, encoder: Encoder, folder: Path | None) -> None:
        """`folder` keeps vectors and calibrations for the next start."""
        self._encoder = encoder
        self._cache = EmbeddingCache(encoder, folder)
        self._counts = (Counts(character_pieces), Counts(word_pieces))
        self._calibrations = CalibrationStore(folder)

    def build(self, library: Library, calibration: Calibration = UNTAUGHT) -> Index:
        """Embed and count what is new; the calibration is taken as given."""
        articles = list(library.articles.values())
        texts = [[article.title, *article.questions] for article in articles]
        refused = [(a, n.text) for a, article in enumerate(articles) for n in article.not_for]
        gaps = [gap for gap in library.gaps if gap.questions]
        groups = [*texts, *(list(gap.questions) for gap in gaps)]
        passages = [passage_texts(article) for article in articles]
        flat = [text for group in groups for text in group]
        refused_texts = [text for _, text in refused]
        everything = [*flat, *refused_texts, *(text for group in passages for text in group)]
        self._cache.vectors(everything)
        self._forget_all_but(everything)
        evidence = Evidence(
            groups,
            self._cache.vectors(flat),
            passages=[self._cache.vectors(group) for group in passages],
            refused=self._cache.vectors(refused_texts),
            refused_by=[a for a, _ in refused],
            counts=self._counts,
        )
        return Index(
            library=library,
            told=tuple(Told(article=article) for article in articles),
            places={article.slug: a for a, article in enumerate(articles)},
            evidence=evidence,
            calibration=calibration,
            gap_names=tuple(gap.name for gap in gaps),
            spelling=Spelling(words_of(flat), self._encoder.knows),
            verbatim=_verbatim(texts),
        )

    def calibrated(self, index: Index) -> Index:
        """The same index with the calibration that its own articles teach."""
        evidence = index.evidence
        key = self._key(index)
        known = self._calibrations.get(key)
        if known is None:
            is_question = np.ones(len(evidence.texts), dtype=np.bool_)
            is_question[evidence.starts] = False
            is_question[evidence.owners >= evidence.articles] = False
            known = calibrate(evidence, is_question)
            self._calibrations.put(key, known)
        return replace(index, calibration=known)

    def _forget_all_but(self, texts: Sequence[str]) -> None:
        self._cache.keep_only(texts)
        for counts in self._counts:
            counts.keep_only(texts)

    def _key(self, index: Index) -> str:
        parts = [self._encoder.fingerprint, str(index.evidence.articles)]
        for owner, text in zip(index.evidence.owners.tolist(), index.evidence.texts, strict=True):
            parts.append(f"{owner}\t{text}")
        for one in index.told:
            parts += [refused.text for refused in one.article.not_for]
            parts += passage_texts(one.article)
        joined = "\n".join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(joined, digest_size=16).hexdigest()


def _verbatim(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    shared: set[str] = set()
    for a, group in enumerate(texts):
        for key in {normalised(text) for text in group}:
            if key in found:
                shared.add(key)
            found[key] = a
    return {key: a for key, a in found.items() if key and key not in shared}
