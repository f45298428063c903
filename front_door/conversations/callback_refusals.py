"""Who does not want to be called is not called: in no conversation, from the moment they say so."""

from __future__ import annotations

from front_door.conversations.callback_booking import CallbackBooking
from front_door.conversations.recorder import Recorder
from front_door.ledger.callback_store import CallbackStore


class CallRefusals:
    """Takes every booked call to a number out of the book."""

    def __init__(self, recorder: Recorder, booking: CallbackBooking, store: CallbackStore) -> None:
        self._recorder = recorder
        self._booking = booking
        self._store = store

    async def are_refused(self, number: str) -> bool:
        """Whether the customer of this number (E.164) wants no calls."""
        return await self._store.is_refused(number)

    async def obey(self, number: str) -> None:
        """Cancel what is booked to it, each in its own conversation."""
        for conversation_id in await self._store.open_to(number):
            async with self._recorder.holding(conversation_id) as live:
                callback = live.state.callback
                if callback is not None and callback.is_open and callback.number == number:
                    events = self._booking.cancelled(live.state, "system")
                    await self._recorder.append(live, events, expect_owner=live.state.owner)
