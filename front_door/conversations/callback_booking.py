"""A customer's wish for a callback as events, with the words that tell what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from conversation.callbacks import Callback, after
from conversation.care import CallbackWish, Link
from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads.callbacks import By, CallbackBooked, CallbackCancelled, CallbackMoved, CallConsent
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Reply, Turn
from conversation.times import told_moment, told_number
from conversation.words import Words
from desk.callbacks.slots import NotBookable
from front_door.conversations.callback_slots import CallbackSlots, Offer, number_of, zone_of
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.intake import phone_number
from front_door.conversations.recorder import CUSTOMER, SYSTEM, by
from front_door.conversations.sentences import Sentences
from front_door.conversations.state import ConversationState
from front_door.conversations.turns import TurnRefused

BOOKED = "callback_booked"
"""Why a conversation is parked until the team calls at a booked time."""
CANCELLED = "callback_cancelled"

Links = Callable[[ConversationState, Callback], Sequence[Link]]
"""Where the customer moves or cancels it, and gets it for a calendar."""


class CallbackBooking:
    """Builds what is appended; appends nothing itself."""

    def __init__(
        self,
        *,
        slots: CallbackSlots,
        sentences: Sentences,
        handing_off: HandingOff,
        links: Links,
        clock: Callable[[], datetime],
    ) -> None:
        self.slots = slots
        self._sentences = sentences
        self._handing_off = handing_off
        self._links = links
        self._clock = clock

    async def events(
        self, state: ConversationState, wish: CallbackWish, how: By, turn: Turn | None = None
    ) -> list[NewEvent]:
        """What follows from the wish; `turn` is answered by it.

        Raises:
            TurnRefused: with words for the customer, who is offered what is free.
        """
        match wish.do:
            case "book":
                return await self._book(state, wish, how, turn)
            case "cancel":
                return self.cancel(state, how, turn)
            case "refuse":
                return self.refuse(state, how, turn)

    def cancel(self, state: ConversationState, how: By, turn: Turn | None = None) -> list[NewEvent]:
        """Nobody calls; who waits for nothing else is with the assistant again."""
        events = self.cancelled(state, how)
        if not events:
            raise TurnRefused("not_offered")
        return [*events, *by(SYSTEM, self._sentences.reply(state, "callback_cancelled", turn=turn))]

    def cancelled(self, state: ConversationState, how: By) -> list[NewEvent]:
        """The cancellation without words; nothing where no call is booked."""
        if state.callback is None or not state.callback.is_open:
            return []
        events = by(CUSTOMER, CallbackCancelled(callback_id=state.callback.callback_id, by=how))
        if state.owner is Owner.PARKED:
            events += by(SYSTEM, OwnerChanged(before=Owner.PARKED, after=Owner.ASSISTANT, why=CANCELLED))
        return events

    def refuse(self, state: ConversationState, how: By, turn: Turn | None = None) -> list[NewEvent]:
        """Not to be called any more, from this moment."""
        number = number_of(state)
        if number is None:
            raise TurnRefused("number_needed", self._say(state, "callback_number_needed"))
        words = self._sentences.reply(state, "callback_refused", turn=turn, number=told_number(number))
        taken_back = CallConsent(number=number, given=False, wording=f"{state.language}:{how}")
        return [*by(CUSTOMER, taken_back), *self.cancelled(state, how), *by(SYSTEM, words)]

    async def _book(
        self, state: ConversationState, wish: CallbackWish, how: By, turn: Turn | None
    ) -> list[NewEvent]:
        if state.owner in {Owner.AGENT, Owner.CLOSED} or wish.at is None:
            raise TurnRefused("not_offered")
        offer = await self.slots.offer(state)
        number = self._number(state, wish.number, offer)
        refused = offer.refusal(wish.at)
        if refused is not None:
            raise self.no_slot(state, offer, wish.at, refused)
        return self._booked(state, offer, wish.at, number, how, turn)

    def _booked(
        self,
        state: ConversationState,
        offer: Offer,
        at: datetime,
        number: str,
        how: By,
        turn: Turn | None,
    ) -> list[NewEvent]:
        known = state.callback
        consent = Words.load(state.spoken_to_in).labels["call_consent"]["version"]
        agreed = by(CUSTOMER, CallConsent(number=number, given=True, wording=consent))
        if known is not None and known.is_open and known.number == number:
            moved = CallbackMoved(callback_id=known.callback_id, at=at, places=offer.book.places, by=how)
            back = (
                [OwnerChanged(before=Owner.QUEUE, after=Owner.PARKED, why=BOOKED)]
                if state.owner is Owner.QUEUE
                else []
            )
            return [*agreed, *by(CUSTOMER, moved), *by(SYSTEM, *back, self._told(state, offer, moved, turn))]
        booked = CallbackBooked(
            callback_id=secrets.token_urlsafe(9),
            at=at,
            number=number,
            time_zone=offer.book.zone.key,
            team_id=offer.book.team.team_id,
            team=offer.book.team.name,
            places=offer.book.places,
            waiting_since=state.queued_at if state.owner is Owner.QUEUE else None,
            by=how,
        )
        return [
            *agreed,
            *self._to_parked(state, turn),
            *by(CUSTOMER, booked),
            *by(SYSTEM, self._told(state, offer, booked, turn)),
        ]

    def _to_parked(self, state: ConversationState, turn: Turn | None) -> list[NewEvent]:
        parked = by(SYSTEM, OwnerChanged(before=Owner.QUEUE, after=Owner.PARKED, why=BOOKED))
        if state.owner is Owner.ASSISTANT:
            reason = HandoffReason.ASKED_FOR_PERSON
            closing = turn.turn_id if turn else None
            return [*self._handing_off.moves(state, reason, trigger="callback", closing=closing), *parked]
        return parked if state.owner is Owner.QUEUE else []

    def _told(
        self,
        state: ConversationState,
        offer: Offer,
        event: CallbackBooked | CallbackMoved,
        turn: Turn | None,
    ) -> Reply:
        callback = after(state.callback, event)
        if callback is None:
            message = "a callback that is told was booked"
            raise RuntimeError(message)
        key = "callback_moved"
        if isinstance(event, CallbackBooked):
            key = "callback_booked_in_line" if event.waiting_since else "callback_booked"
        reply = self._sentences.reply(
            state,
            key,
            turn=turn,
            team=callback.team,
            number=told_number(callback.number),
            when=self.when(state, event.at, offer),
        )
        return reply.model_copy(update={"links": list(self._links(state, callback))})

    def kept_open(self, state: ConversationState, callback: Callback) -> Reply:
        """A conversation is not closed while a call is still to come."""
        label = Words.load(state.spoken_to_in).labels["callback"]["what"]
        what = label.format(when=self.when(state, callback.due_at))
        return self._sentences.reply(state, "kept_open", what=what)

    def when(self, state: ConversationState, at: datetime, offer: Offer | None = None) -> str:
        """A moment in words, on the customer's clock."""
        zone = offer.book.zone if offer else zone_of(state, self.slots.team_of_callback(state).site.zone)
        return told_moment(at, zone, now=self._clock(), words=Words.load(state.spoken_to_in))

    def no_slot(self, state: ConversationState, offer: Offer, at: datetime, why: NotBookable) -> TurnRefused:
        """What is free instead, as a refusal."""
        near = [self.when(state, free, offer) for free in offer.near(at) if free != at]
        code = "slot_taken" if why is NotBookable.FULL else "not_bookable"
        if not near:
            return TurnRefused(code, self._say(state, "callback_no_slots"))
        join = Words.load(state.spoken_to_in).labels["time"]["join"]
        free = join.format(first=near[0], second=near[1]) if len(near) > 1 else near[0]
        key = "callback_slot_gone" if why is NotBookable.FULL else "callback_not_bookable"
        return TurnRefused(code, self._say(state, key, free=free))

    def _number(self, state: ConversationState, given: str | None, offer: Offer) -> str:
        if given:
            number = phone_number(given)
            if number is None:
                raise TurnRefused("bad_number", self._say(state, "number_bad"))
            return number
        if offer.number is None:
            raise TurnRefused("number_needed", self._say(state, "callback_number_needed"))
        return offer.number

    def _say(self, state: ConversationState, key: str, **values: object) -> str:
        return Words.load(state.spoken_to_in).say(key, used=state.said, **values)
