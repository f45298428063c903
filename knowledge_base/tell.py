"""Turns an article into what is told: the passage that answers, filled in, cut, fit for the channel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge_base.article import Article, Passage
from knowledge_base.lexical import Floats
from knowledge_base.placeholders import PLACEHOLDER, PlaceholderSource, fill
from knowledge_base.plain_text import clean, joined, sentences, speakable
from knowledge_base.retriever import Match

VOICE = "voice"
LONGEST_TEXT = 700
"""Characters of a written answer; more is cut at the end of a block or sentence."""
SPOKEN_SENTENCES = 2
LEAD_ADVANTAGE = 0.08
"""A section must be this much closer to the question than the lead, which holds the short answer."""
QUESTION_ADVANTAGE = 0.1
"""A question this much closer to the article's own questions than to a section wants the short answer."""
SECTION_MARGIN = 0.06
"""Sections this close to the closest one are told with it."""
MOST_SECTIONS = 2
_LISTED = re.compile(r"(?:•|\d+\.) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article, and what of it was told before and needs no numbers filled in."""

    article: Article
    _told: dict[tuple[int, ...], tuple[str, str]] = field(default_factory=dict, repr=False)

    def words(self, chosen: tuple[int, ...], placeholders: PlaceholderSource) -> tuple[str, str]:
        """Those passages as written, and the first of them as spoken; empty where they have holes."""
        known = self._told.get(chosen)
        if known is not None:
            return known
        passages = [self.article.passages[n] for n in chosen]
        told = _written(passages, placeholders), _spoken(self.article, passages[0], placeholders)
        spoken = (self.article.spoken or "",) if chosen[0] == 0 else ()
        if not any("{{" in block for one in passages for block in (*one.blocks, *spoken)):
            self._told[chosen] = told
        return told


def passage_texts(article: Article) -> list[str]:
    """What stands for each passage when it is compared with a question."""
    return [
        PLACEHOLDER.sub(" ", f"{article.title}. {passage.heading}. {' '.join(passage.blocks)}"[:600])
        for passage in article.passages
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evident:
    """How an article came to be told."""

    probability: float
    score: float
    nearest: str
    cosine: float
    """Of the question to `nearest`."""


def match(
    told: Told, close: Floats, evident: Evident, *, channel: str, placeholders: PlaceholderSource
) -> Match | None:
    """The article as a match on this channel; None when nothing of it can be told without a hole.

    `close` (p,) is the question's cosine to each of its passages.
    """
    article = told.article
    chosen = _chosen(close.tolist(), evident.cosine)
    written, spoken = told.words(chosen, placeholders)
    if not written and article.passages[chosen[0]].heading:
        chosen = (0,)
        written, spoken = told.words(chosen, placeholders)
    if not (written and spoken):
        return None
    on_voice = channel == VOICE
    links = () if on_voice else tuple(link for link in article.links if not link.url.startswith("article:"))
    return Match(
        slug=article.slug,
        title=_filled(article.title, placeholders) or article.title,
        topic=article.topic,
        passage=spoken if on_voice else written,
        spoken=spoken,
        links=links,
        probability=evident.probability,
        quick_replies=article.quick_replies,
        related=related(article),
        intent=article.intent,
        guide=article.guide,
        notice=article.notice,
        heading=article.passages[chosen[0]].heading,
        nearest=evident.nearest,
        score=evident.score,
    )


def related(article: Article) -> tuple[str, ...]:
    """Slugs of the follow-up and of the articles linked to."""
    linked = [link.url.removeprefix("article:") for link in article.links if link.url.startswith("article:")]
    first = [article.follow_up] if article.follow_up else []
    return tuple(dict.fromkeys([*first, *linked]))


def _chosen(close: Sequence[float], asked: float) -> tuple[int, ...]:
    """The lead, unless a section is narrower; then the sections that are as close as any, in their order."""
    if len(close) == 1:
        return (0,)
    best = max(close[1:])
    narrower = best > max(close[0] + LEAD_ADVANTAGE, asked - QUESTION_ADVANTAGE)
    floor = best - SECTION_MARGIN if narrower else max(best - SECTION_MARGIN, close[0])
    near = [n for n in range(1, len(close)) if close[n] >= floor]
    kept = sorted(sorted(near, key=lambda n: -close[n])[:MOST_SECTIONS])
    return (*(() if narrower else (0,)), *kept)


def _written(passages: Sequence[Passage], placeholders: PlaceholderSource) -> str:
    blocks: list[str] = []
    for passage in passages:
        filled = [text for text in (_filled(block, placeholders) for block in passage.blocks) if text]
        if filled and passage.heading and len(passages) > 1:
            filled = _headed(passage.heading, filled)
        blocks += filled
    return _cut(blocks)


def _headed(heading: str, blocks: list[str]) -> list[str]:
    if _LISTED.match(blocks[0]):
        return [f"{heading}:", *blocks]
    return [f"{heading}: {blocks[0]}", *blocks[1:]]


def _filled(block: str, placeholders: PlaceholderSource) -> str:
    return _cleaned(fill(block, placeholders))


_cleaned = lru_cache(maxsize=8_192)(clean)


def _cut(blocks: list[str]) -> str:
    kept: list[str] = []
    left = LONGEST_TEXT
    for block in filter(None, blocks):
        if len(block) > left:
            if not kept:
                kept.append(_cut_block(block))
            break
        kept.append(block)
        left -= len(block) + 1
    return joined(kept)


def _cut_block(block: str) -> str:
    said = ""
    for sentence in sentences(block):
        if said and len(said) + len(sentence) + 1 > LONGEST_TEXT:
            break
        said = f"{said} {sentence}".strip()
    if len(said) <= LONGEST_TEXT:
        return said
    return said[: LONGEST_TEXT - 1].rsplit(" ", 1)[0] + "…"


def _spoken(article: Article, passage: Passage, placeholders: PlaceholderSource) -> str:
    own = _filled(article.spoken, placeholders) if article.spoken and passage is article.passages[0] else ""
    return _said(own or _written([passage], placeholders))


@lru_cache(maxsize=4_096)
def _said(text: str) -> str:
    return " ".join(sentences(speakable(text))[:SPOKEN_SENTENCES])
