"""The packet's groups about people: who it is, how proved, what they were told, how long they wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversation.callbacks import Callback, Standing, after
from conversation.channel import Channel, Door
from conversation.context_packet import (
    CallbackGroup,
    ConsentGroup,
    CustomerGroup,
    VerificationGroup,
    WaitingGroup,
)
from conversation.events import Event, Role
from conversation.facts import FactInForce
from conversation.owner import Owner
from conversation.packet_groups import last_of, opened_of, proof_of
from conversation.payloads.callbacks import CallbackEvent, CallConsent
from conversation.payloads.calls import RecordingConsent
from conversation.payloads.customer import NumberLeft, Preferred
from conversation.payloads.findings import Fact, Verified
from conversation.payloads.owners import HandoffDelivered, OwnerChanged
from conversation.payloads.turns import Reply


def customer_group(events: Sequence[Event], facts: Sequence[FactInForce]) -> CustomerGroup:
    values = {fact.name: fact.value for fact in facts}
    proof = proof_of(events)
    left = last_of(events, NumberLeft)
    return CustomerGroup(
        customer_id=proof.customer_id if proof else values.get("customer_id"),
        name=values.get("customer_name"),
        phone_number=values.get("phone_number"),
        line=values.get("line_number") or values.get("line_id") or (proof.line_id if proof else None),
        number_left=left.number if left else None,
        prefers=_door_kept(events),
    )


def _door_kept(events: Sequence[Event]) -> Door | None:
    """The newest choice that lasts, made here or earlier."""
    for event in reversed(events):
        if isinstance(event.payload, Preferred) and (event.payload.lasting or event.payload.remembered):
            return event.payload.door
    return None


def verification_group(events: Sequence[Event], now: datetime) -> VerificationGroup:
    at: datetime | None = None
    proof: Verified | None = None
    tried: list[str] = []
    for event in events:
        if isinstance(event.payload, Verified):
            at, proof = (event.at, event.payload) if event.payload.level else (None, None)
        elif isinstance(event.payload, Fact) and event.payload.name == "identity_failed":
            tried.append(event.payload.value)
    if proof is None or (proof.expires_at is not None and proof.expires_at <= now):
        method = proof.method if proof else None
        expires_at = proof.expires_at if proof else None
        return VerificationGroup(level=0, method=method, at=at, expires_at=expires_at, tried=tried)
    return VerificationGroup(
        level=proof.level, method=proof.method, at=at, expires_at=proof.expires_at, tried=tried
    )


def consent_group(events: Sequence[Event]) -> ConsentGroup:
    """That it is automated stands in the assistant's first reply; on the phone in the first words of all.

    Of what was said about recording the newest counts.
    """
    call = opened_of(events)[1].channel is Channel.VOICE
    telling = {Role.ASSISTANT, Role.SYSTEM} if call else {Role.ASSISTANT}
    told = (e.at for e in events if isinstance(e.payload, Reply) and e.author.role in telling)
    group = ConsentGroup(told_automated_at=next(told, None))
    for event in events:
        if isinstance(consent := event.payload, RecordingConsent):
            group = group.model_copy(
                update={
                    "recording": "given" if consent.given else "refused",
                    "recording_asked_at": event.at,
                    "recording_wording": consent.wording,
                }
            )
    return group


def waiting_group(events: Sequence[Event], told_minutes: int | None) -> WaitingGroup:
    since: datetime | None = None
    for event in events:
        if isinstance(event.payload, OwnerChanged):
            since = event.at if event.payload.after is Owner.QUEUE else None
        elif isinstance(event.payload, HandoffDelivered) and told_minutes is None:
            told_minutes = event.payload.wait_minutes
    return WaitingGroup(since=since, told_minutes=told_minutes)


def callback_group(events: Sequence[Event]) -> CallbackGroup | None:
    left, consent = last_of(events, NumberLeft), last_of(events, CallConsent)
    callback: Callback | None = None
    for event in events:
        if isinstance(event.payload, CallbackEvent):
            callback = after(callback, event.payload)
    if callback is None or callback.standing is Standing.CANCELLED:
        return CallbackGroup(number=left.number, at=None) if left else None
    return CallbackGroup(
        number=callback.number,
        at=callback.due_at,
        time_zone=callback.time_zone,
        standing=callback.standing,
        tries=callback.tries,
        consent=consent.wording if consent and consent.given else None,
    )
