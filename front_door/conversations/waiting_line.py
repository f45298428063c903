"""The queue in the order people joined it, and what each of them is told about their place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from conversation.owner import Owner
from conversation.payloads.owners import OwnerChanged
from front_door.conversations.hub import Appended, Hub, WaitingChanged
from front_door.ledger.port import Ledger

REFRESH_S = 20.0
"""Between two tellings while nothing happens; predictions change with the agents' work."""

SETTLE_S = 0.1
"""Moves within this time are told once."""

MinutesFor = Callable[[str, int], int | None]
"""Predicted minutes for a conversation with so many customers ahead."""


class WaitingLine:
    """Follows every conversation into and out of the queue; told places are always counted anew."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._line: dict[str, None] = {}
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._line)

    def place(self, conversation_id: str) -> int | None:
        """1 for whoever is next; None for somebody who does not wait."""
        for place, waiting in enumerate(self._line, start=1):
            if waiting == conversation_id:
                return place
        return None

    def ahead_of(self, conversation_id: str) -> int:
        """How many are before this conversation (before its end, when it does not wait yet)."""
        place = self.place(conversation_id)
        return len(self._line) if place is None else place - 1

    def nudge(self) -> None:
        """Tell everybody again: who is on duty has changed."""
        self._changed.set()

    async def load(self, ledger: Ledger) -> None:
        """Take up the queue that the ledger knows."""
        for row in await ledger.open_conversations(frozenset({Owner.QUEUE})):
            self._line[row.conversation_id] = None

    def follow(self, conversation_id: str, move: OwnerChanged) -> None:
        """Let one change of owner move the line."""
        if move.after is Owner.QUEUE:
            if move.before is Owner.AGENT:
                # Whoever was with an agent waited before everybody who waits now.
                self._line = {conversation_id: None, **self._line}
            self._line.setdefault(conversation_id, None)
            self._changed.set()
        elif self._line.pop(conversation_id, 0) is None:
            self._changed.set()

    async def run(self, minutes_for: MinutesFor) -> None:
        """Follow the hub and tell people their place, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell_all(minutes_for))
            while True:
                subscription = self._hub.subscribe(capacity=100_000)
                async for item in subscription:
                    if isinstance(item, Appended) and isinstance(item.event.payload, OwnerChanged):
                        self.follow(item.conversation_id, item.event.payload)

    async def _tell_all(self, minutes_for: MinutesFor) -> None:
        while True:
            try:
                async with asyncio.timeout(REFRESH_S):
                    await self._changed.wait()
            except TimeoutError:
                pass
            await asyncio.sleep(SETTLE_S)
            self._changed.clear()
            for place, conversation_id in enumerate(tuple(self._line), start=1):
                if self._hub.is_followed(conversation_id):
                    self._hub.publish(
                        WaitingChanged(
                            conversation_id=conversation_id,
                            place=place,
                            minutes=minutes_for(conversation_id, place - 1),
                        )
                    )
