"""While it is for us to speak, nobody hears nothing for more than two seconds: whatever is slow, in every state."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from conversation.owner import Owner
from conversation.server_frames import AgentFace, Problem, TurnFrame, Waiting
from tests.unit.voice_gateway.calls import GREETING, Scene, play
from tests.unit.voice_gateway.silences import LONGEST_S, Silences
from tests.unit.voice_gateway.test_a_person_on_the_phone import MAYA, OMAR, moved
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_recordings import ScriptedRecordings

HELLO = "What can I do for you?"
LONG = "one two three four five six seven. Eight nine ten eleven twelve. And that was all of it."
CHOICES = [{"id": "c1", "title": "My bill"}, {"id": "c2", "title": "No signal"}]


@dataclass(kw_only=True)
class Slow:
    """How long each of them takes."""

    recogniser_s: float = 0.05
    front_door_s: float = 0.1
    voice_s: float = 0.01


@dataclass
class Talk:
    """A call in which something is slow, and how it is listened to."""

    scene: Scene
    slow: Slow
    silences: Silences

    async def greeted(self) -> None:
        await self.scene.heard(HELLO)
        await self.scene.quiet()

    async def hears(self, words: str) -> None:
        """Our turn, until these words were heard."""
        with self.silences.our_turn():
            await self.scene.heard(words)

    async def listens(self, seconds: float) -> None:
        """Our turn for so long."""
        with self.silences.our_turn():
            await asyncio.sleep(seconds)

    async def told(self, *frames) -> None:
        """By a front door that takes its time."""
        await asyncio.sleep(self.slow.front_door_s)
        self.scene.line.tell(*frames)


Act = Callable[[Talk], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class State:
    """What happens, and how the call begins."""

    act: Act
    replies: tuple = (reply(10, "That is the answer."),)
    missed: tuple = (GREETING,)
    line: dict = field(default_factory=dict)
    call: dict = field(default_factory=dict)


STATES: dict[str, State] = {}


def state(**more):
    def named(act):
        STATES[act.__name__] = State(act=act, **more)
        return act

    return named


def played(what: State, slow: Slow) -> tuple[float, Scene]:
    """The longest silence of a call, and the call."""
    waiting = list(what.replies)
    longest = []

    async def answers(line, _turn):
        frames = waiting.pop(0) if waiting else reply(90, "And that is all.")
        asyncio.get_running_loop().call_later(
            slow.front_door_s, lambda: line.tell(*(frames if isinstance(frames, tuple) else (frames,)))
        )

    class SlowToOpen(ScriptedLine):
        async def open(self):
            await asyncio.sleep(slow.front_door_s)
            return await super().open()

    async def story(scene):
        talk = Talk(scene, slow, Silences(scene.caller))
        await what.act(talk)
        longest.append(talk.silences.longest_s)

    scene = play(
        story,
        line=SlowToOpen(answers, *what.missed, **what.line),
        recognition_s=slow.recogniser_s,
        voice_s=slow.voice_s,
        **what.call,
    )
    return longest[0], scene


# -- the talk --------------------------------------------------------------------------------------------


@state()
async def opening(talk):
    await talk.hears(HELLO)


@state(call={"first_words": "This is the call you have booked."})
async def opening_a_call_of_ours(talk):
    await talk.hears(HELLO)


@state()
async def asking(talk):
    await talk.greeted()
    await talk.scene.caller.say("why is my bill higher")
    await talk.hears("the answer.")


@state(replies=(reply(10, LONG),))
async def hearing_a_long_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.hears("all of it.")


@state(replies=((reply(10, "First of all this.", last=False),), reply(11, "And then that.")))
async def hearing_an_answer_in_two_parts(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    with talk.silences.our_turn():
        await talk.scene.heard("of all this.")
        await talk.told(reply(11, "And then that."))
        await talk.scene.heard("then that.")


@state(replies=(reply(10, LONG), reply(11, "Something else then.")))
async def cutting_in(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.scene.heard("one two")
    await talk.scene.caller.say("no something else please")
    await talk.hears("else then.")


@state(replies=(reply(10, LONG),))
async def showing_that_one_listens(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.scene.heard("one two")
    await talk.scene.caller.say("uh-huh okay")
    await talk.hears("all of it.")


@state(replies=(reply(10, LONG),))
async def coughing_into_an_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.scene.heard("one two")
    talk.scene.caller.make_noise(300)
    await asyncio.sleep(0.3)
    await talk.hears("all of it.")


@state(replies=(reply(10, LONG),))
async def being_unclear_into_an_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.scene.heard("one two")
    talk.scene.caller.make_noise(1_500)
    await asyncio.sleep(1.5)
    with talk.silences.our_turn():
        await talk.scene.until(
            lambda: any(w in talk.scene.caller.heard for w in ("once more?", "again.", "was it?"))
        )


@state()
async def speaking_into_the_greeting(talk):
    await talk.scene.heard("Hello")
    await talk.scene.caller.say("why is my bill higher")
    await talk.hears("the answer.")


@state(replies=(reply(10, "That is the first answer."), reply(11, "That is the second answer.")))
async def speaking_while_one_waits_for_an_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("why is my bill higher")
    with talk.silences.our_turn():
        await talk.scene.until(lambda: bool(talk.scene.line.sent.turns))
    await talk.scene.caller.say("and what about the one before")
    await talk.hears("second answer.")


@state()
async def acknowledging_while_one_waits_for_an_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("why is my bill higher")
    with talk.silences.our_turn():
        await talk.scene.until(lambda: bool(talk.scene.line.sent.turns))
    await talk.scene.caller.say("okay")
    await talk.hears("the answer.")


@state(replies=(reply(10, LONG),))
async def asking_to_be_told_again_and_slower(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.scene.heard("all of it.")
    await talk.scene.quiet()
    await talk.scene.caller.say("slower please")
    with talk.silences.our_turn():
        await talk.scene.until(lambda: talk.scene.caller.heard.count("all of it.") == 2)


# -- keys ------------------------------------------------------------------------------------------------


@state(missed=(reply(1, "Hello from us all. What is the ZIP code?", expects="zip"),))
async def typing_digits(talk):
    await talk.scene.heard("ZIP code?")
    await talk.scene.quiet()
    talk.scene.caller.press("55101")
    await talk.hears("the answer.")


@state(missed=(reply(1, "To be sure it is you, the PIN, please.", expects="secret:4"),))
async def typing_a_secret(talk):
    await talk.scene.heard("To be")
    talk.scene.caller.press("4021")
    await talk.hears("the answer.")


@state(missed=(reply(1, "What is it?", choices=CHOICES),))
async def picking_a_choice(talk):
    await talk.scene.heard("signal")
    talk.scene.caller.press("1")
    await talk.hears("the answer.")


@state(missed=(reply(1, "What is it?", choices=CHOICES),))
async def pressing_a_key_that_stands_for_nothing(talk):
    await talk.scene.heard("signal")
    await talk.scene.quiet()
    before = talk.scene.caller.heard
    talk.scene.caller.press("7")
    with talk.silences.our_turn():
        await talk.scene.until(lambda: talk.scene.caller.heard != before)


@state(call={"is_free": False}, missed=(reply(1, "What is the ZIP code?", expects="zip"),))
async def having_digits_said_back(talk):
    await talk.scene.heard("code?")
    await talk.scene.quiet()
    await talk.scene.caller.say("five five one oh one")
    await talk.hears("five five one zero one")


# -- languages -------------------------------------------------------------------------------------------


@state(replies=(reply(10, "Hablamos de su factura ahora."),))
async def changing_the_language_by_key(talk):
    await talk.greeted()
    talk.scene.caller.press("9")
    await talk.hears("factura ahora.")


@state(replies=(reply(10, "Hablamos de su factura ahora."),))
async def changing_the_language_aloud(talk):
    await talk.greeted()
    await talk.scene.caller.say("spanish please")
    await talk.hears("factura ahora.")


# -- a person --------------------------------------------------------------------------------------------


async def waits_with_music(talk):
    before = talk.scene.caller.quiet_sounds
    await talk.scene.until(lambda: talk.scene.caller.quiet_sounds > before + 50)


@state()
async def asking_for_a_person_by_key(talk):
    await talk.greeted()
    talk.scene.caller.press("0")
    with talk.silences.our_turn():
        await talk.told(
            reply(10, "Somebody comes to the phone."), moved(11, "queue"), Waiting(place=2, minutes=3)
        )
        await waits_with_music(talk)
        await talk.scene.heard("three minutes")


@state(replies=((reply(10, "Somebody comes to the phone."), moved(11, "queue")),))
async def asking_for_a_person_aloud(talk):
    await talk.greeted()
    await talk.scene.caller.say("a person please")
    with talk.silences.our_turn():
        await waits_with_music(talk)


QUEUE = {"owner": Owner.QUEUE}
HELD = {"owner": Owner.AGENT, "agent": MAYA}
IN_LINE = (GREETING, Waiting(place=2, minutes=4))


@state(line=QUEUE, missed=IN_LINE)
async def waiting_in_the_queue(talk):
    await talk.listens(60.0)


@state(line=QUEUE, missed=IN_LINE, replies=(reply(10, "Your team reads that."),))
async def speaking_in_the_queue(talk):
    await waits_with_music(talk)
    await talk.scene.caller.say("i am in a hurry today")
    await talk.hears("reads that.")
    await talk.listens(3.0)


@state(line=QUEUE, missed=IN_LINE)
async def cutting_into_a_word_about_the_wait(talk):
    await talk.scene.heard("four")
    await talk.scene.caller.say("i am in a hurry today")
    await talk.hears("the answer.")


@state(line=QUEUE, missed=IN_LINE)
async def taking_the_assistant_for_company(talk):
    await waits_with_music(talk)
    talk.scene.caller.press("1")
    with talk.silences.our_turn():
        await talk.told(reply(10, "Meanwhile I can help."))
        await talk.scene.heard("can help.")
    await talk.scene.quiet()
    await talk.scene.caller.say("why is my bill higher")
    await talk.hears("the answer.")
    talk.scene.caller.press("0")
    with talk.silences.our_turn():
        await waits_with_music(talk)


@state(line=QUEUE, missed=IN_LINE)
async def leaving_a_number(talk):
    await waits_with_music(talk)
    talk.scene.caller.press("6515550123")
    with talk.silences.our_turn():
        await talk.told(reply(10, "You are called at that number."), moved(11, "parked"))
        await talk.scene.heard("that number.")


@state(line=QUEUE, missed=IN_LINE)
async def leaving_a_number_that_is_none(talk):
    await waits_with_music(talk)
    talk.scene.caller.press("2225550123")
    with talk.silences.our_turn():
        await talk.told(Problem(code="bad_number"))
        await waits_with_music(talk)


@state(call={"listens": False}, missed=(GREETING,))
async def being_sent_straight_to_the_team(talk):
    with talk.silences.our_turn():
        await talk.scene.until(lambda: talk.scene.line.sent.person == 1)
        await talk.told(moved(11, "queue"))
        await waits_with_music(talk)


@state(line=HELD)
async def waiting_for_an_agent_to_come_to_the_phone(talk):
    await talk.listens(60.0)


@state(line=HELD)
async def being_put_on_hold(talk):
    await waits_with_music(talk)
    async with talk.scene.agent() as maya:
        await talk.scene.quiet_of_words()
        maya.hold(on=True)
        await talk.listens(10.0)
        maya.hold(on=False)
        await talk.scene.quiet_of_words()


@state(line=HELD)
async def being_passed_to_another_agent(talk):
    await waits_with_music(talk)
    async with talk.scene.agent():
        await talk.scene.quiet_of_words()
        talk.scene.line.tell(moved(12, "agent", OMAR))
        await talk.listens(20.0)


@state(line=HELD)
async def being_passed_back_to_the_queue(talk):
    await waits_with_music(talk)
    async with talk.scene.agent():
        await talk.scene.quiet_of_words()
        talk.scene.line.tell(moved(12, "queue"))
        await talk.listens(20.0)


@state(line=HELD)
async def losing_the_agent(talk):
    await waits_with_music(talk)
    async with talk.scene.agent() as maya:
        await talk.scene.quiet_of_words()
        maya.leave(Ending.LINE_DROPPED)
        await talk.listens(20.0)


@state(line=HELD)
async def an_agent_steps_out_to_write(talk):
    await waits_with_music(talk)
    async with talk.scene.agent():
        await talk.scene.quiet_of_words()
    with talk.silences.our_turn():
        await talk.told(reply(12, "It is three dollars.", author="agent", agent=AgentFace(name="Maya")))
        await talk.scene.heard("three dollars.")


@state(line=HELD)
async def an_agent_writes(talk):
    await waits_with_music(talk)
    talk.scene.line.tell(reply(12, "What is it about?", author="agent", agent=MAYA))
    await talk.scene.heard("it about?")
    await talk.scene.quiet()
    await talk.scene.caller.say("why is my bill higher")
    with talk.silences.our_turn():
        await talk.scene.until(lambda: bool(talk.scene.line.sent.turns))
        await talk.told(TurnFrame(seq=13, text="why is my bill higher", at=GREETING.at))
        await asyncio.sleep(20.0)
        talk.scene.line.tell(reply(14, "A promotion ended.", author="agent", agent=MAYA))
        await talk.scene.heard("promotion ended.")


@pytest.mark.parametrize("owner", ["assistant", "parked"])
def test_who_is_handed_on_by_an_agent_hears_so_and_is_asked_for_more(owner):
    async def act(talk):
        await waits_with_music(talk)
        async with talk.scene.agent():
            await talk.scene.quiet_of_words()
            talk.scene.line.tell(moved(12, owner))
            with talk.silences.our_turn():
                await talk.scene.until(lambda: "Maya" not in talk.scene.caller.heard.split(".")[-2])
        await talk.scene.quiet()
        await talk.scene.caller.say("why is my bill higher")
        await talk.hears("the answer.")

    longest, scene = played(State(act=act, line=HELD), Slow())
    assert longest <= LONGEST_S
    assert any(
        words in scene.caller.heard
        for words in ("automated", "your team about this", "noted", "taken it down")
    )


# -- hold, and calls that come again ---------------------------------------------------------------------


@state(replies=(reply(10, LONG),))
async def coming_back_from_hold_to_an_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("tell me everything")
    await talk.scene.heard("one two")
    talk.scene.caller.hold(on=True)
    await asyncio.sleep(20)
    talk.scene.caller.hold(on=False)
    await talk.hears("all of it.")


@state()
async def coming_back_from_hold_while_one_waits_for_an_answer(talk):
    await talk.greeted()
    await talk.scene.caller.say("why is my bill higher")
    await talk.scene.until(lambda: bool(talk.scene.line.sent.turns))
    talk.scene.caller.hold(on=True)
    await asyncio.sleep(0.5)
    talk.scene.caller.hold(on=False)
    await talk.hears("the answer.")


@state(line={"redial": "whole"}, missed=(GREETING, reply(2, "What is the ZIP code?", expects="zip")))
async def calling_again(talk):
    await talk.hears("ZIP code?")
    await talk.scene.quiet()
    await talk.scene.caller.say("five five one oh one")
    await talk.hears("the answer.")


# -- recording -------------------------------------------------------------------------------------------


async def asked_whether_it_may_be_recorded(talk):
    await talk.scene.heard(HELLO)
    await talk.scene.until(lambda: "?" in talk.scene.caller.heard.partition(HELLO)[2])
    await talk.scene.quiet()


def recording(act):
    async def asked(talk):
        await asked_whether_it_may_be_recorded(talk)
        await act(talk)

    STATES[act.__name__] = State(act=asked, call={"recordings": ScriptedRecordings()})
    return act


@recording
async def agreeing_to_be_recorded(talk):
    before = talk.scene.caller.heard
    await talk.scene.caller.say("yes")
    with talk.silences.our_turn():
        await talk.scene.until(lambda: bool(talk.scene.line.sent.consents))
        await talk.scene.until(lambda: talk.scene.caller.heard.endswith(HELLO))
    assert talk.scene.caller.heard != before


@recording
async def passing_over_the_question_about_recording(talk):
    await talk.scene.caller.say("why is my bill higher")
    await talk.hears("the answer.")


# -- measured --------------------------------------------------------------------------------------------


STAGES = ["recogniser_s", "front_door_s", "voice_s"]
MOST_COMMON = ["asking", "cutting_in", "showing_that_one_listens", "coughing_into_an_answer", "typing_digits"]


def assert_no_dead_air(name: str, slow: Slow) -> None:
    longest, scene = played(STATES[name], slow)
    assert longest <= LONGEST_S, f"{longest} s; the caller heard: {scene.caller.heard}"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", STATES)
def test_no_silence_of_ours_is_longer_than_two_seconds(name, stage):
    assert_no_dead_air(name, Slow(**{stage: 8.0}))


@pytest.mark.parametrize("seconds", [1.0, 3.0])
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", MOST_COMMON)
def test_nor_where_it_is_less_slow(name, stage, seconds):
    assert_no_dead_air(name, Slow(**{stage: seconds}))


@pytest.mark.parametrize("name", MOST_COMMON)
def test_nor_where_everything_is_slow_at_once(name):
    assert_no_dead_air(name, Slow(recogniser_s=3.0, front_door_s=3.0, voice_s=3.0))
