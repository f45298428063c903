"""Runs a customer's turn once: a known one is answered from the store, a failed one leaves nothing."""

from __future__ import annotations

import re
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.errors import BadTurn, NoReply, UnknownTurn
from bot.components.locks import ConversationLocks
from bot.components.processor import TurnProcessor
from bot.components.replies import ReplyCollector
from bot.components.responses import new_turn
from bot.components.tracker_store import WriteThroughTrackerStore
from bot.components.wire import TurnRequest

INPUT_CHANNEL = "front_door"
RANKED = 5
"""Intents told to the front door; it needs the first and the runner-up."""

_PAYLOAD_INTENT = re.compile(r"/([A-Za-z0-9_]+)")
_NEVER_BY_PAYLOAD = frozenset({"restart", "back", "session_start"})


class Turns:
    """The turns of all conversations of this process."""

    def __init__(
        self, processor: TurnProcessor, store: WriteThroughTrackerStore, locks: ConversationLocks
    ) -> None:
        self._processor = processor
        self._store = store
        self._locks = locks

    async def run(self, request: TurnRequest) -> dict[str, Any]:
        """The answer to a turn, from the store when it was answered before.

        Raises:
            TurnError: by what to do next; the conversation stands where it stood before.
        """
        async with self._locks.held(request.conversation_id):
            known = self._store.answer(request.conversation_id, request.turn_id)
            if known is not None:
                return known
            self._check_payload(request)
            try:
                return await self._run_new(request)
            except BaseException:
                self._store.evict(request.conversation_id)
                raise

    async def stored(self, conversation_id: str, turn_id: str) -> dict[str, Any]:
        """The answer of a finished turn; waits for one that is running.

        Raises:
            UnknownTurn: it never finished, so it may be sent (again).
        """
        async with self._locks.held(conversation_id):
            known = self._store.answer(conversation_id, turn_id)
        if known is None:
            raise UnknownTurn(f"turn {turn_id} is not stored")
        return known

    async def _run_new(self, request: TurnRequest) -> dict[str, Any]:
        collector = ReplyCollector()
        message = UserMessage(
            request.text,
            collector,
            request.conversation_id,
            input_channel=INPUT_CHANNEL,
            message_id=request.turn_id,
            metadata={**request.metadata, "turn_id": request.turn_id},
        )
        with new_turn():
            tracker = await self._processor.run_turn(message)
        if not (collector.spoke() or tracker.is_paused()):
            raise NoReply("the turn ran to its end and said nothing")
        answer = _answer(request.turn_id, collector, tracker)
        self._store.save_turn(tracker, request.turn_id, answer)
        return answer

    def _check_payload(self, request: TurnRequest) -> None:
        if not request.text.startswith("/"):
            return
        found = _PAYLOAD_INTENT.match(request.text)
        intent = found.group(1) if found else ""
        if intent in _NEVER_BY_PAYLOAD or intent not in self._processor.domain.intents:
            raise BadTurn("the payload names no intent of the assistant")


def _answer(turn_id: str, collector: ReplyCollector, tracker: DialogueStateTracker) -> dict[str, Any]:
    parsed = tracker.latest_message.parse_data if tracker.latest_message else {}
    ranking = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    return {
        "turn_id": turn_id,
        "replies": collector.replies,
        "intent_ranking": [
            {"name": intent["name"], "confidence": round(float(intent.get("confidence") or 0.0), 4)}
            for intent in ranking[:RANKED]
            if intent.get("name")
        ],
        "active_loop": tracker.active_loop_name,
        "paused": tracker.is_paused(),
    }
