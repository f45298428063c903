"""Rasa's tracker store of ours: live trackers in memory, finished turns on disk before they are answered."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.event_rows import EventRows


@dataclass(slots=True, kw_only=True)
class Live:
    """A tracker in memory and how many of its events are on disk."""

    tracker: DialogueStateTracker
    stored: int


class WriteThroughTrackerStore(TrackerStore):
    """Keeps the last used trackers live, appends only what is new.

    A live tracker changes while its turn runs. Whoever runs the turn either saves it or calls `evict`;
    nothing else forgets a half-done turn.
    """

    def __init__(self, domain: Domain | None, path: Path, *, live: int = 1000) -> None:
        super().__init__(domain, None)
        self._rows = EventRows(path)
        self._live: OrderedDict[str, Live] = OrderedDict()
        self._most = live

    def close(self) -> None:
        """Close the database."""
        self._rows.close()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker, live or read again; None when nothing was ever saved."""
        live = self._live.get(sender_id)
        if live is not None:
            self._live.move_to_end(sender_id)
            return live.tracker
        bodies = self._rows.read(sender_id)
        if not bodies:
            return None
        tracker = self.init_tracker(sender_id)
        events = deserialise_events([json.loads(body) for body in bodies])
        tracker.recreate_from_dialogue(Dialogue(sender_id, events))
        self._keep(Live(tracker=tracker, stored=len(bodies)))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new; without news nothing is written."""
        self._write(tracker)

    def save_turn(self, tracker: DialogueStateTracker, turn_id: str, answer: dict[str, object]) -> None:
        """Append what is new and the turn's answer in one transaction."""
        self._write(tracker, turn_id, answer)

    def answer(self, conversation_id: str, turn_id: str) -> dict[str, object] | None:
        """What a finished turn was answered."""
        text = self._rows.answer(conversation_id, turn_id)
        return None if text is None else dict(json.loads(text))

    def evict(self, conversation_id: str) -> None:
        """Forget the live tracker; what is on disk stands."""
        self._live.pop(conversation_id, None)

    def replace(self, conversation_id: str, events: Sequence[Event]) -> DialogueStateTracker:
        """Put these events in the place of everything stored; finished turns keep their answers."""
        tracker = self.init_tracker(conversation_id)
        for event in events:
            tracker.update(event, self.domain)
        bodies = [_body(event) for event in tracker.events]
        with self._rows.transaction():
            self._rows.replace(conversation_id, bodies)
        self._keep(Live(tracker=tracker, stored=len(bodies)))
        return tracker

    def bodies(self, conversation_id: str) -> list[dict[str, object]]:
        """The stored events as JSON values."""
        return [json.loads(body) for body in self._rows.read(conversation_id)]

    def answers(self, conversation_id: str) -> dict[str, dict[str, object]]:
        """Every stored answer by turn."""
        return {turn: json.loads(text) for turn, text in self._rows.answers(conversation_id).items()}

    def rewrite(
        self,
        conversation_id: str,
        bodies: Iterable[dict[str, object]],
        answers: dict[str, dict[str, object]],
    ) -> None:
        """Replace stored events and answers by redacted ones, leaving no trace of the old on disk."""
        with self._rows.transaction():
            self._rows.replace(conversation_id, [_text(body) for body in bodies])
            for turn_id, answer in answers.items():
                self._rows.keep_answer(conversation_id, turn_id, _text(answer))
        self._rows.flush()
        self.evict(conversation_id)

    async def keys(self) -> Iterable[str]:
        """Every stored conversation."""
        return self._rows.conversations()

    def _write(
        self,
        tracker: DialogueStateTracker,
        turn_id: str | None = None,
        answer: dict[str, object] | None = None,
    ) -> None:
        live = self._live.get(tracker.sender_id)
        stored = live.stored if live is not None and live.tracker is tracker else None
        if stored is None:
            stored = len(self._rows.read(tracker.sender_id))
        bodies = [_body(event) for event in islice(tracker.events, stored, None)]
        if bodies or turn_id is not None:
            with self._rows.transaction():
                self._rows.append(tracker.sender_id, stored, bodies)
                if turn_id is not None:
                    self._rows.keep_answer(tracker.sender_id, turn_id, _text(answer or {}))
        self._keep(Live(tracker=tracker, stored=stored + len(bodies)))

    def _keep(self, live: Live) -> None:
        self._live[live.tracker.sender_id] = live
        self._live.move_to_end(live.tracker.sender_id)
        while len(self._live) > self._most:
            self._live.popitem(last=False)


def _body(event: Event) -> str:
    return _text(event.as_dict())


def _text(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
