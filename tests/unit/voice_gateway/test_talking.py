"""Taking turns, as a caller notices it."""

import asyncio

from conversation.server_frames import TurnFrame
from tests.unit.voice_gateway.calls import GREETING, play, silent
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

HELLO = "What can I do for you?"


def answering(*replies):
    """A front door that has these replies, one a turn."""
    waiting = list(replies)

    async def answer(line, turn):
        if waiting:
            line.tell(waiting.pop(0))

    return ScriptedLine(answer, GREETING)


def test_a_listeners_mm_hm_does_not_take_the_floor():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("tell me everything")
        await scene.heard("one two")
        await scene.caller.say("uh-huh okay")
        await scene.heard("nine ten.")

    scene = play(story, line=answering(reply(3, "one two three four five six seven eight nine ten.")))
    assert len(scene.line.sent.turns) == 1
    assert scene.line.sent.heard == []


def test_yes_over_a_question_for_yes_or_no_is_the_answer():
    question = reply(3, "Shall I switch it on for you right away now?", expects="yes_no")

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("autopay")
        await scene.heard("Shall I switch it")
        await scene.caller.say("yes")
        await scene.heard("Done.")

    scene = play(story, line=answering(question, reply(5, "Done.")))
    assert [turn.text for turn in scene.line.sent.turns] == ["autopay", "yes"]


SHALL_I = "Shall I switch it on for you?"


def asked_to_switch_it_on(*said):
    """What a caller who is asked that, and gets no answer from then on, has sent after these words."""
    asks = reply(1, f"Hello from us all. {SHALL_I}", expects="yes_no")

    async def story(scene):
        await scene.heard(SHALL_I)
        await scene.quiet()
        for words in said:
            await scene.caller.say(words)
            await asyncio.sleep(1.5)

    scene = play(story, line=ScriptedLine(silent, asks))
    return [turn.text for turn in scene.line.sent.turns]


def test_okay_is_the_answer_to_a_question_for_yes_or_no_also_while_other_words_wait_for_theirs():
    assert asked_to_switch_it_on("well I guess so", "okay") == ["well I guess so", "okay"]


def test_okay_after_the_answer_answers_no_question_that_was_not_heard_yet():
    assert asked_to_switch_it_on("yes", "okay") == ["yes"]


def test_who_takes_the_answer_back_before_it_is_acted_on_is_heard():
    assert asked_to_switch_it_on("yes", "no") == ["yes", "no"]


def test_a_cough_is_not_a_turn():
    async def story(scene):
        await scene.heard(HELLO)
        scene.caller.make_noise(300)
        await scene.until(lambda: scene.now() > 5.5)

    scene = play(story)
    assert scene.line.sent.turns == []


def test_a_pause_in_the_middle_of_a_number_does_not_cut_it():
    asks = ScriptedLine(silent, reply(1, "What is the number?", expects="phone"))

    async def story(scene):
        await scene.heard("number?")
        await scene.caller.say("five five five")
        await asyncio.sleep(1.0)
        await scene.caller.say("one two three oh one oh one")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=asks)
    assert [turn.text for turn in scene.line.sent.turns] == ["five five five one two three oh one oh one"]


def test_what_is_said_over_the_disclosure_is_kept_and_answered_after_it():
    async def story(scene):
        await scene.heard("Hello")
        await scene.caller.say("person please")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story)
    assert "Hello from the automated assistant." in scene.caller.heard
    assert [turn.text for turn in scene.line.sent.turns] == ["person please"]


def test_say_that_again_repeats_the_answer_and_asks_nobody():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("my balance")
        await scene.heard("Ten dollars.")
        await scene.quiet()
        await scene.caller.say("say that again")
        await scene.until(lambda: scene.caller.heard.count("Ten dollars.") == 2)

    scene = play(story, line=answering(reply(3, "Ten dollars.")))
    assert len(scene.line.sent.turns) == 1


def test_slower_is_told_to_the_voice():
    manners = []

    async def story(scene):
        speak = scene.voice.speak

        async def noted(sentence, manner):
            manners.append(manner.words_per_minute)
            return await speak(sentence, manner)

        scene.voice.speak = noted
        await scene.heard(HELLO)
        await scene.caller.say("slower please")
        await scene.until(lambda: scene.caller.heard.count(HELLO) == 2)

    play(story)
    assert manners[-1] < manners[0]


def test_no_dead_air_while_an_answer_takes_its_time():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("my bill")
        sent = scene.now()
        await scene.quiet()
        before = scene.caller.heard
        await scene.until(lambda: scene.caller.heard != before)
        assert scene.now() - sent < 2.6

    play(story)


def test_somebody_who_speaks_into_the_goodbye_stays():
    async def story(scene):
        await scene.until(lambda: "0" in scene.caller.heard or "zero" in scene.caller.heard)
        await scene.quiet()
        await scene.until(lambda: scene.caller.is_hearing)
        await asyncio.sleep(1.0)
        await scene.caller.say("wait wait I am here")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story)
    assert scene.ending is Ending.CALLER_LEFT


def test_a_reply_is_spoken_as_people_say_it():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("how much")
        await scene.heard("eighty-two dollars and fourteen cents.")

    play(story, line=answering(reply(3, "It is $82.14.")))


def test_when_the_recogniser_breaks_the_caller_is_told_what_still_works():
    async def story(scene):
        await scene.heard(HELLO)
        scene.recogniser.broken = True
        await scene.caller.say("hello")
        await scene.quiet()
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    play(story)


def test_words_that_cannot_be_made_out_three_times_bring_a_person():
    async def story(scene):
        await scene.heard(HELLO)
        for _ in range(3):
            await scene.quiet()
            scene.caller.make_noise(1_500)
            await asyncio.sleep(2.5)
        await scene.until(lambda: scene.line.sent.person == 1)

    play(story)


def test_the_conversation_of_the_chat_goes_on_with_its_open_question():
    asked = reply(3, "What is the ZIP code?", expects="zip")
    turn = TurnFrame(seq=2, text="no signal", at=asked.at)

    async def story(scene):
        await scene.heard("What is the ZIP code?")

    scene = play(story, line=ScriptedLine(silent, GREETING, turn, asked))
    assert HELLO not in scene.caller.heard


def test_a_call_that_is_refused_ends_at_once():
    line = ScriptedLine(silent)
    line.refuses = True

    async def story(scene):
        await scene.until(lambda: scene.caller.ending is not None)

    assert play(story, line=line, hang_up=False).ending is Ending.REFUSED


def test_a_front_door_that_is_gone_is_told_to_the_caller_before_the_call_ends():
    async def story(scene):
        await scene.heard(HELLO)
        scene.line.break_down()
        await scene.until(lambda: scene.caller.ending is not None)

    scene = play(story, hang_up=False)
    assert scene.ending is Ending.LOST
    assert "systems" in scene.caller.heard
