"""What every conversation is judged by: carry loss, repeated questions, repeated steps, repeated words."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from conversation.care import StepCard, StepResult
from conversation.context_packet import ContextPacket
from conversation.events import Event, Role
from conversation.facts import FactStatus
from conversation.packet_groups import last_of
from conversation.payloads.customer import NumberLeft
from conversation.payloads.findings import Fact, Promised, Rejected, Shown, Step, Verified
from conversation.payloads.owners import HandedBack, HandedOff, Noted, OwnerChanged
from conversation.payloads.turns import Redacted, Reply, Turn

Known = tuple[str, FactStatus, datetime | None, str, int | None]
"""A fact's value, how it is known, when it runs out, who said it, in which turn."""


def carry_loss(events: list[Event], packet: ContextPacket) -> list[str]:
    """Whatever the ledger holds and the packet does not carry as it is.

    Facts with their source and turn, steps, promises, articles, notes; the proof, the number left, why it was
    handed off; what was said, unless the packet says that it cut the oldest of it; how much was blanked.
    """
    return [
        *_facts_lost(events, packet),
        *_steps_lost(events, packet),
        *_promises_lost(events, packet),
        *_articles_lost(events, packet),
        *_missing(_notes(events), packet.notes, "note"),
        *_people_lost(events, packet),
        *_words_lost(events, packet),
        *_blanks_lost(events, packet),
    ]


def asked_twice(events: list[Event]) -> list[str]:
    """Facts asked for although a fact in force at that moment answered the question."""
    known: dict[str, Known] = {}
    twice: list[str] = []
    for event in events:
        payload = event.payload
        _learn(known, event)
        if isinstance(payload, Reply) and payload.asks in known and _in_force(known[payload.asks], event.at):
            twice.append(f"{payload.asks} (event {event.seq}: {payload.text})")
    return twice


def proposed_again(events: list[Event]) -> list[str]:
    """Steps shown after they had failed: the same step of the same guide, or one of the same title."""
    failed: set[tuple[str, str]] = set()
    titles: set[str] = set()
    again: list[str] = []
    for event in events:
        payload = event.payload
        if isinstance(payload, Step):
            key = (payload.guide, payload.step)
            if payload.result is StepResult.FAILED:
                failed.add(key)
                titles.add(payload.title)
        elif isinstance(payload, Reply) and isinstance(payload.card, StepCard):
            card = payload.card
            if (card.guide, card.step) in failed or card.title in titles:
                again.append(f"{card.guide}/{card.step} ({card.title})")
    return again


def verbatim(events: list[Event]) -> tuple[Counter[str], int]:
    """What was said again word for word in the conversation, each as often as it was, and all replies."""
    said = Counter(
        event.payload.text
        for event in events
        if isinstance(event.payload, Reply) and event.author.role in (Role.ASSISTANT, Role.SYSTEM)
    )
    return Counter({text: count - 1 for text, count in said.items() if count > 1}), said.total()


def _learn(known: dict[str, Known], event: Event) -> None:
    """What one event adds to the facts, or takes away from them."""
    payload = event.payload
    if isinstance(payload, Fact) and payload.status is FactStatus.RETRACTED:
        known.pop(payload.name, None)
    elif isinstance(payload, Fact):
        known[payload.name] = (
            payload.value,
            payload.status,
            payload.expires_at,
            payload.source,
            payload.turn,
        )
    elif isinstance(payload, HandedBack):
        known.update(
            (item.name, (item.value, FactStatus.CONFIRMED, None, "agent", None)) for item in payload.learnt
        )


def _in_force(fact: Known, at: datetime) -> bool:
    expires_at = fact[2]
    return expires_at is None or at < expires_at


def _facts_lost(events: list[Event], packet: ContextPacket) -> list[str]:
    known: dict[str, Known] = {}
    for event in events:
        _learn(known, event)
    carried = {
        fact.name: (fact.value, fact.status, fact.expires_at, fact.source, fact.turn) for fact in packet.facts
    }
    at = packet.envelope.made_at
    return [
        f"fact {name}: {fact} is carried as {carried.get(name, 'nothing')}"
        for name, fact in known.items()
        if _in_force(fact, at) and carried.get(name) != fact
    ]


def _steps_lost(events: list[Event], packet: ContextPacket) -> list[str]:
    steps = {
        (event.payload.guide, event.payload.step): event.payload.result
        for event in events
        if isinstance(event.payload, Step)
    }
    carried = {(step.guide, step.step): step.result for step in packet.steps}
    return [
        f"step {guide}/{step}: {result} is carried as {carried.get((guide, step), 'nothing')}"
        for (guide, step), result in steps.items()
        if carried.get((guide, step)) != result
    ]


def _promises_lost(events: list[Event], packet: ContextPacket) -> list[str]:
    made = (
        f"{event.payload.what} by {event.payload.due_at}"
        for event in events
        if isinstance(event.payload, Promised)
    )
    return _missing(made, (f"{promise.what} by {promise.due_at}" for promise in packet.promises), "promise")


def _articles_lost(events: list[Event], packet: ContextPacket) -> list[str]:
    """A packet over its size may leave articles out, and says so."""
    if "shown" in packet.envelope.cut:
        return []
    shown: dict[str, bool] = {}
    for event in events:
        if isinstance(event.payload, Shown):
            shown.setdefault(event.payload.article, False)
        elif isinstance(event.payload, Rejected):
            shown[event.payload.article] = True
    carried = {article.article: article.rejected for article in packet.shown}
    return [f"article {name}" for name, rejected in shown.items() if carried.get(name) != rejected]


def _missing(wanted: Iterable[str], carried: Iterable[str], kind: str) -> list[str]:
    """Each as often as it is missing."""
    return [f"{kind}: {text}" for text in (Counter(wanted) - Counter(carried)).elements()]


def _notes(events: list[Event]) -> Iterable[str]:
    """What agents wrote for each other, with a transfer and when they gave it back too."""
    for event in events:
        if isinstance(event.payload, Noted):
            yield event.payload.text
        elif isinstance(event.payload, OwnerChanged) and event.payload.note:
            yield event.payload.note


def _people_lost(events: list[Event], packet: ContextPacket) -> Iterable[str]:
    """Who it is and how proved, where to call, why a person is needed."""
    proof = last_of(events, Verified)
    at = packet.envelope.made_at
    if proof is not None:
        holds = proof.level and (proof.expires_at is None or at < proof.expires_at)
        wanted = (proof.level if holds else 0, proof.method if proof.level else None)
        carried = (packet.verification.level, packet.verification.method)
        if carried != wanted:
            yield f"proof: {wanted} is carried as {carried}"
    left = last_of(events, NumberLeft)
    if left is not None and (packet.callback is None or packet.callback.number != left.number):
        yield f"number left: {packet.callback}"
    handed = last_of(events, HandedOff)
    if handed is not None:
        told = packet.handoff
        if told is None or (told.reason, told.note, told.turn) != (handed.reason, handed.note, handed.turn):
            yield f"handoff: {handed.reason} is carried as {told}"


def _words_lost(events: list[Event], packet: ContextPacket) -> Iterable[str]:
    """The transcript; one that was cut holds the newest words without a gap."""
    said = [
        (event.public_seq, event.author.role.value, event.payload.text)
        for event in events
        if isinstance(event.payload, Turn | Reply) and event.public_seq is not None
    ]
    carried = [(line.turn, line.author, line.text) for line in packet.transcript]
    kept = said[len(said) - len(carried) :] if "transcript" in packet.envelope.cut else said
    if carried != kept:
        missing = [line for line in kept if line not in carried]
        yield f"words: {missing[:3] or 'out of order'}"


def _blanks_lost(events: list[Event], packet: ContextPacket) -> Iterable[str]:
    """How much was blanked, by kind."""
    counts: Counter[str] = Counter()
    for event in events:
        if isinstance(event.payload, Turn | Redacted):
            for item in event.payload.redactions:
                counts[item.kind] += item.count
    carried = {item.kind: item.count for item in packet.redactions}
    if carried != dict(counts):
        yield f"blanked: {dict(counts)} is carried as {carried}"
