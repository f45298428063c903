"""The front door goes down in mid-call and comes back: nothing said or pressed is lost, and nobody hears silence."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.dropping_door import DroppingDoor
from tests.unit.voice_gateway.calls import GREETING, play
from tests.unit.voice_gateway.silences import LONGEST_S, Silences
from voice_gateway.call.line import Arrival
from voice_gateway.call.websocket_line import Address, WebSocketLine
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import reply

HELLO = "What can I do for you?"
ASKED = "why is my bill higher"


def play_at_a_door(story, *, is_up: bool = True, hang_up: bool = True):
    """A call, the door and the longest silence of ours; the story is given the scene, the door and the ear."""
    silences = []

    async def told(scene):
        silences.append(Silences(scene.caller))
        await story(scene, door, silences[0])

    door = DroppingDoor(GREETING, answers=lambda text: reply(9, "That is the answer.") if text else None)
    door.is_up = is_up
    line = WebSocketLine(door, Address(url="http://door"), "call", Arrival())
    scene = play(told, line=line, hang_up=hang_up, voice_s=0.05)
    return scene, door, silences[0].longest_s


async def greeted(scene) -> None:
    await scene.heard(HELLO)
    await scene.quiet()


async def back_after(door, seconds: float) -> None:
    await asyncio.sleep(seconds)
    door.is_up = True


@pytest.mark.parametrize("seconds", [0.1, 3.0, 6.0])
def test_what_is_said_while_it_is_down_is_answered_once_it_is_back(seconds):
    async def story(scene, door, silences):
        await greeted(scene)
        await door.go_down()
        await scene.caller.say(ASKED)
        with silences.our_turn():
            await back_after(door, seconds)
            await scene.heard("the answer.")
            await scene.quiet()

    scene, door, longest = play_at_a_door(story)
    assert longest <= LONGEST_S
    assert (door.turns, door.came) == ([ASKED], 2)
    assert scene.caller.heard.count(HELLO) == 1
    assert scene.caller.heard.count("the answer.") == 1


def test_an_answer_that_was_cut_off_is_told_when_it_is_back():
    """The turn arrived, and the socket went before its answer."""

    async def story(scene, door, silences):
        await greeted(scene)
        door.goes_down_before_answers = True
        await scene.caller.say(ASKED)
        with silences.our_turn():
            await scene.until(lambda: not door.is_up)
            await back_after(door, 4.0)
            await scene.heard("the answer.")

    scene, door, longest = play_at_a_door(story)
    assert longest <= LONGEST_S
    assert door.turns == [ASKED]
    assert scene.caller.heard.count("the answer.") == 1


def test_zero_while_it_is_down_brings_the_person_once_it_is_back():
    async def story(scene, door, silences):
        await greeted(scene)
        await door.go_down()
        await asyncio.sleep(0.1)
        scene.caller.press("0")
        with silences.our_turn():
            await back_after(door, 5.0)
            await scene.until(lambda: door.wishes("team") == 1)
        await asyncio.sleep(5.0)

    _, door, longest = play_at_a_door(story)
    assert longest <= LONGEST_S
    assert door.wishes("team") == 1


def test_zero_that_is_refused_for_the_moment_is_asked_for_again():
    async def story(scene, door, _silences):
        await greeted(scene)
        door.busy = 3
        scene.caller.press("0")
        await scene.until(lambda: door.wishes("team") == 1)
        await asyncio.sleep(5.0)

    assert play_at_a_door(story)[1].wishes("team") == 1


def test_how_much_was_heard_of_an_answer_is_told_once_it_is_back():
    async def story(scene, door, _silences):
        await scene.heard("assistant. What can")
        await door.go_down()
        await scene.caller.say(ASKED)
        await back_after(door, 2.0)
        await scene.heard("the answer.")

    _, door, _ = play_at_a_door(story)
    [heard] = [frame for frame in door.frames if frame["type"] == "heard"]
    assert heard["seq"] == GREETING.seq
    assert str(heard["words"]).startswith("Hello from the automated assistant. What can")


def test_what_is_said_and_pressed_before_it_lets_the_call_in_is_not_lost():
    async def story(scene, door, _silences):
        connect = door.ws_connect

        async def slowly(url, **more):
            await asyncio.sleep(3.0)
            return await connect(url, **more)

        door.ws_connect = slowly
        await scene.caller.say(ASKED)
        scene.caller.press("0")
        await scene.until(lambda: door.wishes("team") == 1)

    assert play_at_a_door(story)[1].turns in ([ASKED], [])


def test_one_that_does_not_come_back_is_told_to_the_caller_before_the_call_ends():
    async def story(scene, door, silences):
        await greeted(scene)
        await door.go_down()
        await scene.caller.say(ASKED)
        with silences.our_turn():
            await scene.until(lambda: scene.caller.ending is not None)

    scene, _, longest = play_at_a_door(story, hang_up=False)
    assert longest <= LONGEST_S
    assert scene.ending is Ending.LOST
    assert "systems" in scene.caller.heard
