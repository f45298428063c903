"""Answers from the articles with all-MiniLM-L6-v2 vectors: the retriever's adapter for one machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import numpy as np

from knowledge_base.article import Audience
from knowledge_base.calibrate import Calibration
from knowledge_base.embeddings import Encoder
from knowledge_base.evidence import Asked, Bools, Scored
from knowledge_base.follow_up import FollowUps
from knowledge_base.index import Index, IndexMaker
from knowledge_base.library import Library
from knowledge_base.placeholders import FilePlaceholders, PlaceholderSource
from knowledge_base.plain_text import clean
from knowledge_base.retriever import Answer, Decision, DidYouMean, HonestNo, Match, Person
from knowledge_base.rule_words import RuleWords, normalised
from knowledge_base.tell import VOICE, Evident, match

PLACEHOLDERS_FILE = Path(__file__).with_name("placeholders.yml")
VOICE_CHOICES = 2
MOST_CHOICES = 3
VERBATIM_SCORE = 1.2
VERBATIM_PROBABILITY = 0.99
"""An indexed sentence said word for word, such as a title picked from a choice."""
ONE_WORD_MARGIN = 0.15
"""One word alone names a matter; with articles as close as this behind the best, which is meant is asked."""
GAP_FROM = 0.5
"""Cosine to a known gap below which it says nothing."""
MOST_RANKED = 10
NOTICE_FROM = 0.6
NOTICE_MARGIN = 0.25
"""A notice stands before the article that answers from that cosine on, when no further behind than this."""
LONGEST_QUESTION = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Probabilities from which an article is told, and from which it is offered.

    A wrong answer costs 5, a needless handoff 1, a clarifying question 0.5. On public question sets 96 to
    98 % of the answers from 0.75 up are right.
    """

    answer: float = 0.75
    offer: float = 0.35
    choice_margin: float = 0.16
    """How far behind the best a choice may lie in evidence."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one search turned up, before it is decided."""

    text: str
    """What was searched."""
    index: Index
    asked: Asked
    scored: Scored
    matches: list[tuple[int, Match]]
    """(article, match), best first; articles that cannot be told without a hole are missing."""
    probability: float
    gap: tuple[str, float] | None

    def is_vague(self, best: int) -> bool:
        """Whether it is one word alone that several articles are about."""
        if " " in self.text.strip():
            return False
        floor = float(self.scored.fused[best]) - ONE_WORD_MARGIN
        return sum(bool(self.scored.fused[a] >= floor) for a, _ in self.matches) > 1


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
    ) -> Decision:
        """See Retriever."""
        return self.explain(
            question, market=market, channel=channel, at=at, exclude=exclude, k=k, earlier=earlier
        ).decision

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
        audience: Audience | None = None,
    ) -> Explanation:
        """Decide as `search` does, with the scores; `audience` in place of the retriever's own."""
        if at.tzinfo is None:
            raise ValueError("`at` must be UTC-aware")
        index = self._index
        text = clean(question)[:LONGEST_QUESTION]
        reason = self._rules.reason(text)
        allowed = self._allowed(index, market, at, exclude, audience or self._audience)
        if not text or not allowed.any():
            decided: Decision = Person(reason=reason) if reason else HonestNo(searched=(), near=())
            return Explanation(decision=decided, ranked=(), probability=0.0, gap=None)
        found = self._find(index, text, allowed, channel)
        together = self._follow_ups.together(text, clean(earlier or ""))
        if together and found.probability < VERBATIM_PROBABILITY:
            both = self._find(index, together, allowed, channel)
            found = both if both.probability > found.probability else found
        return Explanation(
            decision=Person(reason=reason) if reason else self._decide(found, channel, k),
            ranked=tuple(
                (
                    index.told[a].article.slug,
                    float(found.scored.fused[a]),
                    float(found.scored.nearest[a]),
                    index.evidence.texts[index.evidence.nearest_item(a, found.asked)],
                )
                for a in found.scored.ranked(MOST_RANKED)
            ),
            probability=found.probability,
            gap=found.gap,
            matches=tuple(one for _, one in found.matches),
        )

    def _find(self, index: Index, text: str, allowed: Bools, channel: str) -> _Found:
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
        return _Found(
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
                asked.vector,
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

    def _decide(self, found: _Found, channel: str, k: int) -> Decision:
        told = tuple(one for _, one in found.matches)
        searched = tuple(one.title for one in told)
        if not told:
            return HonestNo(searched=(), near=())
        best = found.scored.ranked(1)[0]
        if found.gap and found.gap[1] >= GAP_FROM and found.scored.gap_wins(best):
            return HonestNo(searched=searched, near=told, gap=found.gap[0])
        vague = found.is_vague(best)
        if found.probability >= self._thresholds.answer and found.matches[0][0] == best and not vague:
            return Answer(match=_notice(found, best) or told[0], asked=found.text)
        if found.probability < self._thresholds.offer:
            return HonestNo(searched=searched, near=told)
        most = min(k, VOICE_CHOICES) if channel == VOICE else k
        margin = ONE_WORD_MARGIN if vague else self._thresholds.choice_margin
        floor = float(found.scored.base[best]) - margin
        close = [one for a, one in found.matches if found.scored.base[a] >= floor]
        choices = tuple(sorted(close, key=lambda one: not one.notice)[:most])
        if not choices:
            return HonestNo(searched=searched, near=told)
        return DidYouMean(matches=choices, asked=found.text)


def _notice(found: _Found, best: int) -> Match | None:
    """A known problem that the question is about as well: it is told before the article that explains."""
    nearest = found.scored.nearest
    floor = max(NOTICE_FROM, float(nearest[best]) - NOTICE_MARGIN)
    return next((one for a, one in found.matches if one.notice and nearest[a] >= floor), None)


def _shares(scored: Scored, ranked: Sequence[int], probability: float) -> list[float]:
    """The best article's probability, and what is left of it spread over the next by their evidence."""
    if not ranked:
        return []
    rest = np.exp((scored.fused[list(ranked[1:])] - scored.fused[ranked[0]]) * 6.0)
    spread = rest / (1.0 + rest.sum()) if len(rest) else rest
    return [probability, *((1.0 - probability) * spread).tolist()]
