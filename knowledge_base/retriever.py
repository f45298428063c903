"""The port through which questions are answered, and the four decisions that can come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from knowledge_base.article import Link, QuickReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A passage of one article, ready to be told on the channel asked for."""

    slug: str
    title: str
    topic: str
    passage: str
    """Plain text. On voice the same words as `spoken`."""
    spoken: str
    """One or two sentences without URL or brackets."""
    links: tuple[Link, ...]
    """`https:` and `tel:` only; empty on voice."""
    probability: float
    """Calibrated probability that this is the right article, 0 to 1."""
    quick_replies: tuple[QuickReply, ...] = ()
    related: tuple[str, ...] = ()
    """Slugs to go on with: the follow-up first."""
    intent: str | None = None
    guide: bool = False
    """A guide with this slug can be walked."""
    notice: bool = False
    heading: str = ""
    """Heading of the passage; empty for the lead."""
    nearest: str = ""
    """The indexed sentence that came closest, for editors."""
    score: float = 0.0
    """Fused evidence before calibration, for editors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One article answers."""

    match: Match
    asked: str = ""
    """What was searched, where that is more than the question: with the one it leans on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DidYouMean:
    """Likely one of these, best first; at most three, two on voice."""

    matches: tuple[Match, ...]
    asked: str = ""
    """As in Answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestNo:
    """Nothing known is close enough."""

    searched: tuple[str, ...]
    """Titles that were looked at, closest first: what to say was searched."""
    near: tuple[Match, ...]
    """The same as matches, for the agent."""
    gap: str | None = None
    """Name of the known gap, where the question is one that is refused on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The words themselves call for a person."""

    reason: str
    """A handoff reason: `asked_for_person`, `emergency`, `policy`, `abuse`."""


Decision = Answer | DidYouMean | HonestNo | Person


class Retriever(Protocol):
    """Answers questions from what is known."""

    @property
    def markets(self) -> frozenset[str]:
        """Markets that some article is for alone; empty: nobody needs to know the customer's."""

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
        """Decide what answers.

        `market` None serves only articles that hold everywhere. `at` is UTC-aware and settles validity.
        `exclude` are slugs never to be shown (rejected in this conversation). `k`: the most choices.
        `earlier` is the customer's last question, for one that leans on it ("and abroad?"). `heard` is what
        recognition may have heard instead, likeliest first; it counts where the question has no answer.
        """
