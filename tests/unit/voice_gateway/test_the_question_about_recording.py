"""Leave to record counts only from a caller who has heard what is asked."""

from __future__ import annotations

import asyncio

import pytest

from conversation.owner import Owner
from conversation.server_frames import AgentFace, Waiting
from tests.unit.voice_gateway.calls import GREETING, play, silent
from tests.unit.voice_gateway.test_a_person_on_the_phone import moved
from voice_gateway.errors import SpeechUnavailable
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_recordings import ScriptedRecordings

HELLO = "What can I do for you?"
DOORS = [{"id": "d1", "title": "The assistant"}, {"id": "d2", "title": "Your team"}]
CHOOSING = reply(1, "Hello from the automated assistant. Who may help you?", choices=DOORS)


async def noted(line, turn):
    line.tell(reply(len(line.sent.turns) + 1, f"Noted {turn.text}."))


def asked_after(scene, words: str) -> bool:
    """Whether a whole question, and one about recording, was heard after these words."""
    told = scene.caller.heard.partition(words)[2]
    return "record" in told and "?" in told


def play_asking(story, *missed, answers=noted, **changes):
    recordings = ScriptedRecordings()
    scene = play(story, line=ScriptedLine(answers, *(missed or [GREETING]), **changes), recordings=recordings)
    return scene, recordings


def test_a_key_into_the_greeting_is_no_consent_and_the_question_comes():
    async def story(scene):
        await scene.heard("Hello")
        scene.caller.press("1")
        await scene.until(lambda: asked_after(scene, "assistant."))

    scene, recordings = play_asking(story)
    assert scene.caller.heard.startswith("Hello from the automated assistant.")
    assert (scene.line.sent.consents, recordings.kept) == ([], [])


def test_yes_please_into_the_greeting_is_for_the_assistant_and_the_question_comes_after_the_answer():
    async def story(scene):
        await scene.heard("assistant. What")
        await scene.caller.say("yes please")
        await scene.until(lambda: asked_after(scene, "Noted yes please."))
        assert scene.line.sent.consents == []
        await scene.quiet()
        await scene.caller.say("yes")
        await scene.until(lambda: bool(scene.line.sent.consents))

    scene, recordings = play_asking(story)
    assert [turn.text for turn in scene.line.sent.turns] == ["yes please"]
    assert [given for _, given in scene.line.sent.consents] == [True]
    assert len(recordings.kept) == 1


@pytest.mark.parametrize("pressed_at", ["Hello", "help you?", "You can say"])
def test_a_key_for_a_choice_of_the_greeting_is_that_choice(pressed_at):
    async def story(scene):
        await scene.until(lambda: pressed_at in scene.caller.heard or "assistant, or" in scene.caller.heard)
        scene.caller.press("1")
        await scene.until(lambda: asked_after(scene, "Noted The assistant."))

    scene, recordings = play_asking(story, CHOOSING)
    assert [turn.choice_id for turn in scene.line.sent.turns] == ["d1"]
    assert (scene.line.sent.consents, recordings.kept) == ([], [])


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_key_at_the_first_words_of_the_question_is_no_answer_and_it_is_asked_again(key):
    async def story(scene):
        await scene.heard(HELLO)
        before = len(scene.caller.heard.split())
        await scene.until(lambda: len(scene.caller.heard.split()) > before)
        scene.caller.press(key)
        await scene.until(lambda: scene.caller.heard.count("record") >= 2, within=30)
        assert scene.line.sent.consents == []
        await scene.quiet()
        scene.caller.press(key)
        await scene.until(lambda: bool(scene.line.sent.consents))

    scene, _ = play_asking(story, answers=silent)
    assert [given for _, given in scene.line.sent.consents] == [key == "1"], scene.caller.heard


def test_a_yes_at_the_first_words_of_the_question_is_asked_for_again_and_sent_to_nobody():
    async def story(scene):
        await scene.heard(HELLO)
        before = len(scene.caller.heard.split())
        await scene.until(lambda: len(scene.caller.heard.split()) > before)
        await scene.caller.say("yes")
        await scene.until(lambda: scene.caller.heard.count("record") >= 2, within=30)
        await scene.quiet()

    scene, recordings = play_asking(story)
    assert (scene.line.sent.turns, scene.line.sent.consents[:1], recordings.kept) == ([], [], [])


def test_a_cough_into_the_question_does_not_bring_it_again():
    async def story(scene):
        await scene.heard(HELLO)
        before = len(scene.caller.heard.split())
        await scene.until(lambda: len(scene.caller.heard.split()) > before)
        scene.caller.make_noise(300)
        await scene.quiet()
        await asyncio.sleep(3)
        scene.caller.press("1")
        await scene.until(lambda: bool(scene.line.sent.consents))
        assert scene.caller.heard.partition(HELLO)[2].count("?") == 1

    scene, _ = play_asking(story)
    assert [given for _, given in scene.line.sent.consents] == [True]


@pytest.mark.parametrize("asks", ["*", "say that again"])
def test_asked_to_say_it_again_the_question_comes_again_and_not_the_greeting(asks):
    async def story(scene):
        await scene.heard(HELLO)
        await scene.quiet_of_words()
        asked = scene.caller.heard.partition(HELLO)[2].strip()
        if asks == "*":
            scene.caller.press(asks)
        else:
            await scene.caller.say(asks)
        await scene.until(lambda: scene.caller.heard.count(asked) == 2)
        await scene.quiet()
        scene.caller.press("1")
        await scene.until(lambda: bool(scene.line.sent.consents))

    scene, _ = play_asking(story)
    assert scene.caller.heard.count("automated assistant.") == 1
    assert [given for _, given in scene.line.sent.consents] == [True]


def test_zero_into_the_greeting_is_a_person_at_once_and_no_word_on_recording_stands_in_the_ledger():
    async def story(scene):
        await scene.heard("Hello")
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)
        assert "assistant." not in scene.caller.heard
        await asyncio.sleep(5)

    scene, recordings = play_asking(story, answers=silent)
    assert (scene.line.sent.consents, recordings.kept) == ([], [])


def test_who_waits_for_the_team_says_yes_by_the_same_key():
    async def story(scene):
        scene.line.tell(Waiting(place=2, minutes=3))
        await scene.until(lambda: asked_after(scene, HELLO))
        scene.caller.press("1")
        await scene.until(lambda: bool(scene.line.sent.consents))

    scene, _ = play_asking(story, owner=Owner.QUEUE)
    assert [given for _, given in scene.line.sent.consents] == [True]
    assert scene.line.sent.company == 0


def play_held(story):
    """A call that Maya holds at the desk and has not joined yet."""
    return play_asking(story, answers=silent, owner=Owner.AGENT, agent=AgentFace(name="Maya"), redial="whole")


def test_an_agent_comes_in_before_it_is_answered_and_the_key_still_says_yes_while_that_is_said():
    async def story(scene):
        await scene.until(lambda: "record" in scene.caller.heard)
        await scene.quiet_of_words()
        async with scene.agent() as maya:
            scene.caller.press("1")
            await scene.until(lambda: bool(scene.line.sent.consents))
            before = scene.caller.heard
            await scene.quiet_of_words()
            told = scene.caller.heard.removeprefix(before)
            assert "?" not in told  # no question of the assistant's while a person is there
            await maya.say("good morning")
            await scene.heard("good morning")

    scene, recordings = play_held(story)
    assert [given for _, given in scene.line.sent.consents] == [True]
    assert len(recordings.kept) == 1


@pytest.mark.parametrize("answer", ["1", "yes"])
def test_once_an_agent_has_been_announced_silence_was_a_no_and_nothing_answers_it_any_more(answer):
    async def story(scene):
        await scene.until(lambda: "record" in scene.caller.heard)
        await scene.quiet_of_words()
        async with scene.agent():
            await scene.quiet_of_words()
            if answer == "1":
                scene.caller.press(answer)
            else:
                await scene.caller.say(answer)
            await asyncio.sleep(3)

    scene, recordings = play_held(story)
    assert [given for _, given in scene.line.sent.consents] == [False]
    assert recordings.kept == []


def test_an_agent_who_comes_into_the_question_ends_it_and_it_was_not_asked():
    async def story(scene):
        await scene.until(lambda: "record" in scene.caller.heard)
        assert not scene.caller.heard.rstrip().endswith("?")
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            assert "?" not in maya.heard
            scene.caller.press("1")
            await asyncio.sleep(1)

    scene, recordings = play_held(story)
    assert (scene.line.sent.consents, recordings.kept) == ([], [])


CALLED_BACK = "Meadowlark Mobile calls you back as you have asked."


@pytest.mark.parametrize("is_slow", [False, True])
def test_who_is_called_back_hears_who_calls_and_then_the_agent_and_is_asked_nothing_in_between(is_slow):
    recordings = ScriptedRecordings()
    line = ScriptedLine(silent, GREETING, owner=Owner.AGENT, agent=AgentFace(name="Maya"))

    async def story(scene):
        if is_slow:
            open_line = scene.line.open

            async def slowly():
                await asyncio.sleep(1.0)
                return await open_line()

            scene.line.open = slowly
        await scene.heard("Meadowlark")
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            assert "?" not in scene.caller.heard
            await maya.say("good morning")
            await scene.heard("good morning")
        scene.line.tell(moved(12, "assistant"))
        await scene.until(lambda: "record" in scene.caller.heard and scene.caller.heard.endswith("?"))

    scene = play(story, line=line, recordings=recordings, first_words=CALLED_BACK)
    assert scene.caller.heard.startswith(CALLED_BACK)
    assert scene.caller.heard.index("Maya") > len(CALLED_BACK)


def test_a_question_that_could_not_be_spoken_is_not_answered():
    async def story(scene):
        speak = scene.voice.speak

        async def without_the_question(sentence, manner):
            if "record" in sentence:
                raise SpeechUnavailable("told to be")
            return await speak(sentence, manner)

        scene.voice.speak = without_the_question
        await scene.heard(HELLO)
        await scene.quiet_of_words()
        await scene.quiet_of_words()
        scene.caller.press("1")
        await asyncio.sleep(1)

    scene, recordings = play_asking(story)
    assert (scene.line.sent.consents, recordings.kept) == ([], [])
