"""The team's side of a callback, and what follows when its time, or a promise's, has come."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from conversation.callbacks import OPEN, Callback, Standing
from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads.callbacks import (
    CallbackCalling,
    CallbackDue,
    CallbackExpired,
    CallbackMissed,
    CallbackTried,
    PromiseDue,
    TryOutcome,
)
from conversation.payloads.owners import OwnerChanged
from conversation.times import told_number
from desk.agents import AgentIdentity
from desk.callbacks.tries import next_try
from desk.teams.callback_policy import CallbackPolicy
from front_door.conversations.agent_side import author_of
from front_door.conversations.callback_booking import CallbackBooking, Links
from front_door.conversations.callback_refusals import CallRefusals
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.recorder import SYSTEM, Recorder, by
from front_door.conversations.sentences import Sentences
from front_door.conversations.state import CALLBACK_DUE, ConversationState
from front_door.conversations.timers import Bell
from front_door.ledger.callback_store import DueTimer, TimerKind
from front_door.ledger.port import OwnerConflict

NOT_REACHED = "callback_not_reached"
PROMISE_DUE = "promise_due"


class NoCallback(Exception):
    """There is no call to make in this conversation."""


class CallbackWork:
    """Each method is one transaction; the bells may be rung any number of times."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        recorder: Recorder,
        booking: CallbackBooking,
        sentences: Sentences,
        handing_off: HandingOff,
        refusals: CallRefusals,
        policy: CallbackPolicy,
        links: Links,
        clock: Callable[[], datetime],
    ) -> None:
        self._recorder = recorder
        self._booking = booking
        self._sentences = sentences
        self._handing_off = handing_off
        self._refusals = refusals
        self._policy = policy
        self._links = links
        self._clock = clock

    # -- bells -----------------------------------------------------------------------------------------

    async def due(self, timer: DueTimer) -> None:
        """The time has come: the case is offered to the team, wherever it stands."""
        async with self._recorder.holding(timer.conversation_id) as live:
            state, callback = live.state, live.state.callback
            if callback is None or callback.standing is not Standing.BOOKED:
                return
            if callback.due_at > self._clock():
                return
            if await self._refusals.are_refused(callback.number):
                events = self._booking.cancelled(state, "system")
            else:
                events = by(SYSTEM, CallbackDue(callback_id=callback.callback_id))
                events += self._to_queue(state, CALLBACK_DUE)
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def missed(self, timer: DueTimer) -> None:
        """Nobody called in the quarter hour that was promised: the case goes before all others."""
        async with self._recorder.holding(timer.conversation_id) as live:
            state, callback = live.state, live.state.callback
            if callback is None or callback.standing is not Standing.DUE:
                return
            missed = CallbackMissed(callback_id=callback.callback_id, due_at=callback.due_at)
            events = [
                *by(SYSTEM, missed),
                *self._to_queue(state, CALLBACK_DUE),
                *by(SYSTEM, self._sentences.reply(state, "callback_late")),
            ]
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def expired(self, timer: DueTimer) -> None:
        """Who was not reached has not booked again: the case is closed."""
        async with self._recorder.holding(timer.conversation_id) as live:
            state, callback = live.state, live.state.callback
            if callback is None or callback.standing is not Standing.NOT_REACHED:
                return
            events = by(SYSTEM, CallbackExpired(callback_id=callback.callback_id))
            if state.owner is Owner.PARKED:
                events += by(SYSTEM, OwnerChanged(before=Owner.PARKED, after=Owner.CLOSED, why=NOT_REACHED))
            await self._recorder.append(live, events, expect_owner=state.owner)

    async def promise_due(self, timer: DueTimer) -> None:
        """What was promised by now is not settled: the case goes before all others."""
        async with self._recorder.holding(timer.conversation_id) as live:
            state = live.state
            if state.owner is Owner.CLOSED:
                return
            events = [*by(SYSTEM, PromiseDue(due_at=timer.due_at)), *self._to_queue(state, PROMISE_DUE)]
            await self._recorder.append(live, events, expect_owner=state.owner)

    def _to_queue(self, state: ConversationState, why: str) -> list[NewEvent]:
        if state.owner is Owner.PARKED:
            return by(SYSTEM, OwnerChanged(before=Owner.PARKED, after=Owner.QUEUE, why=why))
        if state.owner is Owner.ASSISTANT:
            return self._handing_off.moves(state, HandoffReason.POLICY, trigger=why)
        return []

    # -- agents ----------------------------------------------------------------------------------------

    async def calling(self, conversation_id: str, agent: AgentIdentity) -> str:
        """The agent calls now; the number (E.164).

        Raises:
            NoCallback: there is no call to make.
            OwnerConflict: the agent does not hold the conversation.
        """
        async with self._recorder.holding(conversation_id) as live:
            callback = self._held(live.state, agent, OPEN)
            if callback.standing is not Standing.CALLING:
                events = by(author_of(agent), CallbackCalling(callback_id=callback.callback_id))
                await self._recorder.append(
                    live, events, expect_owner=Owner.AGENT, expect_agent=agent.agent_id
                )
            return callback.number

    async def tried(self, conversation_id: str, agent: AgentIdentity, outcome: TryOutcome) -> None:
        """How the call ended; who was not reached is told when there is another try.

        What a gateway took for an answer (a mailbox, say) the agent may put right.

        Raises:
            NoCallback: there is no call to make.
            OwnerConflict: the agent does not hold the conversation.
        """
        async with self._recorder.holding(conversation_id) as live:
            callback = self._held(live.state, agent, OPEN | {Standing.REACHED})
            if callback.standing is Standing.REACHED and outcome is TryOutcome.REACHED:
                return
            events = self._after_try(live.state, callback, agent, outcome)
            await self._recorder.append(live, events, expect_owner=Owner.AGENT, expect_agent=agent.agent_id)

    def _held(
        self, state: ConversationState, agent: AgentIdentity, standing: AbstractSet[Standing]
    ) -> Callback:
        if state.callback is None or state.callback.standing not in standing:
            raise NoCallback
        if state.owner is not Owner.AGENT or state.agent_id != agent.agent_id:
            raise OwnerConflict(state.owner, state.agent_id)
        return state.callback

    def _after_try(
        self, state: ConversationState, callback: Callback, agent: AgentIdentity, outcome: TryOutcome
    ) -> list[NewEvent]:
        if outcome is TryOutcome.REACHED:
            return by(author_of(agent), CallbackTried(callback_id=callback.callback_id, outcome=outcome))
        now = self._clock()
        again = self._again(state, callback, now, outcome)
        tried = CallbackTried(
            callback_id=callback.callback_id,
            outcome=outcome,
            next_at=again,
            expires_at=None if again else now + timedelta(days=self._policy.kept_days),
        )
        parked = OwnerChanged(before=Owner.AGENT, after=Owner.PARKED, why=NOT_REACHED)
        words = self._sentences.reply(
            state,
            _KEYS.get(outcome, "callback_again" if again else "callback_gave_up"),
            number=told_number(callback.number),
            when=self._booking.when(state, again) if again else None,
        )
        told = words.model_copy(update={"links": list(self._links(state, callback))})
        return [*by(author_of(agent), tried, parked), *by(SYSTEM, told)]

    def _again(
        self, state: ConversationState, callback: Callback, now: datetime, outcome: TryOutcome
    ) -> datetime | None:
        if outcome is TryOutcome.WRONG_NUMBER:
            return None
        book = self._booking.slots.book(state, self._booking.slots.team_of_callback(state))
        return next_try(book, now, callback.tries + 1)


_KEYS = {TryOutcome.WRONG_NUMBER: "callback_wrong_number"}


def bells_of(work: CallbackWork) -> dict[TimerKind, Bell]:
    """What each kind of timer rings."""
    return {
        TimerKind.PROMISE: work.promise_due,
        TimerKind.CALLBACK: work.due,
        TimerKind.CALLBACK_MISSED: work.missed,
        TimerKind.EXPIRY: work.expired,
    }
