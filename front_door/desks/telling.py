"""What another desk has to be told of a conversation: read from the ledger's events alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from conversation.events import Event
from conversation.owner import Owner
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Redacted

WITH_TEAM = frozenset({Owner.QUEUE, Owner.AGENT, Owner.PARKED})


class What(Enum):
    """What an event means to another desk."""

    OPENED = auto()
    LINE = auto()
    MOVED = auto()
    CLOSED = auto()
    BLANKED = auto()


@dataclass(frozen=True, slots=True)
class Telling:
    """An event to be told."""

    what: What
    event: Event


def untold(events: Sequence[Event], told: int) -> Iterator[Telling]:
    """What is to be told after the ledger seq `told`, in order.

    A conversation is told of from the moment it comes to the team until it leaves; when it comes again it is
    opened again. Words that were told and are blanked later are told of in any state.
    """
    with_team = opened = False
    for event in events:
        what = _what(event, with_team=with_team, opened=opened)
        if isinstance(event.payload, OwnerChanged):
            with_team = event.payload.after in WITH_TEAM
            opened = opened or with_team
        if what is not None and event.seq > told:
            yield Telling(what, event)


def _what(event: Event, *, with_team: bool, opened: bool) -> What | None:
    payload = event.payload
    if isinstance(payload, OwnerChanged):
        if not with_team:
            return What.OPENED if payload.after in WITH_TEAM else None
        return What.CLOSED if payload.after is Owner.CLOSED else What.MOVED
    if isinstance(payload, Redacted):
        return What.BLANKED if opened else None
    return What.LINE if with_team else None
