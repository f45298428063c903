"""How far another desk has been told, and what it has told us: kept over restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far one conversation is."""

    conversation_id: str
    seq: int = 0
    """Ledger seq up to which the desk was told."""
    attempts: int = 0
    """Tries of the next message that failed."""
    next_at: datetime | None = None
    """Not before; None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierState:
    """For /status."""

    waiting: int
    """Conversations whose next message was not taken yet."""
    given_up: int
    """Messages the desk would not take."""
    problem: str | None
    """The newest, without anything of the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a message of the desk was answered with."""

    status: int
    body: str


class DeskProgress(Protocol):
    """Outgoing by conversation, incoming by message id. Every method raises LedgerUnavailable."""

    async def told(self, conversation_id: str) -> Told:
        """How far this conversation is; at 0 when nothing was told."""

    async def behind(self) -> list[Told]:
        """Conversations that the desk knows and that have grown since."""

    async def advance(self, conversation_id: str, seq: int) -> None:
        """Everything up to `seq` was told."""

    async def later(self, conversation_id: str, at: datetime, problem: str) -> None:
        """The next message failed; try again at `at`."""

    async def give_up(self, conversation_id: str, seq: int, problem: str) -> None:
        """The desk will never take the message of `seq`; go on after it."""

    async def answer_to(self, message_id: str) -> Answer | None:
        """What this message of the desk was answered with, if it came before."""

    async def answered(self, message_id: str, answer: Answer, at: datetime) -> None:
        """Remember it for a week."""

    async def state(self) -> CourierState:
        """Counts and problems."""
