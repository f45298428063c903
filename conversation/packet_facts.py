"""The facts of the context packet: what is known of the customer, and what it replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from conversation.events import Event
from conversation.facts import FactInForce, FactStatus
from conversation.payloads.findings import Fact
from conversation.payloads.owners import HandedBack
from conversation.words import Words


def facts_of(
    events: Sequence[Event], words: Words, now: datetime
) -> tuple[list[FactInForce], list[FactInForce]]:
    """Facts in force and superseded ones. A later value wins; a retracted or expired one is out."""
    in_force: dict[str, FactInForce] = {}
    superseded: list[FactInForce] = []
    for event in events:
        for fact in _facts_in(event, words):
            earlier = in_force.pop(fact.name, None)
            if earlier is not None and earlier.value != fact.value:
                superseded.append(earlier)
            if fact.status is not FactStatus.RETRACTED:
                in_force[fact.name] = fact
    for name, fact in list(in_force.items()):
        if fact.expires_at is not None and fact.expires_at <= now:
            superseded.append(in_force.pop(name))
    return list(in_force.values()), superseded


def _facts_in(event: Event, words: Words) -> Iterable[FactInForce]:
    payload = event.payload
    if isinstance(payload, Fact):
        yield FactInForce(
            name=payload.name,
            label=words.label(payload.name),
            value=payload.value,
            status=payload.status,
            source=payload.source,
            turn=payload.turn,
            at=event.at,
            confidence=payload.confidence,
            expires_at=payload.expires_at,
        )
    elif isinstance(payload, HandedBack):
        for learnt in payload.learnt:
            yield FactInForce(
                name=learnt.name,
                label=words.label(learnt.name),
                value=learnt.value,
                status=FactStatus.CONFIRMED,
                source="agent",
                turn=None,
                at=event.at,
            )
