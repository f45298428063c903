"""What a caller hears who was cut off and calls again."""

from tests.unit.voice_gateway.calls import play, silent
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

ASKED = reply(4, "Your bill is 85 dollars. Shall I add two gigabytes?", expects="yes_no")


def test_the_last_words_are_said_again_and_the_answer_counts():
    async def story(scene):
        await scene.heard("Shall I add two gigabytes?")
        await scene.caller.say("yes")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=ScriptedLine(silent, ASKED, redial="whole"))
    assert "automated assistant" in scene.caller.heard
    assert scene.line.sent.turns[0].text == "yes"


def test_nothing_is_told_to_a_caller_who_is_not_proved_however_long_they_wait_or_ask():
    async def story(scene):
        await scene.quiet()
        await scene.caller.say("say that again")
        await scene.quiet()
        scene.caller.press("*")
        await scene.until(lambda: scene.caller.ending is not None)

    line = ScriptedLine(silent, ASKED, redial="unproved")
    scene = play(story, line=line, hang_up=False)
    assert "automated assistant" in scene.caller.heard
    assert "85" not in scene.caller.heard
    assert "gigabytes" not in scene.caller.heard
    assert scene.ending.value == "goodbye"


def test_keys_of_a_choice_that_was_not_told_choose_nothing():
    choices = [{"id": "c1", "title": "Pay 85 dollars"}, {"id": "c2", "title": "Later"}]

    async def story(scene):
        await scene.quiet()
        scene.caller.press("1")
        await scene.quiet()

    scene = play(story, line=ScriptedLine(silent, reply(4, "Which?", choices=choices), redial="unproved"))
    assert scene.line.sent.turns == []
    assert "85" not in scene.caller.heard
