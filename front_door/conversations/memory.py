"""What the assistant is told when it has lost a conversation, or was away while a person held it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from conversation.events import Event, Role
from conversation.facts import FactStatus
from conversation.packet_groups import MATTERLESS, proof_of
from conversation.payloads.findings import Fact, Step, Understood, Verified
from conversation.payloads.owners import HandedBack
from conversation.payloads.turns import Reply, Turn
from front_door.assistants.assistant import Memory
from front_door.conversations.state import ConversationState
from front_door.ledger.search_keys import NUMBER_DIGITS, NUMBER_FACTS

Kind = TypeVar("Kind")

PROOF_SLOT = "verification"
STEPS_SLOT = "guide_results"
MATTER_SLOT = "matter"
MATTER_WORDS_SLOT = "matter_words"
TOLD = frozenset({"phone_number", "customer_name", "area", "dispute_reason", "pay_by", "arrangement_reason"})
"""Facts that fill the slot of their own name; others are read anew from the carrier."""
RESTORED_FORMS = frozenset({"identity_form"})
"""Forms whose whole state is in the ledger; the others begin again, knowing what was done."""
SLOTS_ASKED = {
    "verification": "pin",
    "customer_name": "full_name",
    "birth_date": "date_of_birth",
    "customer_id": "date_of_birth",
}
"""Where a question's fact and the form's slot have different names."""
SCOPES = ("account",)
PASSING = MATTERLESS | {"ask_faq"}
"""Intents that never put off what the customer came for."""


def memory_of(state: ConversationState, events: Sequence[Event]) -> Memory:
    """Everything up to the turns that are still owed an answer."""
    owed = set(state.pending)
    known = [
        event for event in events if not (isinstance(event.payload, Turn) and event.payload.turn_id in owed)
    ]
    understood = _last_understood(known)
    loop = understood.active_loop if understood else None
    kept = loop if loop in RESTORED_FORMS else None
    return Memory(
        conversation_id=state.conversation_id,
        slots=slots_of(known),
        active_loop=kept,
        requested_slot=_asked(known) if kept else None,
        said=[line for event in known if (line := _said(event)) is not None],
    )


def slots_of(events: Sequence[Event]) -> dict[str, object]:
    """What the customer or an agent told, steps with their results, and the proof, as the slots they fill."""
    slots: dict[str, object] = {}
    for event in events:
        match event.payload:
            case Fact(name=name, value=value, status=status) if name in TOLD:
                slots[name] = None if status is FactStatus.RETRACTED else _slot_value(name, value)
            case HandedBack():
                slots.update(learnt_slots([event]))
            case _:
                pass
    steps = {f"{s.guide}/{s.step}": s.result.value for s in _payloads(events, Step)}
    if steps:
        slots[STEPS_SLOT] = steps
    if (proof := proof_of(events)) is not None:
        slots[PROOF_SLOT] = proof_slot(proof)
    slots.update(matter_slots(events))
    return slots


def matter_slots(events: Sequence[Event]) -> dict[str, object]:
    """What the customer came for last and in which words: gone on with once a form has ended."""
    matters = [item for item in _payloads(events, Understood) if item.intent not in PASSING]
    if not matters:
        return {}
    turn_id = matters[-1].turn_id
    words = next((turn.text for turn in _payloads(events, Turn) if turn.turn_id == turn_id), "")
    return {MATTER_SLOT: matters[-1].intent, MATTER_WORDS_SLOT: words}


def learnt_slots(events: Sequence[Event]) -> dict[str, object]:
    """What agents learnt, as slots; the proof is never among them."""
    return {
        item.name: _slot_value(item.name, item.value)
        for back in _payloads(events, HandedBack)
        for item in back.learnt
        if item.name != PROOF_SLOT
    }


def _slot_value(name: str, value: str) -> str:
    return re.sub(r"\D", "", value)[-NUMBER_DIGITS:] if name in NUMBER_FACTS else value


def _payloads(events: Sequence[Event], kind: type[Kind]) -> list[Kind]:
    return [event.payload for event in events if isinstance(event.payload, kind)]


def proof_slot(proof: Verified) -> dict[str, object]:
    """The proof as actions keep it."""
    return {
        "customer_id": proof.customer_id,
        "line_id": proof.line_id,
        "level": proof.level,
        "method": proof.method,
        "scopes": list(SCOPES),
        "expires_at": proof.expires_at.isoformat() if proof.expires_at else None,
    }


def missed_by(events: Sequence[Event], owed: Mapping[str, object]) -> list[Mapping[str, object]]:
    """What was said and learnt while the assistant was away, as events it appends."""
    missed: list[Mapping[str, object]] = []
    for event in events:
        payload = event.payload
        if isinstance(payload, Turn) and payload.turn_id not in owed:
            missed.append({"event": "user", "text": payload.text, "turn_id": payload.turn_id})
        elif isinstance(payload, Reply):
            missed.append({"event": "bot", "text": payload.text})
    learnt = learnt_slots(events)
    missed.extend({"event": "slot", "name": name, "value": value} for name, value in learnt.items())
    missed.append({"event": "resume"})
    return missed


def _said(event: Event) -> tuple[str, str, str] | None:
    payload = event.payload
    if isinstance(payload, Turn):
        return (payload.turn_id, "customer", payload.text)
    if isinstance(payload, Reply):
        return (payload.turn_id or "", event.author.role.value, payload.text)
    return None


def _last_understood(events: Sequence[Event]) -> Understood | None:
    return next((e.payload for e in reversed(events) if isinstance(e.payload, Understood)), None)


def _asked(events: Sequence[Event]) -> str | None:
    """What the assistant asked for last."""
    for event in reversed(events):
        if isinstance(event.payload, Reply) and event.author.role is Role.ASSISTANT:
            asks = event.payload.asks
            return SLOTS_ASKED.get(asks, asks) if asks else None
    return None
