"""Keys, secrets, a recogniser of few words, and the person who takes over."""

import asyncio

import pytest

from conversation.owner import Owner
from conversation.server_frames import StateChanged, Waiting
from tests.unit.voice_gateway.calls import GREETING, play, silent
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

HELLO = "What can I do for you?"
CHOICES = [{"id": "c1", "title": "My bill"}, {"id": "c2", "title": "No signal"}]


def test_a_lone_zero_where_digits_are_asked_for_is_a_person():
    async def story(scene):
        await scene.heard("PIN, please.")
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    scene = play(story, line=ScriptedLine(silent, reply(1, "The PIN, please.", expects="secret:4")))
    assert scene.line.sent.turns == []


def test_a_question_for_a_secret_cannot_be_cut_and_keys_pass_all_the_same():
    async def story(scene):
        await scene.heard("To be sure")
        await scene.caller.say("what is this about anyway")
        await scene.heard("please.")

    scene = play(
        story,
        line=ScriptedLine(silent, reply(1, "To be sure it is you, the PIN, please.", expects="secret:4")),
    )
    assert scene.line.sent.heard == []


def test_choices_are_read_out_and_taken_by_their_keys():
    async def story(scene):
        await scene.heard("No signal")
        await scene.quiet()
        scene.caller.press("2")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, reply(1, "What is it?", choices=CHOICES)))
    assert scene.line.sent.turns[0].choice_id == "c2"


def test_yes_and_no_have_keys():
    async def story(scene):
        await scene.heard("Shall I?")
        await scene.quiet()
        scene.caller.press("2")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, reply(1, "Shall I?", expects="yes_no")), is_free=False)
    assert [turn.text for turn in scene.line.sent.turns] == ["no"]
    assert "yes" in scene.caller.heard


def test_a_key_does_not_cut_that_it_is_automated_and_counts_after_it():
    told = "Hello from the automated assistant. What is it?"

    async def story(scene):
        await scene.heard("Hello")
        scene.caller.press("2")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, reply(1, told, choices=CHOICES)))
    assert scene.caller.heard.startswith("Hello from the automated assistant.")
    assert "No signal" not in scene.caller.heard
    assert scene.line.sent.turns[0].choice_id == "c2"


def test_digits_typed_into_it_are_all_there_and_zero_among_them_is_no_person():
    told = "Hello from the automated assistant. What is the ZIP code?"

    async def story(scene):
        await scene.heard("Hello")
        scene.caller.press("55101")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, reply(1, told, expects="zip")))
    assert "automated assistant." in scene.caller.heard
    assert [turn.text for turn in scene.line.sent.turns] == ["55101"]
    assert scene.line.sent.person == 0


def test_zero_for_a_person_cuts_even_that():
    async def story(scene):
        await scene.heard("Hello")
        scene.caller.press("10")
        await scene.until(lambda: scene.line.sent.person == 1)
        await scene.quiet()

    scene = play(story, line=ScriptedLine(silent, reply(1, f"Hello from us all. {HELLO}", choices=CHOICES)))
    assert "all." not in scene.caller.heard
    assert scene.line.sent.turns == []


def test_the_digits_of_a_secret_cut_the_question_for_it():
    async def story(scene):
        await scene.heard("To be sure")
        scene.caller.press("4021")
        await scene.until(lambda: bool(scene.line.sent.turns))

    asks = reply(1, "To be sure it is you, the PIN, please.", expects="secret:4")
    scene = play(story, line=ScriptedLine(silent, asks))
    assert [turn.text for turn in scene.line.sent.turns] == ["4021"]
    assert "please." not in scene.caller.heard


def test_a_number_typed_by_who_waits_does_not_cut_it_either():
    async def story(scene):
        await scene.heard("Hello")
        scene.caller.press("6515550123")
        await scene.heard("automated assistant.")

    scene = play(story, line=ScriptedLine(silent, GREETING, owner=Owner.QUEUE))
    assert scene.line.sent.numbers == ["6515550123"]


COMES = "Somebody from your team is about to come to the phone and has read all of this already."


@pytest.mark.parametrize("words", ["why is my bill higher", "uh-huh okay", "slower please"])
def test_words_said_before_zero_and_made_out_late_do_not_cut_what_is_said_about_the_person(words):
    async def story(scene):
        await scene.heard(HELLO)
        await scene.quiet()
        scene.recogniser.seconds = 2.0
        await scene.caller.say(words)
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)
        scene.line.tell(reply(2, COMES), StateChanged(seq=3, owner="queue", at=GREETING.at))
        await scene.heard(COMES)
        await scene.quiet_of_words()

    scene = play(story)
    assert scene.line.sent.heard == []
    assert [turn.text for turn in scene.line.sent.turns] == ([words] if "bill" in words else [])


def test_who_goes_on_speaking_after_zero_is_heard_as_ever():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.quiet()
        await scene.caller.say("why is my bill higher")
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)
        scene.line.tell(reply(2, COMES))
        await scene.heard("Somebody from your")
        await scene.caller.say("wait I have one more question")
        await scene.until(lambda: any("question" in turn.text for turn in scene.line.sent.turns))

    [(seq, _)] = play(story).line.sent.heard
    assert seq == 2


def test_star_says_it_again():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.quiet()
        scene.caller.press("*")
        await scene.until(lambda: scene.caller.heard.count(HELLO) == 2)

    play(story)


def test_with_a_recogniser_of_few_words_a_number_is_said_back_and_counts_when_agreed():
    line = ScriptedLine(silent, reply(1, "What is the ZIP code?", expects="zip"))

    async def story(scene):
        await scene.heard("ZIP code?")
        await scene.quiet()
        await scene.caller.say("five five one oh one")
        await scene.heard("five five one zero one")
        await scene.quiet()
        assert scene.line.sent.turns == []
        await scene.caller.say("yes")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=line, is_free=False)
    assert [turn.text for turn in scene.line.sent.turns] == ["55101"]


def test_a_number_that_was_misheard_is_not_sent():
    line = ScriptedLine(silent, reply(1, "What is the ZIP code?", expects="zip"))

    async def story(scene):
        await scene.heard("ZIP code?")
        await scene.quiet()
        await scene.caller.say("five five one oh one")
        await scene.heard("five five one zero one")
        await scene.quiet()
        await scene.caller.say("no")
        await scene.quiet()
        scene.caller.press("55102")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=line, is_free=False)
    assert [turn.text for turn in scene.line.sent.turns] == ["55102"]


def test_with_a_recogniser_of_few_words_a_spoken_pin_is_asked_for_by_keys():
    async def story(scene):
        await scene.heard("PIN?")
        await scene.quiet()
        await scene.caller.say("four oh two one")
        await scene.quiet()

    scene = play(
        story, line=ScriptedLine(silent, reply(1, "What is the PIN?", expects="secret:4")), is_free=False
    )
    assert scene.line.sent.turns == []
    assert any(word in scene.caller.heard for word in ("keypad", "keys"))


def test_a_caller_of_few_words_is_told_what_is_understood():
    async def story(scene):
        await scene.heard(HELLO)
        await scene.quiet()

    scene = play(story, is_free=False)
    assert "bill" in scene.caller.heard


def test_waiting_for_a_person_is_told_from_time_to_time_and_nobody_is_hung_up_on():
    async def story(scene):
        await scene.heard(HELLO)
        scene.line.tell(
            StateChanged(seq=2, owner="queue", at=GREETING.at),
            Waiting(place=2, minutes=3),
        )
        await scene.until(lambda: scene.now() > 75)

    scene = play(story)
    assert scene.caller.heard.count("three minutes") == 2
    assert scene.ending == "caller_left"


def test_whose_case_is_parked_is_asked_for_more_and_is_not_hung_up_on():
    async def story(scene):
        await scene.heard(HELLO)
        scene.line.tell(
            reply(2, "Your team calls you at that number."),
            StateChanged(seq=3, owner="parked", at=GREETING.at),
        )
        await asyncio.sleep(300)
        assert "zero" in scene.caller.heard
        await scene.caller.say("the number is of my office")
        await scene.until(lambda: bool(scene.line.sent.turns))

    assert play(story).ending == "caller_left"


def test_an_agent_who_writes_is_announced_and_read_out():
    agent = {"name": "Maya Lindqvist"}

    async def story(scene):
        await scene.heard(HELLO)
        scene.line.tell(
            StateChanged(seq=2, owner="agent", agent=agent, at=GREETING.at),
            reply(3, "I have switched it on.", author="agent", agent=agent),
        )
        await scene.heard("I have switched it on.")

    assert "Maya" in play(story).caller.heard


def test_a_caller_who_wants_people_only_waits_at_once_and_hears_no_assistant():
    told = "You're being put through to your team."
    door = [{"id": "d1", "title": "The assistant"}]

    async def story(scene):
        await scene.heard("put through to your team.")
        await scene.caller.say("the assistant")
        await scene.until(lambda: bool(scene.line.sent.turns))

    line = ScriptedLine(silent, reply(1, told, author="system", choices=door), owner=Owner.QUEUE)
    scene = play(story, line=line)
    assert HELLO not in scene.caller.heard
    assert scene.line.sent.turns[0].text == "the assistant"


@pytest.mark.parametrize("expects", ["secret:4", "phone", "amount"])
def test_where_keys_are_digits_pound_and_its_number_are_a_choice_and_that_is_said(expects):
    choices = [{"id": "c1", "title": "Text me a code"}]

    async def story(scene):
        await scene.heard("Text me a code")
        await scene.quiet()
        scene.caller.press("#1")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, reply(1, "The PIN?", expects=expects, choices=choices)))
    ((turn),) = scene.line.sent.turns
    assert (turn.choice_id, turn.dtmf) == ("c1", True)
    assert "press the pound key, then one." in scene.caller.heard


def test_pound_still_ends_digits_that_were_typed():
    async def story(scene):
        await scene.heard("number?")
        scene.caller.press("555#")
        await scene.until(lambda: bool(scene.line.sent.turns))

    choices = [{"id": "c1", "title": "I do not know"}]
    scene = play(story, line=ScriptedLine(silent, reply(1, "The number?", expects="phone", choices=choices)))
    assert scene.line.sent.turns[0].text == "555"


def test_where_words_are_followed_poorly_the_keys_of_choices_are_told():
    async def story(scene):
        await scene.heard("No signal")
        await scene.quiet()

    line = ScriptedLine(silent, reply(1, "What is it?", choices=CHOICES))
    assert "On the keypad they are one, two" in play(story, line=line, is_free=False).caller.heard
