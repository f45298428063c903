"""The assistant as the front door sees it: a turn down, replies up.

AssistantError
├── AssistantUnavailable   it did not take the turn, or failed while running it: ask again
├── AssistantSilent        it ran and said nothing, or broke: asking again may help once
└── AssistantRefused       the request is wrong: asking again never helps
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from conversation.care import Care
from conversation.shape import Shape

MAX_TEXT = 1_000
"""Characters of one turn that go down; the ledger keeps all."""


class AssistantError(Exception):
    """Root; `code` is the assistant's or the transport's, for logs and the ledger."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class AssistantUnavailable(AssistantError):
    """Not reached, too slow, or one of its parts is: whether the turn ran is not known."""


class AssistantSilent(AssistantError):
    """The turn ended without an answer."""


class AssistantRefused(AssistantError):
    """The request is wrong: sending it again never helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDown:
    """One turn as the assistant gets it."""

    conversation_id: str
    turn_id: str
    text: str
    metadata: Mapping[str, object]


class Reply(Shape):
    """One reply of the assistant."""

    text: str
    care: Care = Care()


class RankedIntent(Shape):
    """An intent with its probability."""

    name: str
    confidence: float


class Answer(Shape):
    """What came back for a turn."""

    turn_id: str
    replies: list[Reply]
    intent_ranking: list[RankedIntent] = []  # noqa: RUF012 - pydantic copies defaults
    active_loop: str | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the ledger knows, to rebuild a lost tracker from."""

    conversation_id: str
    slots: Mapping[str, object]
    active_loop: str | None = None
    requested_slot: str | None = None
    said: Sequence[tuple[str, str, str]] = field(default=())
    """(turn id, author, text), oldest first."""


class Assistant(Protocol):
    """One assistant, or several behind one face."""

    def generation(self, conversation_id: str) -> int:
        """Grows whenever the process that serves this conversation may have lost its memory."""

    async def answer(self, turn: TurnDown) -> Answer:
        """Run a turn; a known turn id gives its stored answer.

        Raises:
            AssistantError: by what to do next.
        """

    async def recall(self, conversation_id: str, turn_id: str) -> Answer | None:
        """The stored answer of a turn, None when it is not known.

        Raises:
            AssistantUnavailable: try again.
        """

    async def restore(self, memory: Memory) -> None:
        """Rebuild the tracker from what the ledger knows, in place of whatever is there.

        Raises:
            AssistantError: by what to do next.
        """

    async def append(self, conversation_id: str, events: Sequence[Mapping[str, object]]) -> None:
        """Tell what happened while somebody else held the conversation; nothing is executed.

        Raises:
            AssistantError: by what to do next.
        """

    async def redact(self, conversation_id: str, turn_id: str, start: int, end: int) -> None:
        """Blank characters of a stored turn.

        Raises:
            AssistantError: by what to do next.
        """

    async def is_ready(self) -> bool:
        """Whether it answers its health address."""

    def version(self) -> str | None:
        """The model that understands and decides, as its health address named it last."""

    async def close(self) -> None:
        """Let go of connections."""
