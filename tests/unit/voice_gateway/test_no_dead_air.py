"""While an answer takes its time the caller is never left in silence for more than two seconds."""

import asyncio

import pytest

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


# -- before the caller's words are known ----------------------------------------------------------------


async def answers(line, turn):
    """A front door that is quick."""
    await asyncio.sleep(0.2)
    line.tell(reply(2 * len(line.sent.turns), "That is the answer."))


def told_to_wait(scene) -> str:
    """What was said between the greeting and the answer."""
    return scene.caller.heard.split("for you?")[-1].split("That is")[0].strip()


def asking(text, *, seconds=0.05, listened_s=2.5, answering=answers):
    """A caller asks, and listens for so long; the call, and the longest silence after the last word."""
    longest = []

    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        await scene.caller.say(text)
        longest.append(await longest_silence(scene, listened_s))
        if answering is answers:
            await scene.heard("the answer.")

    scene = play(story, line=ScriptedLine(answering, GREETING), recognition_s=seconds)
    return scene, longest[0]


@pytest.mark.parametrize("seconds", [1.0, 1.5, 3.0, 8.0])
def test_a_recogniser_that_takes_its_time_leaves_no_dead_air(seconds):
    scene, longest = asking("why is my bill higher", seconds=seconds, listened_s=seconds + 2.0)
    assert longest <= LONGEST_S
    assert "That is the answer." in scene.caller.heard
    [turn] = scene.line.sent.turns
    assert (turn.text, turn.interrupted) == ("why is my bill higher", False)
    assert scene.line.sent.heard == []


@pytest.mark.parametrize("seconds", [1.0, 3.0, 8.0])
def test_a_recogniser_and_a_front_door_that_both_take_their_time_leave_no_dead_air(seconds):
    _, longest = asking("why is my bill higher", seconds=seconds, listened_s=20.0, answering=silent)
    assert longest <= LONGEST_S


def test_a_person_is_offered_while_words_are_not_known_yet():
    scene, _ = asking("why is my bill higher", seconds=8.0, listened_s=10.0)
    assert "zero" in told_to_wait(scene)


@pytest.mark.parametrize("text", ["why is my bill higher", "my bill", "I lost my phone yesterday"])
def test_who_is_understood_and_answered_quickly_is_not_told_to_wait(text):
    scene, longest = asking(text)
    assert longest <= LONGEST_S
    assert told_to_wait(scene) == ""


UNFINISHED = "i want to know about my"


def test_words_that_sound_unfinished_are_answered_and_before_an_answer_that_comes_at_once_there_is_no_word():
    async def at_once(line, turn):
        line.tell(reply(2, "That is the answer."))

    scene, longest = asking(UNFINISHED, answering=at_once, listened_s=4.0)
    assert longest <= LONGEST_S
    assert told_to_wait(scene) == ""
    assert "That is the answer." in scene.caller.heard


def test_after_words_that_sound_unfinished_a_slow_answer_leaves_no_dead_air():
    scene, longest = asking(UNFINISHED, listened_s=8.0, answering=silent)
    assert longest <= LONGEST_S
    assert told_to_wait(scene).startswith("One moment.")
    assert [turn.text for turn in scene.line.sent.turns] == [UNFINISHED]


ASKS_NUMBER = reply(1, "Hello from us all. What number can I reach you at?", expects="phone")


def reading_a_number(*, then):
    """A caller who reads the first digits of a number, and what they do after an "Uh-huh."."""

    async def story(scene):
        await scene.heard("reach you at?")
        await scene.quiet()
        await scene.caller.say("six five one five five five")
        await scene.heard("Uh-huh.")
        assert scene.line.sent.turns == []
        await then(scene)
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, ASKS_NUMBER))
    [turn] = scene.line.sent.turns
    return turn.text


def test_who_looks_up_the_rest_of_a_number_is_shown_to_be_listened_to_and_has_time_for_it():
    async def goes_on(scene):
        await asyncio.sleep(0.4)
        await scene.caller.say("oh one two three")

    assert reading_a_number(then=goes_on) == "six five one five five five oh one two three"


def test_who_has_no_more_of_it_is_answered():
    async def has_no_more(scene):
        assert await longest_silence(scene, 3.0) <= LONGEST_S

    assert reading_a_number(then=has_no_more) == "six five one five five five"


def test_who_only_stops_for_breath_hears_nothing():
    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        await scene.caller.say(UNFINISHED)
        await asyncio.sleep(1.3)
        await scene.caller.say("last bill please")
        await scene.heard("the answer.")

    scene = play(story, line=ScriptedLine(answers, GREETING))
    assert told_to_wait(scene) == ""
    assert [turn.text for turn in scene.line.sent.turns] == ["i want to know about my last bill please"]


@pytest.mark.parametrize(
    ("greeting", "first", "seconds", "pause_s"),
    [(ASKS_NUMBER, "six five one", 0.05, 1.56), (GREETING, "why is my bill higher", 3.0, 1.3)],
)
def test_who_goes_on_is_not_talked_over_and_is_heard_whole(greeting, first, seconds, pause_s):
    async def story(scene):
        await scene.until(lambda: "you?" in scene.caller.heard or "at?" in scene.caller.heard)
        await scene.quiet()
        await scene.caller.say(first)
        await asyncio.sleep(pause_s)
        assert scene.caller.is_hearing
        scene.caller.begin("and the one before it")
        await asyncio.sleep(0.3)
        while scene.caller.is_speaking:
            assert not scene.caller.is_hearing
            await asyncio.sleep(FRAME_S)
        await scene.heard("the answer.")

    scene = play(story, line=ScriptedLine(answers, greeting), recognition_s=seconds)
    [turn] = scene.line.sent.turns
    assert (turn.text, turn.interrupted) == (f"{first} and the one before it", False)
    assert scene.line.sent.heard == []


def test_a_yes_that_is_understood_under_words_of_ours_is_the_answer():
    scene, _ = asking("okay", seconds=1.2, listened_s=4.0)
    assert told_to_wait(scene) == "One moment."
    assert [turn.text for turn in scene.line.sent.turns] == ["okay"]


def test_who_was_told_to_wait_for_a_cough_is_asked_what_they_said():
    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        scene.caller.make_noise(300)
        await scene.heard("moment.")
        await asyncio.sleep(5.5)

    scene = play(story, recognition_s=3.0)
    assert "Could you say it once more?" in told_to_wait(scene)
    assert scene.line.sent.turns == []


def test_a_person_is_there_by_key_while_words_are_not_known_yet():
    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.quiet()
        await scene.caller.say("why is my bill higher")
        await scene.heard("moment.")
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    play(story, recognition_s=8.0)
