"""A call the front door has asked for: how it goes, to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from conversation.gateway_protocol import OVER, CallChanged


class PlacedCall:
    """Follow it with `changes`."""

    def __init__(self, call_ref: str, conversation_id: str | None = None) -> None:
        self.call_ref = call_ref
        self.conversation_id = conversation_id
        """Of the customer who is called; None for anybody else."""
        self.last: CallChanged | None = None
        """What it came to so far."""
        self._told: asyncio.Queue[CallChanged] = asyncio.Queue()

    @property
    def is_over(self) -> bool:
        """Nothing comes any more."""
        return self.last is not None and self.last.state in OVER

    def tell(self, change: CallChanged) -> None:
        """It has come to this; what comes after its end is let by."""
        if not self.is_over:
            self.last = change
            self._told.put_nowait(change)

    async def changes(self) -> AsyncIterator[CallChanged]:
        """`ringing`, `answered`, `bridged` …; the last one is one of `OVER`. For one reader."""
        while True:
            change = await self._told.get()
            yield change
            if change.state in OVER:
                return
