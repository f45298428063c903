"""One file of the knowledge base to an Article (and a Guide, where it is one), with every problem found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from knowledge_base.article import Article, Audience, Link, NotFor, Passage, QuickReply
from knowledge_base.fields import Fields
from knowledge_base.front_matter import FrontMatter, FrontMatterError, split
from knowledge_base.guide_fields import read_goal
from knowledge_base.guide_parse import is_step, parse_guide
from knowledge_base.guides import Guide
from knowledge_base.plain_text import Block, read, safe_url
from knowledge_base.problems import Problem, Severity

_Item = TypeVar("_Item")

TOPICS = (
    "billing",
    "payments",
    "plans",
    "usage",
    "roaming",
    "network",
    "devices",
    "sim",
    "account",
    "general",
)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TO_FILL = "TODO"
"""Begins what a draft leaves to its editor; nobody is told an answer with such a block."""
_UNFILLED = re.compile(rf"(?:(?:•|\d+\.) )?{TO_FILL}\b")
KNOWN = (
    "title",
    "questions",
    "tests",
    "not_for",
    "audience",
    "markets",
    "valid_from",
    "valid_until",
    "review_by",
    "owner",
    "links",
    "intent",
    "spoken",
    "quick_replies",
    "follow_up",
    "notice",
    "guide",
    "goal",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What came of one file. `article` is None when the file is broken."""

    article: Article | None
    guide: Guide | None
    problems: tuple[Problem, ...]


NOT_IN_A_MEASUREMENT = frozenset({"slug", "topic", "no_answer", "not_date", "audience", "notice"})
"""What keeps an article from customers, and says nothing of how well it is found."""


def parse(text: str, *, file: str, topic: str, slug: str, to_measure: bool = False) -> Parsed:
    """Parse one file. Never raises: what is wrong is in `problems`, with file and line.

    `to_measure`: what NOT_IN_A_MEASUREMENT names does not count; the title stands in for a missing answer.
    """
    try:
        matter = split(text)
    except FrontMatterError as error:
        return Parsed(
            article=None,
            guide=None,
            problems=(
                Problem(
                    file=file,
                    line=error.line,
                    code="front_matter",
                    message=error.message,
                    severity=Severity.BROKEN,
                ),
            ),
        )
    problems: list[Problem] = []
    fields = Fields(matter.values, file=file, lines=matter.lines, problems=problems)
    fields.refuse_unknown(KNOWN)
    _check_names(fields, topic, slug)
    article = _article(fields, matter, file=file, topic=topic, slug=slug)
    guide = (
        parse_guide(
            matter, slug=slug, title=article.title, file=file, problems=problems, goal=read_goal(fields)
        )
        if article.guide
        else None
    )
    excused = NOT_IN_A_MEASUREMENT if to_measure else frozenset()
    broken = any(one.severity is Severity.BROKEN and one.code not in excused for one in problems)
    if to_measure and not article.passages:
        article = replace(article, passages=(Passage(heading="", blocks=(article.title,), line=1),))
    return Parsed(
        article=None if broken else article,
        guide=None if broken else guide,
        problems=tuple(problems),
    )


def _check_names(fields: Fields, topic: str, slug: str) -> None:
    if not SLUG.fullmatch(slug):
        fields.note(
            "", "slug", "the file's name must be small letters, digits and single dashes", Severity.BROKEN
        )
    if not SLUG.fullmatch(topic.replace("_", "-")):
        fields.note(
            "", "topic", "the folder's name must be small letters, digits and dashes", Severity.BROKEN
        )


def _article(fields: Fields, matter: FrontMatter, *, file: str, topic: str, slug: str) -> Article:
    is_guide = fields.flag("guide")
    body = _Body(fields, matter, file=file, steps_follow=is_guide)
    questions = _questions(fields)
    article = Article(
        slug=slug,
        topic=topic,
        file=file,
        title=fields.text("title", required=True),
        questions=tuple(questions),
        question_intents={text: intent for text, intent in questions.items() if intent},
        tests=_distinct(fields.texts("tests")),
        audience=_audience(fields),
        markets=fields.texts("markets"),
        valid_from=fields.day("valid_from"),
        valid_until=fields.day("valid_until"),
        review_by=fields.day("review_by"),
        owner=fields.text("owner"),
        intent=fields.optional("intent"),
        follow_up=fields.optional("follow_up"),
        notice=fields.flag("notice"),
        guide=is_guide,
        passages=body.passages,
        lines={**body.lines, **matter.lines},
    )
    _check_days(fields, article)
    return replace(
        article,
        not_for=_not_for(fields),
        quick_replies=_quick_replies(fields),
        links=_distinct((*_links(fields), *body.links)),
        spoken=fields.optional("spoken") or body.spoken,
    )


class _Body:
    """The markdown below the front matter: passages by heading, the spoken variant, links."""

    def __init__(self, fields: Fields, matter: FrontMatter, *, file: str, steps_follow: bool) -> None:
        reading = read(matter.body)
        self.links = tuple(link for link, _ in reading.links)
        self.spoken: str | None = None
        self.lines: dict[str, int] = {}
        self.passages: tuple[Passage, ...] = ()
        for what, line in reading.refused:
            fields.problems.append(
                Problem(
                    file=file, line=matter.body_line + line, code="refused", message=f"{what} was left out"
                )
            )
        _refuse_unfilled(reading.blocks, fields, file=file, first_line=matter.body_line)
        self._cut(reading.blocks, matter.body_line, steps_follow=steps_follow)
        if not self.passages:
            fields.problems.append(
                Problem(
                    file=file,
                    line=matter.body_line,
                    code="no_answer",
                    message="there is no answer below the fields",
                    severity=Severity.BROKEN,
                )
            )

    def _cut(self, blocks: Sequence[Block], first_line: int, *, steps_follow: bool) -> None:
        heading, line = "", first_line
        words: list[str] = []
        found: list[Passage] = []

        def close() -> None:
            if heading.lower() == "spoken":
                self.spoken = " ".join(words) or None
                self.lines["spoken"] = line
            elif words and not (steps_follow and is_step(heading)):
                found.append(Passage(heading=heading, blocks=tuple(words), line=line))

        for block in blocks:
            if block.kind == "heading":
                close()
                heading, line, words = block.text, first_line + block.line, []
            elif block.kind != "code":
                if not (words or heading):
                    line = first_line + block.line
                words.append(block.text)
        close()
        self.passages = tuple(found)


def _refuse_unfilled(blocks: Sequence[Block], fields: Fields, *, file: str, first_line: int) -> None:
    fields.problems.extend(
        Problem(
            file=file,
            line=first_line + block.line,
            code="to_fill",
            message=f"this still says {TO_FILL}: write what belongs here, or take it out",
            severity=Severity.BROKEN,
        )
        for block in blocks
        if _UNFILLED.match(block.text)
    )


def _audience(fields: Fields) -> Audience:
    told = fields.text("audience") or Audience.CUSTOMERS
    try:
        return Audience(told)
    except ValueError:
        fields.note(
            "audience", "audience", "`audience` must be customers, agents or everyone", Severity.BROKEN
        )
        return Audience.AGENTS


def _questions(fields: Fields) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for _, inner in fields.mappings("questions", plain="text"):
        inner.refuse_unknown(("text", "intent"))
        text = inner.text("text")
        if text:
            found.setdefault(text, inner.optional("intent"))
        else:
            inner.note("", "not_text", "each of `questions` must be a line of text")
    return found


def _not_for(fields: Fields) -> tuple[NotFor, ...]:
    found: list[NotFor] = []
    for _, inner in fields.mappings("not_for", plain="text"):
        inner.refuse_unknown(("text", "instead"))
        text = inner.text("text")
        if text:
            found.append(NotFor(text=text, instead=inner.optional("instead")))
    return tuple(found)


def _quick_replies(fields: Fields) -> tuple[QuickReply, ...]:
    found: list[QuickReply] = []
    for _, inner in fields.mappings("quick_replies", plain="title"):
        inner.refuse_unknown(("title", "text"))
        title = inner.text("title")
        if title:
            found.append(QuickReply(title=title, text=inner.text("text") or title))
    return tuple(found)


def _links(fields: Fields) -> tuple[Link, ...]:
    found: list[Link] = []
    for _, inner in fields.mappings("links"):
        inner.refuse_unknown(("title", "url"))
        url = inner.text("url")
        if safe_url(url):
            found.append(Link(title=inner.text("title") or url, url=url))
        else:
            inner.note("url", "unsafe_link", "a link must be https:, tel: or article:<slug>; it was left out")
    return tuple(found)


def _check_days(fields: Fields, article: Article) -> None:
    if article.valid_from and article.valid_until and article.valid_until < article.valid_from:
        fields.note("valid_until", "dates", "`valid_until` lies before `valid_from`", Severity.BROKEN)
    if article.notice and not article.valid_until:
        fields.note("notice", "notice", "a notice needs `valid_until`", Severity.BROKEN)


def _distinct(items: Sequence[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))
