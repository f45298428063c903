"""Who can still be listened to, and what becomes of the others."""

from __future__ import annotations

import pytest

from conversation.owner import Owner
from conversation.server_frames import AgentFace
from tests.unit.voice_gateway.calls import GREETING, play, silent
from tests.unit.voice_gateway.test_a_person_on_the_phone import moved
from tests.unit.voice_gateway.twilio_world import world_in
from voice_gateway.admission import TICKS, Admission, Limits, Load, Queue
from voice_gateway.scripted.scripted_line import ScriptedLine


def admission(waiting: int = 0, workers: int = 1, **limits) -> Admission:
    load = Load(Queue(waiting=lambda: waiting, workers=lambda: workers))
    return Admission(Limits(**{"calls": 4, "waiting": 2, **limits}), load)


def test_seats_are_counted_by_callers_who_are_listened_to_and_lines_by_all():
    plain = admission()
    assert [plain.seats(calls) for calls in (0, 3, 4, 9)] == [4, 1, 0, 0]
    assert [plain.lines(calls) for calls in (0, 5, 6, 9)] == [6, 1, 0, 0]


@pytest.mark.parametrize(("waiting", "workers", "seats"), [(0, 1, 4), (1, 1, 4), (4, 1, 0), (4, 4, 4)])
def test_words_that_would_wait_too_long_take_nobody_more(waiting, workers, seats):
    busy = admission(waiting, workers, recognition_s=1.5)
    for _ in range(50):
        busy.load.recognised(0.5)
    assert busy.load.wait_s == pytest.approx(waiting * 0.5 / workers)
    assert busy.seats(0) == seats


def test_a_slow_recogniser_that_nobody_waits_for_takes_callers():
    slow = admission(waiting=0, recognition_s=1.5)
    slow.load.recognised(9.0)
    assert slow.seats(0) == 4


def test_a_loop_that_is_late_now_and_then_is_fine_and_one_that_always_is_takes_nobody():
    late = admission(lag_s=0.1)
    for tick in range(TICKS):
        late.load.late(0.5 if tick % 30 == 0 else 0.001)
    assert late.seats(0) == 4
    for _ in range(TICKS):
        late.load.late(0.2)
    assert late.seats(0) == 0


def test_who_cannot_be_listened_to_goes_to_the_team_at_once_and_is_told():
    async def story(scene):
        await scene.until(lambda: scene.line.sent.person == 1)
        assert scene.now() < 0.1
        await scene.quiet_of_words()
        await scene.caller.say("why is my bill higher")
        await scene.quiet_of_words()

    scene = play(story, line=ScriptedLine(silent, GREETING), listens=False)
    assert scene.line.sent.turns == []
    assert "What can I do for you?" not in scene.caller.heard
    assert "person" in scene.caller.heard or "team" in scene.caller.heard


def test_once_an_agent_was_there_the_assistant_listens_again():
    async def story(scene):
        await scene.until(lambda: scene.line.sent.person == 1)
        scene.line.tell(moved(2, Owner.QUEUE), moved(3, Owner.AGENT, AgentFace(name="Maya")))
        await scene.quiet_of_words()
        scene.line.tell(moved(4, Owner.ASSISTANT))
        await scene.quiet_of_words()
        await scene.caller.say("one more thing please")
        await scene.until(lambda: bool(scene.line.sent.turns))

    play(story, line=ScriptedLine(silent, GREETING), listens=False)


async def test_over_the_limit_a_telephone_call_reaches_the_queue_and_the_admitted_one_goes_on(tmp_path):
    async with world_in(tmp_path, most_calls=1) as world, world.in_a_call(world.phone()) as first:
        await first.hears("assistant")
        async with world.in_a_call(world.phone(caller="+15551230102")) as second:
            await second.hears("person")
            owners = [row.owner for row in await world.rows()]
            assert sorted(owners) == [Owner.ASSISTANT, Owner.QUEUE]
            first.say("why is my bill higher")
            await first.hears("You said why is my bill higher")
        assert "voice_calls_sent_on_total 1.0" in await world.metrics()


async def test_a_gateway_that_ends_tells_its_callers_and_takes_no_more(tmp_path):
    async with world_in(tmp_path) as world, world.in_a_call(world.phone()) as phone:
        await phone.hears("assistant")
        await world.switchboard.drain(10.0)
        assert phone.over.is_set() or phone.socket.closed
        assert "call" in phone.heard.lower()
        assert (await world.phone().answer()).find("Say") is not None
    assert world.switchboard.in_progress == 0
