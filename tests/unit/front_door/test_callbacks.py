"""Calls at a booked time, from the customer's picker to the agent's outcome, on a clock the test sets."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversation.callbacks import Standing
from conversation.care import CallbackWish, Care
from conversation.client_frames import AskSlots, BookCallback, CancelCallback, RefuseCalls
from conversation.gateway_protocol import CallState, HangUp, PlaceCall
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.payloads.callbacks import CallbackMissed, CallConsent, TryOutcome
from conversation.payloads.owners import HandedOff, OwnerChanged
from conversation.server_frames import CallbackNotice, Problem, ReplyFrame, Slots, StateChanged
from conversation.words import Words
from front_door.app import GATEWAYS, VOICES
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import answer
from front_door.conversations.callback_work import NoCallback
from front_door.desk_console.ports import NoCall
from front_door.gateways.callback_calls import CallbackCalls
from front_door.gateways.desk_calls import DeskCalls
from front_door.gateways.scripted_gateway import ScriptedGateway
from front_door.ledger.callback_store import TimerKind
from front_door.ledger.sqlite_callbacks import SqliteTimers
from tests.fakes.front_door import MAYA, OMAR, front_door

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 7, 20, 15, 2, tzinfo=UTC)
"""10:02 in Chicago."""
NUMBER = "+15551230101"


class Clock:
    """The time it is, as the test says."""

    def __init__(self, now=MONDAY):
        self.now = now

    def __call__(self):
        return self.now

    def goes_to(self, at):
        self.now = at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def door(tmp_path, clock):
    async with front_door(tmp_path, clock=clock) as running:
        yield running


async def slots_of(customer):
    before = len(customer.frames)
    await customer.send(AskSlots())
    return await customer.wait_for(Slots, since=before)


async def booked(customer, at, number=NUMBER):
    before = len(customer.frames)
    await customer.send(BookCallback(at=at, number=number))
    await customer.wait_for(CallbackNotice, since=before)
    return await customer.wait_for(ReplyFrame, since=before)


async def problem_of(customer, frame):
    before = len(customer.frames)
    await customer.send(frame)
    return await customer.wait_for(Problem, since=before)


def after_head(customer):
    """Replies that come after the newest change of owner."""
    moved = max(frame.seq for frame in customer.frames if isinstance(frame, StateChanged))
    return lambda reply: reply.seq > moved


async def standing(door, conversation_id):
    return (await door.parts.conversations.state(conversation_id)).callback.standing


async def ring(door, clock, at):
    clock.goes_to(at)
    await door.parts.alarm.ring_due()


async def test_what_is_free_is_shown_on_the_customers_clock_with_what_they_agree_to(door):
    async with door.customer() as customer:
        await customer.connect()
        slots = await slots_of(customer)
    assert slots.time_zone == "America/Chicago"
    assert slots.at[0] == datetime(2026, 7, 20, 15, 30, tzinfo=UTC)
    assert {at.astimezone(CHICAGO).hour for at in slots.at} == set(range(7, 21))
    assert "agree" in slots.consent


async def test_a_booked_call_is_told_with_team_time_and_links_and_the_case_waits_for_it(door):
    async with door.customer() as customer:
        await customer.connect()
        reply = await booked(customer, datetime(2026, 7, 21, 14, 30, tzinfo=UTC))
        await customer.become("parked")
        assert "tomorrow at 9:30 AM" in reply.text
        assert "Upper Midwest team" in reply.text
        assert "555-123-0101" in reply.text
        assert [link.title for link in reply.links] == ["Move or cancel the call", "Add it to your calendar"]
        packet = await door.parts.conversations.packet(customer.conversation_id)
        assert packet.callback.number == NUMBER
        assert packet.callback.time_zone == "America/Chicago"
        assert packet.callback.consent == "2026-11"
        events = await door.parts.conversations.events(customer.conversation_id)
        assert [event.payload.trigger for event in events if isinstance(event.payload, HandedOff)] == [
            "callback"
        ]


async def test_whoever_waits_for_a_call_goes_on_with_the_assistant_and_may_still_have_a_person(door):
    async def person(turn):
        wants = "person" in turn.text
        care = Care(handoff=HandoffRequest(reason=HandoffReason.ASKED_FOR_PERSON)) if wants else Care()
        return answer(turn, Reply(text="Of course." if wants else "It is $70.", care=care))

    door.assistant.script = person
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, MONDAY.replace(minute=30))
        assert [reply.text for reply in await customer.say("what's my bill")] == ["It is $70."]
        assert customer.owner() == "parked"
        await customer.say("a person please, now")
        await customer.become("queue")
        assert await standing(door, customer.conversation_id) is Standing.BOOKED


async def test_who_booked_from_the_line_keeps_the_place_in_it(door, clock):
    async with door.customer() as customer:
        await customer.connect()
        await customer.prefer("team")
        await customer.become("queue")
        joined = clock.now
        clock.goes_to(MONDAY + timedelta(minutes=5))
        reply = await booked(customer, MONDAY.replace(minute=30))
        assert "place" in reply.text
        await ring(door, clock, MONDAY.replace(minute=30))
        await customer.become("queue")
        state = await door.parts.conversations.state(customer.conversation_id)
        assert state.queued_at == joined


async def test_the_last_place_of_a_quarter_hour_goes_to_one_of_those_who_want_it(door):
    at = MONDAY.replace(minute=30)
    customers = [door.customer() for _ in range(6)]
    try:
        for customer in customers:
            await customer.connect()
        places = (await door.parts.conversations.callback_offer(customers[0].conversation_id)).book.places
        for customer in customers:
            await customer.send(BookCallback(at=at, number=NUMBER))
        for customer in customers:
            await customer.wait_for((CallbackNotice, Problem))
        problems = [frame for one in customers for frame in one.frames if isinstance(frame, Problem)]
        assert len(problems) == len(customers) - places
        assert {problem.code for problem in problems} == {"slot_taken"}
        assert all("10:45 AM" in problem.text for problem in problems)
        assert at not in (await slots_of(customers[-1])).at
    finally:
        for customer in customers:
            await customer.hang_up()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 7, 20, 15, 15, tzinfo=UTC), "not_bookable"),
        (datetime(2026, 7, 21, 11, 0, tzinfo=UTC), "not_bookable"),
        (datetime(2026, 7, 21, 14, 37, tzinfo=UTC), "not_bookable"),
    ],
)
async def test_what_cannot_be_booked_is_refused_with_what_can(door, at, code):
    async with door.customer() as customer:
        await customer.connect()
        refused = await problem_of(customer, BookCallback(at=at, number=NUMBER))
        assert refused.code == code
        assert "AM" in refused.text or "PM" in refused.text
        assert customer.owner() == "assistant"


async def test_a_call_needs_a_number_that_can_be_called(door):
    async with door.customer() as customer:
        await customer.connect()
        at = MONDAY.replace(minute=30)
        assert (await problem_of(customer, BookCallback(at=at))).code == "number_needed"
        assert (await problem_of(customer, BookCallback(at=at, number="12"))).code == "bad_number"


async def test_booking_again_moves_the_call_and_gives_its_old_place_back(door):
    first, second = MONDAY.replace(minute=30), MONDAY.replace(hour=18, minute=0)
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, first)
        reply = await booked(customer, second)
        assert "today at 1 PM" in reply.text
        store = door.parts.callback_slots._store
        assert await store.taken("upper_midwest") == {second: 1}
        await customer.send(CancelCallback())
        await customer.become("assistant")
        assert await store.taken("upper_midwest") == {}
        assert (await problem_of(customer, CancelCallback())).code == "not_offered"


async def test_a_due_call_is_offered_called_and_kept(door, clock):
    at = MONDAY.replace(minute=30)
    conversations = door.parts.conversations
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        await ring(door, clock, at - timedelta(seconds=1))
        assert customer.owner() == "parked"
        await ring(door, clock, at)
        await customer.become("queue")
        conversation_id = customer.conversation_id
        with pytest.raises(Exception, match="held by queue"):
            await conversations.calling(conversation_id, MAYA)
        await conversations.claim(conversation_id, MAYA)
        assert await conversations.calling(conversation_id, MAYA) == NUMBER
        await ring(door, clock, at + timedelta(minutes=16))
        assert await standing(door, conversation_id) is Standing.CALLING
        await conversations.tried(conversation_id, MAYA, TryOutcome.REACHED)
        assert await standing(door, conversation_id) is Standing.REACHED
        with pytest.raises(NoCallback):
            await conversations.calling(conversation_id, MAYA)


async def test_three_calls_in_vain_are_told_each_and_the_case_is_kept(door, clock):
    at = MONDAY.replace(minute=30)
    conversations = door.parts.conversations
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        told = []
        for outcome in (TryOutcome.NO_ANSWER, TryOutcome.BUSY, TryOutcome.VOICEMAIL):
            state = await conversations.state(customer.conversation_id)
            await ring(door, clock, state.callback.due_at)
            await customer.become("queue")
            await conversations.claim(customer.conversation_id, MAYA)
            await conversations.tried(customer.conversation_id, MAYA, outcome)
            await customer.become("parked")
            told.append((await customer.wait_for(ReplyFrame, where=after_head(customer))).text)
        assert "11 AM" in told[0]
        assert "11:30 AM" in told[1]
        assert await standing(door, customer.conversation_id) is Standing.NOT_REACHED
        await ring(door, clock, clock.now + timedelta(days=6))
        await booked(customer, clock.now.replace(hour=20, minute=0))
        assert await standing(door, customer.conversation_id) is Standing.BOOKED


async def test_who_was_never_reached_and_never_books_again_is_closed_in_the_end(door, clock):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, MONDAY.replace(minute=30))
        await ring(door, clock, MONDAY.replace(minute=30))
        await conversations.claim(customer.conversation_id, MAYA)
        await conversations.tried(customer.conversation_id, MAYA, TryOutcome.WRONG_NUMBER)
        await ring(door, clock, clock.now + timedelta(days=7, minutes=1))
        await customer.become("closed")


async def test_a_call_nobody_makes_in_its_quarter_hour_goes_before_all_others(door, clock):
    at = MONDAY.replace(minute=30)
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        await ring(door, clock, at)
        await ring(door, clock, at + timedelta(minutes=14, seconds=59))
        assert await standing(door, customer.conversation_id) is Standing.DUE
        before = len(customer.frames)
        await ring(door, clock, at + timedelta(minutes=15))
        events = await door.parts.conversations.events(customer.conversation_id)
        missed = next(event for event in events if isinstance(event.payload, CallbackMissed))
        assert missed.at == at + timedelta(minutes=15)
        assert (await door.parts.conversations.state(customer.conversation_id)).is_overdue
        told = (await customer.wait_for(ReplyFrame, since=before)).text
        assert told in Words.load("en").sayings["callback_late"]


async def test_a_promise_with_a_date_escalates_wherever_its_case_stands(door, clock):
    due = MONDAY + timedelta(days=2)

    async def promising(turn):
        promise = {"what": "look into the charge", "due_at": due, "matter": "dispute_charge"}
        return answer(turn, Reply(text="We look into it.", care=Care(promises=[promise])))

    door.assistant.script = promising
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("I dispute that")
        await ring(door, clock, due)
        await customer.become("queue")
        state = await door.parts.conversations.state(customer.conversation_id)
        assert state.is_overdue
        await door.parts.conversations.claim(customer.conversation_id, MAYA)
        assert not (await door.parts.conversations.state(customer.conversation_id)).is_overdue


async def test_dont_call_me_holds_at_once_in_every_conversation_of_that_number(door, clock):
    at = MONDAY.replace(minute=30)
    async with door.customer() as one, door.customer() as other:
        await one.connect()
        await other.connect()
        await booked(one, at)
        await booked(other, at)
        await one.send(RefuseCalls())
        await one.become("assistant")
        await other.become("assistant")
        assert await standing(door, other.conversation_id) is Standing.CANCELLED
        assert (await door.parts.conversations.packet(one.conversation_id)).callback is None
        events = await door.parts.conversations.events(one.conversation_id)
        consents = [event.payload.given for event in events if isinstance(event.payload, CallConsent)]
        assert consents == [True, False]
        await ring(door, clock, at)
        assert one.owner() == "assistant"
        await booked(other, clock.now + timedelta(minutes=30))
        assert not await door.parts.callback_slots._store.is_refused(NUMBER)


async def test_ending_the_chat_keeps_a_call_that_is_still_to_come(door, clock):
    at = MONDAY.replace(minute=30)
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        before = len(customer.frames)
        await customer.end()
        assert "10:30 AM" in (await customer.wait_for(ReplyFrame, since=before)).text
        await ring(door, clock, at)
        await customer.become("queue")


async def test_the_assistant_books_moves_and_refuses_as_the_customer_says(door):
    wishes = {
        "book": CallbackWish(do="book", at=datetime(2026, 7, 21, 22, 15, tzinfo=UTC), number=NUMBER),
        "closed": CallbackWish(do="book", at=datetime(2026, 7, 22, 4, 0, tzinfo=UTC), number=NUMBER),
        "cancel": CallbackWish(do="cancel"),
        "refuse": CallbackWish(do="refuse"),
    }

    async def booking(turn):
        return answer(turn, Reply(text="All right.", care=Care(callback=wishes[turn.text])))

    door.assistant.script = booking
    async with door.customer() as customer:
        customer.claimed_number = NUMBER
        await customer.connect()
        said = [reply.text for reply in await customer.say("book")]
        assert said[0] == "All right."
        assert "tomorrow at 5:15 PM" in said[1]
        said = [reply.text for reply in await customer.say("closed")]
        assert "tomorrow at 8:45 PM" in said[1]
        assert customer.owner() == "parked"
        await customer.say("cancel")
        await customer.become("assistant")
        assert "call" in (await customer.say("refuse"))[1].text
        assert await door.parts.callback_slots._store.is_refused(NUMBER)


async def claimed_when_due(door, clock, customer, at):
    await ring(door, clock, at)
    await customer.become("queue")
    await door.parts.conversations.claim(customer.conversation_id, MAYA)


async def until(door, conversation_id, wanted):
    async with asyncio.timeout(30):
        while await standing(door, conversation_id) is not wanted:  # noqa: ASYNC110 - crosses a socket
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("states", "comes_to"),
    [
        ((CallState.RINGING, CallState.ANSWERED), Standing.REACHED),
        ((CallState.RINGING, CallState.NO_ANSWER), Standing.BOOKED),
        ((CallState.RINGING, CallState.BUSY), Standing.BOOKED),
    ],
)
async def test_a_gateway_dials_once_the_agent_is_there_and_its_outcome_is_recorded(
    door, clock, states, comes_to
):
    at = MONDAY.replace(minute=30)
    gateway = ScriptedGateway()
    gateway.outcomes[NUMBER] = states
    async with gateway.connected(door.session, door.url), door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        telephone = CallbackCalls(door.app[GATEWAYS], door.parts.conversations, door.parts.tasks)
        assert gateway.orders == []
        await claimed_when_due(door, clock, customer, at)
        number = await door.parts.conversations.calling(customer.conversation_id, MAYA)
        assert await telephone.call(number, customer.conversation_id, MAYA)
        await until(door, customer.conversation_id, comes_to)
        assert gateway.orders[0].number == NUMBER


async def test_an_agent_stops_a_phone_that_rings_and_may_call_again(door, clock):
    at = MONDAY.replace(minute=30)
    gateway = ScriptedGateway()
    gateway.outcomes[NUMBER] = (CallState.RINGING,)
    async with gateway.connected(door.session, door.url), door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        telephone = CallbackCalls(door.app[GATEWAYS], door.parts.conversations, door.parts.tasks)
        await claimed_when_due(door, clock, customer, at)
        calls = DeskCalls(door.app[GATEWAYS], door.app[VOICES])
        for _ in range(2):
            number = await door.parts.conversations.calling(customer.conversation_id, MAYA)
            assert await telephone.call(number, customer.conversation_id, MAYA)
            await calls.hang_up(customer.conversation_id)
            async with asyncio.timeout(30):
                while door.app[GATEWAYS].rings_for(customer.conversation_id):  # noqa: ASYNC110 - a socket
                    await asyncio.sleep(0.01)
        assert [type(order) for order in gateway.orders] == [PlaceCall, HangUp] * 2
        assert await standing(door, customer.conversation_id) is Standing.CALLING
        with pytest.raises(NoCall):
            await calls.hang_up(customer.conversation_id)


async def test_a_mailbox_that_a_gateway_took_for_an_answer_is_put_right_by_the_agent(door, clock):
    at = MONDAY.replace(minute=30)
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        await claimed_when_due(door, clock, customer, at)
        for outcome in (TryOutcome.REACHED, TryOutcome.REACHED, TryOutcome.VOICEMAIL):
            await door.parts.conversations.tried(customer.conversation_id, MAYA, outcome)
        assert await standing(door, customer.conversation_id) is Standing.BOOKED


async def test_without_a_gateway_that_dials_the_agent_does(door):
    telephone = CallbackCalls(door.app[GATEWAYS], door.parts.conversations, door.parts.tasks)
    assert not await telephone.call(NUMBER, "any", MAYA)


async def test_a_timer_is_claimed_by_one_and_rung_again_after_its_process_died(door, clock):
    at = MONDAY.replace(minute=30)
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        one, other = SqliteTimers(door.parts.store), SqliteTimers(door.parts.store)
        lease = timedelta(seconds=15)
        clock.now = at - timedelta(seconds=30)
        claimed = await asyncio.gather(one.claim(at, lease), other.claim(at, lease))
        assert sorted(len(timers) for timers in claimed) == [0, 1]
        assert await one.claim(at + timedelta(seconds=14), lease) == []
        again = await other.claim(at + timedelta(seconds=15), lease)
        assert [timer.kind for timer in again] == [TimerKind.CALLBACK]


async def test_a_bell_rung_twice_does_nothing_twice(door, clock):
    at = MONDAY.replace(minute=30)
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, at)
        timers = await SqliteTimers(door.parts.store).claim(at, timedelta(seconds=15))
        clock.goes_to(at)
        work = door.parts.conversations._callback_work
        for timer in timers * 3:
            await work.due(timer)
        await customer.become("queue")
        events = await door.parts.conversations.events(customer.conversation_id)
        moves = [event.payload.why for event in events if isinstance(event.payload, OwnerChanged)]
        assert moves == ["handoff", "callback_booked", "callback_due"]


async def test_callbacks_timers_and_consents_can_be_made_anew_from_the_events(door, clock):
    tables = ("callbacks", "timers", "call_consents")

    def contents(connection):
        columns = {
            "callbacks": "*",
            "timers": "conversation_id, kind, name, due_at",
            "call_consents": "*",
        }
        return {
            table: sorted(tuple(row) for row in connection.execute(f"SELECT {columns[table]} FROM {table}"))
            for table in tables
        }

    async with door.customer() as one, door.customer() as other, door.customer() as third:
        for customer in (one, other, third):
            await customer.connect()
            await booked(customer, MONDAY.replace(minute=30), f"+1555123010{customer is other:d}")
        await other.send(RefuseCalls())
        await other.become("assistant")
        await ring(door, clock, MONDAY.replace(minute=30))
        await third.become("queue")
        await door.parts.conversations.claim(third.conversation_id, OMAR)
        await door.parts.conversations.tried(third.conversation_id, OMAR, TryOutcome.NO_ANSWER)
        before = await door.parts.store.read(contents)
        await door.parts.ledger.rebuild()
        assert await door.parts.store.read(contents) == before
        assert len(before["timers"]) == 2


async def test_erasing_a_conversation_takes_its_number_and_its_call_out(door, clock):
    async with door.customer() as customer:
        await customer.connect()
        await booked(customer, MONDAY.replace(minute=30))
        await door.parts.ledger.erase(customer.conversation_id)
        events = await door.parts.ledger.events(customer.conversation_id)
        assert NUMBER not in str(events)
        assert await SqliteTimers(door.parts.store).claim(clock.now + timedelta(days=1), timedelta(1)) == []
