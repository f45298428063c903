"""The types of an article: what an editor wrote, parsed and ready to be searched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Who may read an article."""

    CUSTOMERS = "customers"
    AGENTS = "agents"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place to go on, shown as a link on chat and never spoken."""

    title: str
    url: str
    """`https:`, `tel:`, or `article:<slug>` for another article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReply:
    """What the customer may well say next; sent as if typed."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFor:
    """A question this article must not answer, and the article that does."""

    text: str
    instead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of an article under one heading; the lead has none."""

    heading: str
    blocks: tuple[str, ...]
    """Plain text, a paragraph or a list item each; placeholders not filled yet."""
    line: int

    @property
    def text(self) -> str:
        """The whole passage as plain text, a line per block."""
        return "\n".join(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: plain text (no markup survives parsing), the short answer opens the first passage."""

    slug: str
    topic: str
    file: str
    title: str
    questions: tuple[str, ...]
    question_intents: Mapping[str, str] = field(default_factory=dict)
    """Questions that are examples of an intent of their own, other than the article's."""
    tests: tuple[str, ...] = ()
    """Held-out questions: never indexed, used by `test` and the calibration's report only."""
    not_for: tuple[NotFor, ...] = ()
    audience: Audience = Audience.CUSTOMERS
    markets: tuple[str, ...] = ()
    """Empty: everywhere."""
    valid_from: date | None = None
    valid_until: date | None = None
    """Last day on which the article is true."""
    review_by: date | None = None
    owner: str = ""
    links: tuple[Link, ...] = ()
    intent: str | None = None
    quick_replies: tuple[QuickReply, ...] = ()
    follow_up: str | None = None
    passages: tuple[Passage, ...]
    spoken: str | None = None
    notice: bool = False
    guide: bool = False
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Line of each field, for problems found later."""

    def served(self, *, market: str | None, on: date, audience: Audience = Audience.CUSTOMERS) -> bool:
        """Whether the article may be told to this audience, in this market, on this day."""
        if self.valid_from and on < self.valid_from:
            return False
        if self.valid_until and on > self.valid_until:
            return False
        if self.markets and market not in self.markets:
            return False
        return audience in (self.audience, Audience.EVERYONE) or self.audience is Audience.EVERYONE

    def intent_of(self, question: str) -> str | None:
        """The intent a question is an example of."""
        return self.question_intents.get(question, self.intent)

    def line_of(self, path: str) -> int:
        """The line of a field in the file, 1 when it is not there."""
        return self.lines.get(path, 1)
