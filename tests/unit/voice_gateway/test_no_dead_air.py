"""While an answer takes its time the caller is never left in silence for more than two seconds."""

import asyncio

from tests.unit.voice_gateway.calls import GREETING, play, silent
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

FRAME_S = 0.02
LONGEST_S = 2.0 + 0.1


def test_a_front_door_that_does_not_answer_for_twenty_seconds_leaves_no_dead_air():
    longest = []

    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        await scene.caller.say("why is my bill higher")
        longest.append(await longest_silence(scene, 20.0))

    scene = play(story, line=ScriptedLine(silent, GREETING))
    assert longest[0] <= LONGEST_S
    said = scene.caller.heard.split("for you?")[-1]
    assert "zero" in said


async def longest_silence(scene, seconds: float) -> float:
    still = longest = 0.0
    for _ in range(round(seconds / FRAME_S)):
        still = 0.0 if scene.caller.is_hearing else still + FRAME_S
        longest = max(longest, still)
        await asyncio.sleep(FRAME_S)
    return longest


def test_the_offer_of_a_person_comes_once_six_seconds_have_passed():
    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        await scene.caller.say("why is my bill higher")
        sent = scene.now()
        await scene.heard("zero")
        assert 6.0 <= scene.now() - sent < 11.0
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    play(story, line=ScriptedLine(silent, GREETING))


def test_an_answer_in_time_is_not_talked_over():
    async def soon(line, turn):
        await asyncio.sleep(1.0)
        line.tell(reply(2, "Your bill is higher for a reason."))

    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        await scene.caller.say("why is my bill higher")
        await scene.heard("a reason.")

    scene = play(story, line=ScriptedLine(soon, GREETING))
    assert "moment" not in scene.caller.heard


def test_a_front_door_that_is_slow_to_let_the_call_in_leaves_no_dead_air():
    longest = []

    class Slow(ScriptedLine):
        async def open(self):
            await asyncio.sleep(4.5)
            return await super().open()

    async def story(scene):
        longest.append(await longest_silence(scene, 4.5))
        await scene.heard("What can I do for you?")

    scene = play(story, line=Slow(silent, GREETING))
    assert longest[0] <= LONGEST_S
    assert "zero" not in scene.caller.heard


def test_a_front_door_that_lets_the_call_in_at_once_speaks_first():
    async def story(scene):
        await scene.heard("What can I do for you?")

    assert play(story).caller.heard.startswith("Hello from the automated assistant")
