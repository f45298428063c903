"""What a customer does besides talking: choose a door, leave a number, rate, end."""

from __future__ import annotations

from conversation.channel import Channel, Door
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads.customer import ChannelChanged, Rated
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Heard, Seen
from conversation.redaction import redact
from conversation.words import Words
from front_door.conversations.answering import Answering
from front_door.conversations.callback_booking import CallbackBooking
from front_door.conversations.customer_turns import number_left
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.hub import CustomerSeen, CustomerTyping
from front_door.conversations.intake import phone_number, printable
from front_door.conversations.recorder import CUSTOMER, SYSTEM, LiveConversation, Recorder, by
from front_door.conversations.sentences import Sentences
from front_door.conversations.state import NUMBER_LEFT
from front_door.conversations.turns import TurnRefused


class CustomerWishes:
    """Each wish is one transaction."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        handing_off: HandingOff,
        booking: CallbackBooking,
        sentences: Sentences,
        answering: Answering,
    ) -> None:
        self._recorder = recorder
        self._handing_off = handing_off
        self._booking = booking
        self._sentences = sentences
        self._answering = answering

    async def prefer(self, conversation_id: str, door: Door, *, lasting: bool = False) -> None:
        """The customer's choice of door; choosing where one is already changes nothing."""
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if lasting:
                await self._last(live, door)
                return
            chosen = self._handing_off.chosen_team if door == "team" else self._handing_off.chosen_assistant
            events = chosen(state)
            if not events or state.owner in {Owner.AGENT, Owner.CLOSED}:
                return
            await self._recorder.append(live, events, expect_owner=state.owner)
            if live.state.assistant_answers and live.state.away_since is not None:
                self._answering.bring_back(live)

    async def _last(self, live: LiveConversation, door: Door) -> None:
        """The default from now on, in whatever state; the same once more is no news."""
        state = live.state
        if state.standing != door or state.preference != door:
            events = self._handing_off.chosen_to_last(state, door)
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def leave_number(self, conversation_id: str, number: str) -> None:
        """See `Conversations.leave_number`."""
        callable_number = phone_number(number)
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if callable_number is None:
                text = Words.load(state.spoken_to_in).say("number_bad", used=state.said)
                raise TurnRefused("bad_number", text)
            if state.owner is Owner.CLOSED:
                raise TurnRefused("not_offered")
            before = (
                self._handing_off.moves(state, HandoffReason.ASKED_FOR_PERSON, trigger="leave_number")
                if state.owner is Owner.ASSISTANT
                else []
            )
            events = number_left(state, callable_number, self._sentences)
            if before:
                parked = OwnerChanged(before=Owner.QUEUE, after=Owner.PARKED, why=NUMBER_LEFT)
                events = [*events[:1], *before, *by(SYSTEM, parked), *events[1:]]
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def rate(self, conversation_id: str, score: int, comment: str | None) -> None:
        """See `Conversations.rate`."""
        async with self._recorder.holding(conversation_id) as live:
            kept = redact(printable(comment)).text if comment else None
            await self._recorder.append(live, by(CUSTOMER, Rated(score=score, comment=kept)))

    async def end(self, conversation_id: str) -> None:
        """See `Conversations.end`."""
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.owner is Owner.CLOSED:
                return
            if state.callback is not None and state.callback.is_open and state.owner is not Owner.AGENT:
                await self._recorder.append(live, by(SYSTEM, self._booking.kept_open(state, state.callback)))
                return
            closed = OwnerChanged(before=state.owner, after=Owner.CLOSED, why="customer")
            events = [
                *by(CUSTOMER, closed),
                *by(SYSTEM, self._sentences.reply(state, "closed_by_customer")),
            ]
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def come_by(self, conversation_id: str, channel: Channel) -> None:
        """See `Conversations.come_by`."""
        async with self._recorder.holding(conversation_id) as live:
            state = live.state
            if state.channel is channel or state.owner is Owner.CLOSED:
                return
            events = by(CUSTOMER, ChannelChanged(channel=channel))
            if channel is Channel.VOICE and state.people_only and state.owner is Owner.ASSISTANT:
                events += self._handing_off.people_first(state, None)
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def heard(self, conversation_id: str, reply: int, words: str) -> None:
        """See `Conversations.heard`."""
        async with self._recorder.holding(conversation_id) as live:
            if 0 < reply <= live.state.last_public_seq:
                kept = redact(printable(words)).text
                await self._recorder.append(live, by(CUSTOMER, Heard(reply=reply, words=kept)))

    async def seen(self, conversation_id: str, seq: int) -> None:
        """See `Conversations.customer_seen`."""
        async with self._recorder.holding(conversation_id) as live:
            if live.state.seen_up_to < seq <= live.state.last_public_seq:
                await self._recorder.append(live, by(CUSTOMER, Seen(up_to=seq)))
                self._recorder.hub.publish(CustomerSeen(conversation_id=conversation_id, seq=seq))

    def typing(self, conversation_id: str) -> None:
        """See `Conversations.customer_typing`."""
        self._recorder.hub.publish(CustomerTyping(conversation_id=conversation_id))
