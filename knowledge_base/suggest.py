"""Articles for an agent in a live conversation: few, only those that fit, and those for agents too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge_base.article import Article, Audience
from knowledge_base.guides import Guide
from knowledge_base.library import Library
from knowledge_base.minilm import Explanation, MiniLmRetriever
from knowledge_base.placeholders import PlaceholderSource, fill
from knowledge_base.plain_text import clean
from knowledge_base.retriever import Match, Person
from knowledge_base.rule_words import normalised

MOST = 3
BEST_FROM = 0.25
"""Probability from which the best article is worth a glance: less than the assistant needs to offer one."""
NEXT_FROM = 0.1
"""Probability of the second and third. Both were chosen on the articles' own held-out tests."""
SOUGHT_FROM = 0.05
"""Probability of each when the agent looks something up: who searches reads three titles gladly."""
FEWEST_WORDS = 2
"""A turn of one word ("yes") says nothing to search for; an agent's own single word does."""
NOT_A_MATTER = frozenset({"asked_for_person", "abuse"})
"""Rule words after which no article helps: the person is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One article, ready to be read or put into a reply."""

    match: Match
    article: Article
    whole: str
    """Everything the article says as plain text: a line per block, steps numbered, links with addresses."""
    about: int
    """Which of the turns it answers: its place among them."""

    @property
    def agents_only(self) -> bool:
        """Whether customers are not meant to read it."""
        return self.article.audience is Audience.AGENTS


def suggest(  # noqa: PLR0913 - all but the turns by name
    retriever: MiniLmRetriever,
    turns: Sequence[str],
    *,
    market: str | None,
    channel: str,
    at: datetime,
    exclude: frozenset[str] = frozenset(),
    sought: bool = False,
) -> tuple[Suggestion, ...]:
    """The articles for the newest of the customer's turns (oldest first) that any article fits.

    `exclude` are slugs that the customer rejected. `at` is UTC-aware and settles validity. `sought`: the
    turns are an agent's own words, who looks something up.
    """
    library = retriever.library
    for about in reversed(range(len(turns))):
        if len(turns) > 1 and len(normalised(turns[about]).split()) < FEWEST_WORDS:
            continue
        why = retriever.explain(
            turns[about],
            market=market,
            channel=channel,
            at=at,
            exclude=exclude,
            earlier=turns[about - 1] if about else None,
            audience=Audience.EVERYONE,
        )
        found = [match for match in _fitting(why, sought=sought) if match.slug in library.articles]
        if found:
            return tuple(
                Suggestion(
                    match=match,
                    article=library.articles[match.slug],
                    whole=whole(match.slug, library, retriever.placeholders),
                    about=about,
                )
                for match in found
            )
    return ()


def _fitting(why: Explanation, *, sought: bool) -> tuple[Match, ...]:
    if sought:
        return tuple(match for match in why.matches[:MOST] if match.probability >= SOUGHT_FROM)
    if isinstance(why.decision, Person) and why.decision.reason in NOT_A_MATTER:
        return ()
    best = [match for match in why.matches[:1] if match.probability >= BEST_FROM]
    more = [match for match in why.matches[1:MOST] if match.probability >= NEXT_FROM]
    return (*best, *more) if best else ()


def whole(slug: str, library: Library, placeholders: PlaceholderSource) -> str:
    """Everything an article says as plain text, with its links; a guide's steps in their order."""
    article = library.articles[slug]
    blocks: list[str] = []
    for passage in article.passages:
        told = [text for text in (clean(fill(block, placeholders)) for block in passage.blocks) if text]
        blocks += [f"{passage.heading}:", *told] if told and passage.heading else told
    guide = library.guides.get(slug)
    blocks += _steps(guide) if guide else []
    blocks += [
        f"{link.title}: {link.url.removeprefix('tel:')}"
        for link in article.links
        if not link.url.startswith("article:")
    ]
    return "\n".join(blocks)


def _steps(guide: Guide) -> list[str]:
    """What a customer is asked to look at or to do; steps that ask nobody are the assistant's own."""
    lines: list[str] = []
    for step in guide.steps:
        if step.text:
            told = " ".join(clean(part) for part in dict.fromkeys((step.text, step.fix or "")) if part)
            lines.append(f"{len(lines) + 1}. {told}")
    return lines
