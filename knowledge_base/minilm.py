"""Answers from the articles with all-MiniLM-L6-v2 vectors: the retriever's adapter for one machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import numpy as np

from knowledge_base.article import Audience
from knowledge_base.calibrate import Calibration
from knowledge_base.decide import Found, Thresholds, decide
from knowledge_base.embeddings import Encoder
from knowledge_base.follow_up import FollowUps
from knowledge_base.index import Index, IndexMaker
from knowledge_base.library import Library
from knowledge_base.placeholders import FilePlaceholders, PlaceholderSource
from knowledge_base.plain_text import clean
from knowledge_base.retriever import Decision, HonestNo, Match, Person
from knowledge_base.rule_words import RuleWords, normalised
from knowledge_base.scored import Asked, Bools, Scored
from knowledge_base.tell import Evident, match

PLACEHOLDERS_FILE = Path(__file__).with_name("placeholders.yml")
MOST_CHOICES = 3
VERBATIM_SCORE = 1.2
VERBATIM_PROBABILITY = 0.99
"""An indexed sentence said word for word, such as a title picked from a choice."""
MOST_RANKED = 10
LONGEST_QUESTION = 1_000
MOST_HEARD = 2
"""Other hearings that are looked at, each at the cost of a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a question was decided as it was, for editors."""

    decision: Decision
    ranked: tuple[tuple[str, float, float, str], ...]
    """Best first: slug, fused evidence, nearest cosine, the sentence that came closest."""
    probability: float
    gap: tuple[str, float] | None
    """The closest known gap and its cosine."""
    matches: tuple[Match, ...] = ()
    """The best articles as they would be told, best first, whatever was decided."""


class MiniLmRetriever:
    """Retriever over one library. Searches may run in several threads while `refresh` builds a new index."""

    def __init__(
        self,
        encoder: Encoder,
        library: Library,
        *,
        placeholders: PlaceholderSource | None = None,
        cache: Path | None = None,
        audience: Audience = Audience.CUSTOMERS,
        thresholds: Thresholds | None = None,
    ) -> None:
        """`cache` is a folder for vectors. Without `placeholders` only the house's own numbers are known."""
        self._encoder = encoder
        self._maker = IndexMaker(encoder, cache)
        self._placeholders = placeholders or FilePlaceholders.load(PLACEHOLDERS_FILE)
        self._audience = audience
        self._thresholds = thresholds or Thresholds()
        self._rules = RuleWords.load()
        self._follow_ups = FollowUps.load()
        self._building = Lock()
        self._index = self._maker.calibrated(self._maker.build(library))

    @property
    def library(self) -> Library:
        """The snapshot answered from."""
        return self._index.library

    @property
    def markets(self) -> frozenset[str]:
        """See Retriever."""
        return self._index.library.markets

    @property
    def placeholders(self) -> PlaceholderSource:
        """Where the numbers of articles come from."""
        return self._placeholders

    @property
    def calibration(self) -> Calibration:
        """The calibration in use."""
        return self._index.calibration

    def refresh(self) -> bool:
        """Take up changed files; True when something changed. The old index answers until the new is whole.

        Raises LibraryUnavailable when the folder is gone; the old index stays.
        """
        with self._building:
            fresh = self._index.library.refresh()
            if fresh is self._index.library:
                return False
            self._index = self._maker.build(fresh, self._index.calibration)
            self._index = self._maker.calibrated(self._index)
            return True

    def search(  # noqa: PLR0913 - all but the question by name
        self,
        question: str,
        *,
        market: str | None,
        channel: str,
        at: datetime,
        exclude: frozenset[str] = frozenset(),
        k: int = 3,
        earlier: str | None = None,
        heard: Sequence[str] = (),
    ) -> Decision:
        """See Retriever."""
        return self._decided(question, market, channel, at, exclude, k, earlier, heard, self._audience)[0]

    def explain(  # noqa: PLR0913 - all but the question by name
        self,
        question: str,
        *,
        market: str | None,
        channel: str,
        at: datetime,
        exclude: frozenset[str] = frozenset(),
        k: int = 3,
        earlier: str | None = None,
        heard: Sequence[str] = (),
        audience: Audience | None = None,
    ) -> Explanation:
        """Decide as `search` does, with the scores; `audience` in place of the retriever's own."""
        decision, found = self._decided(
            question, market, channel, at, exclude, k, earlier, heard, audience or self._audience
        )
        if found is None:
            return Explanation(decision=decision, ranked=(), probability=0.0, gap=None)
        return Explanation(
            decision=decision,
            ranked=tuple(found.explained(a) for a in found.scored.ranked(MOST_RANKED)),
            probability=found.probability,
            gap=found.gap,
            matches=tuple(one for _, one in found.matches),
        )

    def _decided(  # noqa: PLR0913, PLR0917 - as given to `search`
        self,
        question: str,
        market: str | None,
        channel: str,
        at: datetime,
        exclude: frozenset[str],
        k: int,
        earlier: str | None,
        heard: Sequence[str],
        audience: Audience,
    ) -> tuple[Decision, Found | None]:
        if at.tzinfo is None:
            raise ValueError("`at` must be UTC-aware")
        index = self._index
        text = clean(question)[:LONGEST_QUESTION]
        reason = self._rules.reason(text)
        allowed = self._allowed(index, market, at, exclude, audience)
        if not text or not allowed.any():
            return Person(reason=reason) if reason else HonestNo(searched=(), near=()), None
        found = self._find(index, text, allowed, channel)
        together = self._follow_ups.together(text, clean(earlier or ""))
        if together and found.probability < VERBATIM_PROBABILITY:
            both = self._find(index, together, allowed, channel)
            found = both if both.probability > found.probability else found
        if found.probability < self._thresholds.answer:
            others = [clean(other)[:LONGEST_QUESTION] for other in heard[:MOST_HEARD]]
            likelier = [self._find(index, other, allowed, channel) for other in others if other]
            found = max([found, *likelier], key=lambda one: one.probability)
        return Person(reason=reason) if reason else decide(found, self._thresholds, channel, k), found

    def _find(self, index: Index, text: str, allowed: Bools, channel: str) -> Found:
        meant = index.spelling.put_right(text)
        vector = np.asarray(self._encoder.encode([meant])[0], dtype=np.float32)
        asked = index.evidence.ask(meant, vector)
        scored = index.evidence.score(asked, allowed)
        probability = index.calibration.probability(index.evidence.features(asked, scored))
        verbatim = index.verbatim.get(normalised(text))
        if verbatim is not None and allowed[verbatim]:
            scored.fused[verbatim] = scored.base[verbatim] = VERBATIM_SCORE
            probability = VERBATIM_PROBABILITY
        gap = scored.gap()
        return Found(
            text=text,
            index=index,
            asked=asked,
            scored=scored,
            matches=self._matches(index, asked, scored, probability, channel),
            probability=probability,
            gap=None
            if gap is None
            else (index.gap_names[gap], float(scored.nearest[index.evidence.articles + gap])),
        )

    def _allowed(
        self, index: Index, market: str | None, at: datetime, exclude: frozenset[str], audience: Audience
    ) -> Bools:
        served = index.served(market, at.date(), audience)
        places = [index.places[slug] for slug in exclude if slug in index.places]
        if not places:
            return served
        allowed = served.copy()
        allowed[places] = False
        return allowed

    def _matches(
        self, index: Index, asked: Asked, scored: Scored, probability: float, channel: str
    ) -> list[tuple[int, Match]]:
        ranked = scored.ranked(MOST_CHOICES)
        shares = _shares(scored, ranked, probability)
        found: list[tuple[int, Match]] = []
        for a, share in zip(ranked, shares, strict=True):
            one = match(
                index.told[a],
                index.evidence.passages_of(a, asked),
                Evident(
                    probability=share,
                    score=float(scored.fused[a]),
                    nearest=index.evidence.texts[index.evidence.nearest_item(a, asked)],
                    cosine=float(scored.nearest[a]),
                ),
                channel=channel,
                placeholders=self._placeholders,
            )
            if one:
                found.append((a, one))
        return found


def _shares(scored: Scored, ranked: Sequence[int], probability: float) -> list[float]:
    """The best article's probability, and what is left of it spread over the next by their evidence."""
    if not ranked:
        return []
    rest = np.exp((scored.fused[list(ranked[1:])] - scored.fused[ranked[0]]) * 6.0)
    spread = rest / (1.0 + rest.sum()) if len(rest) else rest
    return [probability, *((1.0 - probability) * spread).tolist()]
