"""The owner machine: who holds a conversation, and which moves are legal."""

from __future__ import annotations

from enum import StrEnum


class Owner(StrEnum):
    """Who holds the conversation and may answer the customer."""

    ASSISTANT = "assistant"
    QUEUE = "queue"
    AGENT = "agent"
    PARKED = "parked"
    CLOSED = "closed"


class IllegalMove(ValueError):
    """A move the owner machine refuses; the conversation stays with its owner."""

    def __init__(self, before: Owner, after: Owner) -> None:
        super().__init__(f"a conversation cannot move from {before} to {after}")
        self.before = before
        self.after = after


LEGAL_MOVES: frozenset[tuple[Owner, Owner]] = frozenset(
    {
        (Owner.ASSISTANT, Owner.QUEUE),
        (Owner.QUEUE, Owner.AGENT),
        (Owner.QUEUE, Owner.ASSISTANT),
        (Owner.QUEUE, Owner.PARKED),
        (Owner.AGENT, Owner.AGENT),
        (Owner.AGENT, Owner.ASSISTANT),
        (Owner.AGENT, Owner.QUEUE),
        (Owner.AGENT, Owner.PARKED),
        (Owner.PARKED, Owner.ASSISTANT),
        (Owner.PARKED, Owner.QUEUE),
        (Owner.PARKED, Owner.AGENT),
        *((owner, Owner.CLOSED) for owner in Owner if owner is not Owner.CLOSED),
    }
)
"""`agent -> agent` is the transfer to a named colleague, who holds it at once."""


def check_move(before: Owner, after: Owner) -> None:
    """Let a legal move pass.

    Raises:
        IllegalMove: the machine has no such arrow; nothing may be written.
    """
    if (before, after) not in LEGAL_MOVES:
        raise IllegalMove(before, after)
