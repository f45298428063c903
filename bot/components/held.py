"""What is done to a conversation without running the assistant: restore, append, redact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.errors import UnknownTurn
from bot.components.locks import ConversationLocks
from bot.components.processor import TurnProcessor
from bot.components.redaction import blank_turn, redacted_answers
from bot.components.tracker_store import WriteThroughTrackerStore
from bot.components.wire import AppendRequest, RedactRequest, RestoreRequest, Said

CUSTOMER = "customer"
LEARNT = "learnt"
"""The slot, where the domain has it, for facts without a slot of their own: what an agent found out."""


class HeldConversations:
    """Changes trackers as the front door's ledger says, in turn with the customer's turns."""

    def __init__(
        self, processor: TurnProcessor, store: WriteThroughTrackerStore, locks: ConversationLocks
    ) -> None:
        self._processor = processor
        self._store = store
        self._locks = locks

    async def restore(self, request: RestoreRequest) -> dict[str, Any]:
        """Build the tracker anew from the ledger; slots and forms that this model lacks are named back."""
        domain = self._processor.domain
        known = {slot.name for slot in domain.slots}
        unknown = sorted(set(request.slots) - known)
        learnt = {name: request.slots[name] for name in unknown}
        loop = request.active_loop if request.active_loop in domain.form_names else None
        if request.active_loop and loop is None:
            unknown.append(request.active_loop)
        events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        for line in request.said:
            events.extend(_said(line))
        events.extend(SlotSet(name, value) for name, value in request.slots.items() if name in known)
        if learnt and LEARNT in known:
            events.append(SlotSet(LEARNT, learnt))
        if loop is not None:
            events.extend([ActionExecuted(loop), ActiveLoop(loop)])
            events.append(SlotSet(REQUESTED_SLOT, request.requested_slot))
            events.append(ActionExecuted(ACTION_LISTEN_NAME))
        if request.paused:
            events.append(ConversationPaused())
        async with self._locks.held(request.conversation_id):
            tracker = self._store.replace(request.conversation_id, events)
        return {"active_loop": tracker.active_loop_name, "paused": tracker.is_paused(), "unknown": unknown}

    async def append(self, request: AppendRequest) -> dict[str, Any]:
        """Add what happened while a person held the conversation; nothing is run."""
        async with self._locks.held(request.conversation_id):
            tracker = await self._processor.get_tracker(request.conversation_id)
            try:
                if not tracker.events:
                    tracker.update_with_events(
                        [
                            ActionExecuted(ACTION_SESSION_START_NAME),
                            SessionStarted(),
                            ActionExecuted(ACTION_LISTEN_NAME),
                        ],
                        self._processor.domain,
                    )
                unknown = []
                for fields in request.events:
                    if fields["event"] == "slot" and fields["name"] not in tracker.slots:
                        unknown.append(fields["name"])
                        _learn(tracker, fields, self._processor.domain)
                        continue
                    events = _held_events(dict(fields), tracker.active_loop_name)
                    tracker.update_with_events(events, self._processor.domain)
                await self._store.save(tracker)
            except BaseException:
                self._store.evict(request.conversation_id)
                raise
            return {
                "active_loop": tracker.active_loop_name,
                "paused": tracker.is_paused(),
                "unknown": unknown,
            }

    async def redact(self, request: RedactRequest) -> dict[str, Any]:
        """Blank part of a stored turn wherever the tracker repeats it.

        Raises:
            UnknownTurn: no stored event belongs to the turn.
        """
        async with self._locks.held(request.conversation_id):
            bodies, fragment = blank_turn(
                self._store.bodies(request.conversation_id), request.turn_id, request.start, request.end
            )
            if bodies is None:
                raise UnknownTurn(f"turn {request.turn_id} is not stored")
            answers = redacted_answers(self._store.answers(request.conversation_id), fragment)
            self._store.rewrite(request.conversation_id, bodies, answers)
        return {"blanked": len(fragment)}


def _learn(tracker: DialogueStateTracker, fields: Mapping[str, Any], domain: Domain) -> None:
    """Keep a fact that has no slot of its own."""
    if LEARNT in tracker.slots:
        learnt = {**(tracker.get_slot(LEARNT) or {}), fields["name"]: fields.get("value")}
        tracker.update(SlotSet(LEARNT, learnt), domain)


def _said(line: Said) -> list[Event]:
    if line.author == CUSTOMER:
        return _customer_said(line.text, line.turn_id)
    return [BotUttered(line.text, metadata={"author": line.author})]


def _customer_said(text: str, turn_id: str) -> list[Event]:
    """A customer's words that the assistant did not answer; it listens on."""
    metadata = {"held": True} | ({"turn_id": turn_id} if turn_id else {})
    return [UserUttered(text, intent={"name": None}, metadata=metadata), ActionExecuted(ACTION_LISTEN_NAME)]


def _held_events(fields: dict[str, Any], form: str | None) -> list[Event]:
    kind = fields["event"]
    if kind == "pause":
        return [ConversationPaused()]
    if kind == "resume":
        # The wish that led to the handoff was no answer to the form, which Rasa remembers as a rejection and
        # would not ask the form again; to begin the form once more clears that and keeps its slots.
        return [ConversationResumed(), *([ActiveLoop(form)] if form is not None else [])]
    if kind == "slot":
        return [SlotSet(fields["name"], fields.get("value"))]
    if kind == "user":
        return _customer_said(fields["text"], str(fields.get("turn_id") or ""))
    return [BotUttered(fields["text"], metadata={"author": "agent"})]
