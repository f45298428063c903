"""What comes of a search: an answer, a question which is meant, or an honest no."""

from dataclasses import dataclass

from knowledge_base.index import Index
from knowledge_base.retriever import Answer, Decision, DidYouMean, HonestNo, Match
from knowledge_base.scored import Asked, Scored
from knowledge_base.tell import VOICE

VOICE_CHOICES = 2
ONE_WORD_MARGIN = 0.15
"""One word alone names a matter; with articles as close as this behind the best, which is meant is asked."""
GAP_FROM = 0.5
"""Cosine to a known gap below which it says nothing."""
NOTICE_FROM = 0.6
NOTICE_MARGIN = 0.25
"""A notice stands before the article that answers from that cosine on, when no further behind than this."""


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
class Found:
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

    def explained(self, article: int) -> tuple[str, float, float, str]:
        """The article's slug, fused evidence, nearest cosine and the sentence that came closest."""
        evidence, scored = self.index.evidence, self.scored
        closest = evidence.texts[evidence.nearest_item(article, self.asked)]
        slug = self.index.told[article].article.slug
        return slug, float(scored.fused[article]), float(scored.nearest[article]), closest

    def is_vague(self, best: int) -> bool:
        """Whether it is one word alone that several articles are about."""
        if " " in self.text.strip():
            return False
        floor = float(self.scored.fused[best]) - ONE_WORD_MARGIN
        return sum(bool(self.scored.fused[a] >= floor) for a, _ in self.matches) > 1


def decide(found: Found, thresholds: Thresholds, channel: str, k: int) -> Decision:
    """Answer, ask which is meant, or say no; at most `k` choices, fewer on voice."""
    told = tuple(one for _, one in found.matches)
    searched = tuple(one.title for one in told)
    best = found.scored.best()
    if not told or best is None:
        return HonestNo(searched=(), near=())
    if found.gap and found.gap[1] >= GAP_FROM and found.scored.gap_wins(best):
        return HonestNo(searched=searched, near=told, gap=found.gap[0])
    vague = found.is_vague(best)
    if found.probability >= thresholds.answer and found.matches[0][0] == best and not vague:
        return Answer(match=_notice(found, best) or told[0], asked=found.text)
    if found.probability < thresholds.offer:
        return HonestNo(searched=searched, near=told)
    most = min(k, VOICE_CHOICES) if channel == VOICE else k
    margin = ONE_WORD_MARGIN if vague else thresholds.choice_margin
    floor = float(found.scored.base[best]) - margin
    close = [one for a, one in found.matches if found.scored.base[a] >= floor]
    choices = tuple(sorted(close, key=lambda one: not one.notice)[:most])
    if not choices:
        return HonestNo(searched=searched, near=told)
    return DidYouMean(matches=choices, asked=found.text)


def _notice(found: Found, best: int) -> Match | None:
    """A known problem that the question is about as well: it is told before the article that explains."""
    nearest = found.scored.nearest
    floor = max(NOTICE_FROM, float(nearest[best]) - NOTICE_MARGIN)
    return next((one for a, one in found.matches if one.notice and nearest[a] >= floor), None)
