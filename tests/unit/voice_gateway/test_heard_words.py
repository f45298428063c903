"""What stands on record of a reply that was cut, against what the caller heard of it, at many moments."""

import asyncio

import pytest

from tests.unit.voice_gateway.calls import GREETING, play
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

WORDS = (
    "Your first line is fine and paid. The second one is late by a few days, with a small fee on top. "
    "We can move the date. Or you pay half of it now and the rest in a week."
)


@pytest.mark.parametrize("hundredths", range(30, 1_000, 37))
def test_the_record_is_off_by_one_word_at_most_wherever_the_caller_cuts_in(hundredths):
    async def answer(line, turn):
        if len(line.sent.turns) == 1:
            line.tell(reply(3, WORDS))

    async def story(scene):
        await scene.heard("What can I do for you?")
        await scene.caller.say("tell me")
        await scene.heard("Your")
        await asyncio.sleep(hundredths / 100)
        await scene.caller.say("stop there please")
        await scene.until(lambda: len(scene.line.sent.turns) == 2)

    scene = play(story, line=ScriptedLine(answer, GREETING))
    ((seq, words),) = scene.line.sent.heard
    told = scene.caller.heard[scene.caller.heard.index("Your") :].split()
    heard = next((place for place, word in enumerate(told) if word != WORDS.split()[place]), len(told))
    assert seq == 3
    assert words.split() == WORDS.split()[: len(words.split())]
    assert abs(heard - len(words.split())) <= 1
