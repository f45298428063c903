"""How long a customer will wait for an agent, predicted from who is there and who is ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

HANDLING_TIME = timedelta(minutes=7)
"""Used until the ledger knows better: 420 s, a usual average for care contacts."""

CHATS_PER_AGENT = 3
"""Conversations an agent holds at once before being counted as busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """How many agents are signed in and not away, by whether they have room for one more."""

    available: int
    busy: int

    @property
    def signed_in(self) -> int:
        """All who may take a conversation now or soon."""
        return self.available + self.busy


def predicted_wait(
    queue_ahead: int,
    agents_available: int,
    agents_busy: int,
    handling_time: timedelta = HANDLING_TIME,
) -> timedelta | None:
    """The wait of somebody with `queue_ahead` customers before them; None when nobody is on duty.

    An available agent takes one customer at once. Everybody behind waits for agents to come free,
    which happens once per `handling_time / agents` while all are at work.
    """
    agents = agents_available + agents_busy
    if agents <= 0:
        return None
    behind = max(0, queue_ahead - agents_available + 1)
    return handling_time * behind / agents
