"""The assistant's side of a conversation: one worker at a time answers its pending turns, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

import structlog

from conversation.care import CallbackWish
from conversation.events import NewEvent
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads.customer import NumberLeft, Preferred
from conversation.payloads.findings import Verified
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Failed, Reply
from desk.callbacks.slots import NotBookable
from front_door.assistants.assistant import Answer, AssistantError, AssistantSilent
from front_door.conversations.asking import Asking
from front_door.conversations.callback_booking import CallbackBooking
from front_door.conversations.callback_refusals import CallRefusals
from front_door.conversations.callback_slots import number_of
from front_door.conversations.care_events import Told, told_by
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.hub import AssistantTyping
from front_door.conversations.intake import phone_number
from front_door.conversations.meters import Meters
from front_door.conversations.recorder import ASSISTANT, CUSTOMER, SYSTEM, LiveConversation, Recorder, by
from front_door.conversations.remembered_doors import RememberedDoors
from front_door.conversations.sentences import Sentences
from front_door.conversations.situation import Situations
from front_door.conversations.state import NUMBER_LEFT, ConversationState, TurnInLedger
from front_door.conversations.tasks import Tasks
from front_door.conversations.turns import TurnRefused
from front_door.ledger.port import LedgerUnavailable, SlotTaken

DOING_AFTER_S = (1.0, 4.0, 7.0)
"""When the customer is told in words what takes so long."""
LATE_LOOKS_S = (2.0, 10.0, 30.0)
"""Pauses before asking whether a turn that was given up was run after all."""
MAY_HAND_OFF = frozenset({Owner.ASSISTANT, Owner.PARKED})
"""Where a wish for a person is the assistant's to pass on; in the queue it is obeyed already."""
LEDGER_PAUSE_S = 1.0
LEDGER_TRIES = 30
PROVED = 2


class Answering:
    """Takes pending turns to the assistant and its answers to the ledger."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        recorder: Recorder,
        asking: Asking,
        situations: Situations,
        handing_off: HandingOff,
        booking: CallbackBooking,
        refusals: CallRefusals,
        doors: RememberedDoors,
        sentences: Sentences,
        tasks: Tasks,
        meters: Meters,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._recorder = recorder
        self._asking = asking
        self._situations = situations
        self._handing_off = handing_off
        self._booking = booking
        self._refusals = refusals
        self._doors = doors
        self._sentences = sentences
        self._tasks = tasks
        self._meters = meters
        self._log = structlog.get_logger()

    def wake(self, live: LiveConversation) -> None:
        """See to it that pending turns are being answered."""
        if live.state.pending and not live.answering:
            live.answering = True
            self._tasks.start(self._work(live), "answering")

    def bring_back(self, live: LiveConversation) -> None:
        """Let the assistant catch up in the background after a person held the conversation."""
        self._tasks.start(self._asking.bring_back(live), "bringing-back")

    async def finished(self, conversation_id: str, turn_id: str) -> None:
        """Wait until the turn is owed nothing more."""
        live = await self._recorder.live(conversation_id)
        while turn_id in live.state.pending:
            self.wake(live)
            await live.settled.wait()

    async def recover(self) -> int:
        """Answer the turns a crash left behind; how many conversations have any."""
        found = {turn.conversation_id for turn in await self._recorder.ledger.pending_turns()}
        for conversation_id in sorted(found):
            self.wake(await self._recorder.live(conversation_id))
        return len(found)

    async def _work(self, live: LiveConversation) -> None:
        failures = 0
        try:
            while live.state.pending and failures < LEDGER_TRIES:
                placed = next(iter(live.state.pending.values()))
                try:
                    await self._answer(live, placed)
                except LedgerUnavailable:
                    failures += 1
                    self._log.exception("ledger.unavailable")
                    await asyncio.sleep(LEDGER_PAUSE_S)
                except Exception:  # noqa: BLE001 - the edge of one turn: a person takes over, whatever broke
                    failures += 1
                    self._log.exception("turn.broken")
                    await self._give_up(live, placed, "internal")
        finally:
            live.answering = False

    async def _answer(self, live: LiveConversation, placed: TurnInLedger) -> None:
        started = perf_counter()
        with structlog.contextvars.bound_contextvars(conversation_id=live.state.conversation_id):
            with self._typing(live.state, placed):
                down = await self._situations.turn_down(live, placed)
                asked = perf_counter()
                try:
                    answer = await self._asking.ask(live, down, waited=self._clock() - placed.at)
                except AssistantError as error:
                    await self._give_up(live, placed, error.code)
                    return
            answered = perf_counter()
            await self._record(live, placed, answer)
            recorded = perf_counter()
        self._meters.turn(prepare=asked - started, assistant=answered - asked, record=recorded - answered)
        self._log.info(
            "turn.answered",
            conversation_id=live.state.conversation_id,
            turn_id=placed.turn.turn_id,
            owner=live.state.owner.value,
            replies=len(answer.replies),
            intent=answer.intent_ranking[0].name if answer.intent_ranking else None,
            intake_ms=_ms(live.intake_s.pop(placed.turn.turn_id, 0.0)),
            prepare_ms=_ms(asked - started),
            assistant_ms=_ms(answered - asked),
            record_ms=_ms(recorded - answered),
        )

    async def _record(self, live: LiveConversation, placed: TurnInLedger, answer: Answer) -> None:
        told = told_by(answer, placed)
        async with self._recorder.holding(live.state.conversation_id) as held:
            if placed.turn.turn_id not in held.state.pending:
                # A person took over meanwhile: what was learnt is kept, nothing is said.
                await self._recorder.append(held, by(ASSISTANT, *told.learnt))
                return
            if told.callback is not None:
                await self._record_callback(held, placed, told, told.callback)
                return
            if not told.replies and (told.handoff is None or held.state.owner not in MAY_HAND_OFF):
                await self._failed(held, placed, AssistantSilent("no_reply").code)
                return
            events = self._events(held.state, placed, told)
            if told.handoff is None:
                events += await self._remembered(held.state, placed, told)
            await self._recorder.append(held, events, expect_owner=held.state.owner)

    async def _record_callback(
        self, held: LiveConversation, placed: TurnInLedger, told: Told, wish: CallbackWish
    ) -> None:
        """The assistant understood what the customer wants of a call; done and told here, or why not."""
        state = held.state
        number = number_of(state)
        said = by(ASSISTANT, *told.learnt, *_not_last(told.replies), *told.told)
        try:
            done = await self._booking.events(state, wish, "assistant", placed.turn)
            await self._recorder.append(held, [*said, *done], expect_owner=state.owner)
        except (TurnRefused, SlotTaken) as refused:
            if isinstance(refused, SlotTaken):
                offer, at = await self._booking.slots.offer(state), wish.at or self._clock()
                refused = self._booking.no_slot(state, offer, at, NotBookable.FULL)
            words = Reply(
                text=refused.text or self._sentences.reply(state, "queue_noted").text,
                turn_id=placed.turn.turn_id,
                client_id=placed.turn.client_id,
            )
            await self._recorder.append(held, [*said, *by(SYSTEM, words)], expect_owner=state.owner)
        if wish.do == "refuse" and number is not None:
            self._tasks.start(self._refusals.obey(number), "refusing-calls")

    async def _remembered(self, state: ConversationState, placed: TurnInLedger, told: Told) -> list[NewEvent]:
        """A proof tells who the customer is, and so who is to answer them first."""
        proof = next((each for each in told.learnt if isinstance(each, Verified)), None)
        if proof is None or proof.level < PROVED:
            return []
        door = await self._doors.of_customer(proof.customer_id)
        return self._handing_off.remembered(state, door, answered=placed.turn.turn_id)

    def _events(self, state: ConversationState, placed: TurnInLedger, told: Told) -> list[NewEvent]:
        """An answer; when it hands off, the assistant says why and the front door who comes when."""
        said = self._said(state, placed, told)
        return said + by(CUSTOMER, Preferred(door=told.prefers, lasting=True)) if told.prefers else said

    def _said(self, state: ConversationState, placed: TurnInLedger, told: Told) -> list[NewEvent]:
        if told.handoff is None or state.owner not in MAY_HAND_OFF:
            return by(ASSISTANT, *told.learnt, *told.replies, *told.told)
        replies = _not_last(told.replies)
        moves = self._handing_off.moves(
            state,
            told.handoff.reason,
            trigger="assistant",
            note=told.handoff.note,
            turn=placed.public_seq,
            closing=placed.turn.turn_id,
        )
        said = by(ASSISTANT, *told.learnt, *replies, *told.told)
        if (
            told.call_back is not None
            and state.owner is Owner.ASSISTANT
            and (number := phone_number(told.call_back)) is not None
        ):
            return [*said, *moves, *self._waits_for_call(state, placed, number)]
        return [*said, *by(SYSTEM, self._handing_off.waiting_words(state, placed.turn)), *moves]

    def _waits_for_call(self, state: ConversationState, placed: TurnInLedger, number: str) -> list[NewEvent]:
        """The case waits for the team to call, as if the customer had left the number in the chat."""
        parked = OwnerChanged(before=Owner.QUEUE, after=Owner.PARKED, why=NUMBER_LEFT)
        words = self._sentences.reply(state, "number_left", turn=placed.turn, number=number)
        return [*by(CUSTOMER, NumberLeft(number=number)), *by(SYSTEM, parked, words)]

    async def _give_up(self, live: LiveConversation, placed: TurnInLedger, code: str) -> None:
        self._meters.failed(code)
        live.intake_s.pop(placed.turn.turn_id, None)
        self._log.error("turn.failed", turn_id=placed.turn.turn_id, code=code)
        async with self._recorder.holding(live.state.conversation_id) as held:
            if placed.turn.turn_id in held.state.pending:
                await self._failed(held, placed, code)
        self._tasks.start(self._learn_late(live, placed), "learning-late")

    async def _learn_late(self, live: LiveConversation, placed: TurnInLedger) -> None:
        """A turn given up may have been run all the same: what it learnt or did belongs into the ledger."""
        for pause in LATE_LOOKS_S:
            await asyncio.sleep(pause)
            try:
                answer = await self._asking.assistant.recall(live.state.conversation_id, placed.turn.turn_id)
            except AssistantError:
                continue
            if answer is not None:
                async with self._recorder.holding(live.state.conversation_id) as held:
                    await self._recorder.append(held, by(ASSISTANT, *told_by(answer, placed).learnt))
                return

    async def _failed(self, live: LiveConversation, placed: TurnInLedger, code: str) -> None:
        """What happened, what was kept, what comes next: the team takes the conversation."""
        state = live.state
        failed = by(SYSTEM, Failed(turn_id=placed.turn.turn_id, code=code))
        if state.owner is Owner.ASSISTANT:
            words = self._handing_off.with_words(
                state,
                HandoffReason.SYSTEM_DOWN,
                trigger=code,
                turn=placed.turn,
                turn_seq=placed.public_seq,
            )
        else:
            words = by(SYSTEM, self._sentences.reply(state, "system_down", turn=placed.turn))
        await self._recorder.append(live, failed + words, expect_owner=state.owner)

    @contextmanager
    def _typing(self, state: ConversationState, placed: TurnInLedger) -> Iterator[None]:
        """Typing at once; in words what is being done, once it takes longer."""
        conversation_id = state.conversation_id
        self._recorder.hub.publish(AssistantTyping(conversation_id=conversation_id))

        def tell(key: str) -> None:
            doing = self._sentences.doing(state.spoken_to_in, key, placed.turn.turn_id)
            self._recorder.hub.publish(AssistantTyping(conversation_id=conversation_id, doing=doing))

        loop = asyncio.get_running_loop()
        first = "doing_account" if state.verified else "doing_longer"
        timers = [
            loop.call_later(delay, tell, first if place == 0 else "doing_longer")
            for place, delay in enumerate(DOING_AFTER_S)
        ]
        try:
            yield
        finally:
            for timer in timers:
                timer.cancel()


def _not_last(replies: Iterable[Reply]) -> list[Reply]:
    """More is said to the same turn."""
    return [reply.model_copy(update={"last": False}) for reply in replies]


def _ms(seconds: float) -> float:
    return round(seconds * 1_000, 1)
