"""What a caller may expect of any line: the same stories over each of them."""

import asyncio

import pytest

from tests.unit.voice_gateway.calls import GREETING, play
from tests.unit.voice_gateway.sip_calls import play_over_sip
from tests.unit.voice_gateway.test_talking import HELLO, answering
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_network import ScriptedAir


def lossy():
    """One packet of sound in twelve is lost, and the network takes its time."""
    count = iter(range(10**9))
    return ScriptedAir(seconds=0.05, loses=lambda data, _peer: data[:1] >= b"\x80" and next(count) % 12 == 5)


def play_over_a_poor_network(story, **more):
    return play_over_sip(story, air=lossy(), **more)


@pytest.fixture(params=[play, play_over_sip, play_over_a_poor_network])
def played(request):
    return request.param


def test_greeted_asked_and_answered(played):
    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("why is my bill higher")
        await scene.heard("A promotion ended.")

    scene = played(story, line=answering(reply(3, "A promotion ended.")))
    assert [turn.text for turn in scene.line.sent.turns] == ["why is my bill higher"]
    assert scene.ending is Ending.CALLER_LEFT
    assert scene.line.closed


def test_whoever_interrupts_is_met_with_silence_at_once_and_only_what_was_heard_is_on_record(played):
    long = reply(3, "The first thing is this one and the second thing is that one.")
    silence = []

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("tell me everything")
        await scene.heard("The first thing")
        began = scene.now()
        scene.caller.begin("no stop it please")
        await scene.until(lambda: not scene.caller.is_hearing)
        silence.append(scene.now() - began)
        await scene.heard("Stopped.")

    scene = played(story, line=answering(long, reply(5, "Stopped.")))
    assert silence[0] <= 0.45  # 60 ms of it to see that it is silent, 100 ms on the poor network's way
    ((_, words),) = scene.line.sent.heard
    told = scene.caller.heard.split(HELLO)[1].split("Stopped.")[0].split()
    assert abs(len(told) - len(words.split())) <= 1


def test_keys_answer_and_0_is_a_person(played):
    asks = ScriptedLine(answering(GREETING)._answers, reply(1, "What is the ZIP code?", expects="zip"))

    async def story(scene):
        await scene.heard("code?")
        scene.caller.press("55401")
        await scene.until(lambda: bool(scene.line.sent.turns))
        await scene.heard(HELLO)
        await scene.quiet()
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    scene = played(story, line=asks)
    assert [(turn.text, turn.dtmf) for turn in scene.line.sent.turns] == [("55401", True)]


def test_a_long_reply_is_heard_whole(played):
    words = (
        " ".join(first + last for first in ("ba", "de", "li", "mo", "su") for last in "bdfgklmnprst") + "."
    )

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("everything please")
        await scene.heard(words.split()[-1])

    scene = played(story, line=answering(reply(3, words)))
    assert scene.caller.heard.endswith(words)


@pytest.mark.parametrize("after", [0.0, 0.3, 1.0, 2.5])
def test_a_caller_may_leave_at_any_time(played, after):
    async def story(scene):
        scene.caller.begin("why is my bill higher")
        await asyncio.sleep(after)

    assert played(story, line=answering(reply(3, "A promotion ended."))).ending is Ending.CALLER_LEFT


def test_who_is_silent_hears_a_goodbye_and_the_line_is_free(played):
    async def story(scene):
        await scene.until(lambda: scene.caller.ending is not None)

    assert played(story, hang_up=False).ending is Ending.GOODBYE
