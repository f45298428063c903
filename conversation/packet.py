"""The context packet as a projection of the ledger: whole, then cut to what fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from conversation import packet_groups as groups
from conversation import packet_people as people
from conversation.context_packet import (
    MAX_BYTES,
    ContactHistory,
    ContextPacket,
    CustomerGroup,
    Envelope,
    NextQuestion,
    RoutingGroup,
)
from conversation.events import Event
from conversation.facts import FactInForce
from conversation.packet_facts import facts_of
from conversation.packet_summary import summarise
from conversation.payloads.owners import Noted, OwnerChanged
from conversation.required import required_facts
from conversation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the packet carries besides the conversation's own events."""

    history: ContactHistory = field(default_factory=ContactHistory)
    routing: RoutingGroup | None = None
    told_minutes: int | None = None
    """The wait the customer was told last."""
    producers: Mapping[str, str] = field(default_factory=dict)
    """Versions of what made the packet."""


ALONE = Around()


def project(events: Sequence[Event], *, now: datetime, words: Words, around: Around = ALONE) -> ContextPacket:
    """The packet after `events` (all of one conversation, in ledger order), at most 16 KiB.

    Raises:
        ValueError: the events do not begin with `opened`.
    """
    facts, superseded = facts_of(events, words, now)
    intent = groups.intent_group(events, words)
    customer = people.customer_group(events, facts)
    required = required_facts(intent.name if intent else None)
    missing = _missing(required, facts, customer)
    packet = ContextPacket(
        envelope=Envelope(revision=events[-1].seq, made_at=now, producers=dict(around.producers)),
        conversation=groups.conversation_group(events),
        customer=customer,
        verification=people.verification_group(events, now),
        consent=people.consent_group(events),
        handoff=groups.handoff_group(events),
        intent=intent,
        issue=groups.issue_group(events, intent),
        facts=facts,
        superseded=superseded,
        steps=groups.steps_of(events),
        shown=groups.shown_of(events),
        account=groups.account_of(facts),
        network=next((fact.value for fact in facts if fact.name == "area_status"), None),
        transcript=groups.transcript_of(events),
        mood=groups.mood_group(events),
        summary=[],
        do_not_ask=[fact.label for fact in facts],
        open_questions=[words.label(name) for name in missing],
        next_question=_next_question(missing, words),
        promises=groups.promises_of(events),
        history=around.history,
        routing=around.routing,
        waiting=people.waiting_group(events, around.told_minutes),
        callback=people.callback_group(events),
        notes=_notes(events),
        redactions=groups.redactions_of(events),
        fill_rate=round(1 - len(missing) / len(required), 3) if required else 1.0,
    )
    return fit(packet.model_copy(update={"summary": summarise(packet, words)}))


def fit(packet: ContextPacket) -> ContextPacket:
    """Cut to 16 KiB: transcript (oldest first), mood per turn, shown articles, superseded facts.

    Facts in force, steps and promises are never cut, even if the packet then stays too large.
    """
    cut: list[str] = []
    packet, done = _cut_transcript(packet, cut)
    for group in ("mood_per_turn", "shown", "superseded"):
        if done:
            break
        cut.append(group)
        packet = _named(_without(packet, group), cut)
        done = size_of(packet) <= MAX_BYTES
    return packet


def size_of(packet: ContextPacket) -> int:
    """Bytes of the packet as JSON in UTF-8."""
    return len(packet.model_dump_json(exclude_none=True).encode())


def _cut_transcript(packet: ContextPacket, cut: list[str]) -> tuple[ContextPacket, bool]:
    """Drop the oldest lines until it fits; the newest ones are what an agent reads first."""
    over = size_of(packet) - MAX_BYTES
    if over <= 0:
        return packet, True
    cut.append("transcript")
    lines = list(packet.transcript)
    while lines and over > -64:
        over -= len(lines.pop(0).model_dump_json(exclude_none=True).encode()) + 1
    packet = _named(packet.model_copy(update={"transcript": lines}), cut)
    return packet, size_of(packet) <= MAX_BYTES


def _without(packet: ContextPacket, group: str) -> ContextPacket:
    if group == "mood_per_turn":
        return packet.model_copy(update={"mood": packet.mood.model_copy(update={"per_turn": []})})
    return packet.model_copy(update={group: []})


def _named(packet: ContextPacket, cut: Sequence[str]) -> ContextPacket:
    envelope = packet.envelope.model_copy(update={"cut": list(cut)})
    return packet.model_copy(update={"envelope": envelope})


def _missing(required: Sequence[str], facts: Sequence[FactInForce], customer: CustomerGroup) -> list[str]:
    """Required facts nobody knows yet; who was proved is known whether or not it was told as a fact."""
    known = {fact.name for fact in facts}
    if customer.customer_id is not None:
        known |= {"customer_id", "phone_number"}
    return [name for name in required if name not in known]


def _next_question(missing: Sequence[str], words: Words) -> NextQuestion | None:
    for name in missing:
        questions = words.questions(name)
        if questions:
            return NextQuestion(fact=name, text=questions[0])
    return None


def _notes(events: Sequence[Event]) -> list[str]:
    notes: list[str] = []
    for event in events:
        if isinstance(event.payload, Noted):
            notes.append(event.payload.text)
        elif isinstance(event.payload, OwnerChanged) and event.payload.note:
            notes.append(event.payload.note)
    return notes
