"""Tickets for customers' calls: good once, for half a minute, for one conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from front_door.channels.tickets import GOOD_FOR, Tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTicket:
    """What a ticket stands for."""

    conversation_id: str
    peer: str | None = None
    """Of the page that asked: its guesses at a PIN count together with those of its call."""


class CallTickets:
    """One for a front door."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._tickets: Tickets[CallTicket] = Tickets(clock=clock)

    def issue(self, conversation_id: str, *, peer: str | None = None, good_for: timedelta = GOOD_FOR) -> str:
        """A ticket for this conversation; `good_for` longer where it has to ring first."""
        return self._tickets.issue(CallTicket(conversation_id=conversation_id, peer=peer), good_for=good_for)

    def redeem(self, ticket: str) -> CallTicket | None:
        """What it stands for, the first time and in time; else None."""
        return self._tickets.redeem(ticket)
