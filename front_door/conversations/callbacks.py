"""What customers do with callbacks: look at the slots, book, move, cancel, refuse to be called."""

from __future__ import annotations

from datetime import datetime

from conversation.care import CallbackWish
from conversation.payloads.callbacks import By
from desk.callbacks.slots import NotBookable
from front_door.conversations.answering import Answering
from front_door.conversations.callback_booking import CallbackBooking
from front_door.conversations.callback_refusals import CallRefusals
from front_door.conversations.callback_slots import Offer, number_of
from front_door.conversations.recorder import LiveConversation, Recorder
from front_door.ledger.port import SlotTaken


class Callbacks:
    """Each wish is one transaction."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        booking: CallbackBooking,
        refusals: CallRefusals,
        answering: Answering,
    ) -> None:
        self._recorder = recorder
        self._booking = booking
        self._refusals = refusals
        self._answering = answering

    async def offer(self, conversation_id: str) -> Offer:
        """What this customer may book now.

        Raises:
            UnknownConversation: there is none.
        """
        return await self._booking.slots.offer((await self._recorder.live(conversation_id)).state)

    async def book(
        self, conversation_id: str, at: datetime, number: str | None, how: By = "customer"
    ) -> None:
        """Book, or move what is booked.

        Raises:
            TurnRefused: `bad_number`, `number_needed`, `not_bookable`, `slot_taken` or `not_offered`.
        """
        async with self._recorder.holding(conversation_id) as live:
            wish = CallbackWish(do="book", at=at, number=number)
            events = await self._booking.events(live.state, wish, how)
            try:
                await self._recorder.append(live, events, expect_owner=live.state.owner)
            except SlotTaken:
                offer = await self._booking.slots.offer(live.state)
                raise self._booking.no_slot(live.state, offer, at, NotBookable.FULL) from None
            self._assistant_follows(live)

    async def cancel(self, conversation_id: str, how: By = "customer") -> None:
        """Nobody calls.

        Raises:
            TurnRefused: `not_offered`: no call is booked.
        """
        async with self._recorder.holding(conversation_id) as live:
            events = self._booking.cancel(live.state, how)
            await self._recorder.append(live, events, expect_owner=live.state.owner)
            self._assistant_follows(live)

    async def refuse_calls(self, conversation_id: str, how: By = "customer") -> None:
        """From this moment nobody calls this customer's number, whichever conversation booked it.

        Raises:
            TurnRefused: `number_needed`: no number is known that could be left alone.
        """
        async with self._recorder.holding(conversation_id) as live:
            number = number_of(live.state)
            events = self._booking.refuse(live.state, how)
            await self._recorder.append(live, events, expect_owner=live.state.owner)
            self._assistant_follows(live)
        if number is not None:
            await self._refusals.obey(number)

    def _assistant_follows(self, live: LiveConversation) -> None:
        """Whoever waits for a call may go on with the assistant, which catches up."""
        if live.state.assistant_answers and live.state.away_since is not None:
            self._answering.bring_back(live)
