"""An agent's own voice in a call: both hear each other, and the caller is never left in silence."""

from __future__ import annotations

import asyncio

import pytest

from conversation.owner import Owner
from conversation.server_frames import AgentFace, StateChanged, Waiting
from tests.unit.voice_gateway.calls import GREETING, play, silent
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

MAYA = AgentFace(name="Maya")
OMAR = AgentFace(name="Omar")
AT = "2026-07-20T12:00:00Z"


def moved(seq, owner, agent=None) -> StateChanged:
    return StateChanged.model_validate(
        {"seq": seq, "owner": owner, "agent": agent.model_dump() if agent else None, "at": AT}
    )


def claimed() -> ScriptedLine:
    """A front door at which Maya has just claimed the call."""
    return ScriptedLine(silent, GREETING, owner=Owner.AGENT, agent=MAYA)


def waiting(place=2, minutes=4) -> ScriptedLine:
    return ScriptedLine(silent, GREETING, Waiting(place=place, minutes=minutes), owner=Owner.QUEUE)


async def settled(scene) -> None:
    await scene.heard("Maya")
    await scene.quiet_of_words()


def test_agent_and_caller_hear_each_other_and_the_caller_hears_who_is_there():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.until(lambda: "Maya" in maya.heard)
            await scene.quiet_of_words()
            await maya.say("good morning what is it about")
            await scene.heard("good morning what is it about")
            await scene.caller.say("my bill went up again")
            await scene.until(lambda: "my bill went up again" in maya.heard)

    scene = play(story, line=claimed())
    assert scene.watched.agents == [("joined", "maya"), ("left", "maya")]


def test_an_agent_who_comes_in_is_announced_at_once_over_a_long_answer_and_what_was_heard_of_it_is_known():
    long = "one two three four five six seven eight nine ten eleven twelve."

    async def story(scene):
        await scene.heard("What can I do for you?")
        scene.line.tell(reply(2, long))
        await scene.heard("one two")
        async with scene.agent():
            await scene.quiet_of_words()

    scene = play(story)
    assert "twelve." not in scene.caller.heard
    assert "Maya" in scene.caller.heard
    [(seq, words)] = scene.line.sent.heard
    assert seq == 2
    assert long.startswith(words)


def test_each_voice_arrives_within_a_fifth_of_a_second():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            began, before = scene.now(), scene.caller.words_played
            maya.begin("hello")
            await scene.until(lambda: scene.caller.words_played > before)
            assert scene.now() - began <= 0.2
            await asyncio.sleep(1.0)
            began, before = scene.now(), maya.words_played
            scene.caller.begin("hello")
            await scene.until(lambda: maya.words_played > before)
            assert scene.now() - began <= 0.2

    play(story, line=claimed())


def test_what_both_say_is_taken_down_as_it_was_recognised():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            await maya.say("good morning what is it about")
            await asyncio.sleep(2)
            await scene.caller.say("my bill went up")
            await asyncio.sleep(2)
            await maya.say("a promotion ended")
            await asyncio.sleep(2)

    sent = play(story, line=claimed()).line.sent
    assert sent.agents == [("maya", "good morning what is it about"), ("maya", "a promotion ended")]
    (turn,) = sent.turns
    assert (turn.text, turn.confidence) == ("my bill went up", 0.95)


def test_a_recogniser_of_few_words_takes_down_nothing_rather_than_guesses():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            await maya.say("good morning what is it about")
            await scene.caller.say("my bill went up")
            await scene.until(lambda: "my bill went up" in maya.heard)
            await asyncio.sleep(3)

    sent = play(story, line=claimed(), is_free=False).line.sent
    assert sent.agents == []
    assert sent.turns == []


def test_words_between_people_are_no_commands_and_silence_between_them_is_no_fault():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            for words in ("slower", "repeat that", "stop"):
                await scene.caller.say(words)
                await asyncio.sleep(2)
            before = scene.caller.heard
            await asyncio.sleep(60)
            assert scene.caller.heard == before
            assert maya.heard.endswith("slower repeat that stop")

    scene = play(story, line=claimed())
    assert [turn.text for turn in scene.line.sent.turns] == ["slower", "repeat that", "stop"]


def test_what_the_agent_types_is_read_out_and_their_voice_is_heard_over_it():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            scene.line.tell(reply(5, "The reference is seven seven one.", author="agent", agent=MAYA))
            await scene.heard("The reference is seven seven one")
            await scene.until(lambda: "The reference is seven seven one" in maya.heard)
            scene.line.tell(reply(6, "good morning", author="agent", agent=MAYA, voiced=True))
            await asyncio.sleep(3)
            assert "good morning" not in scene.caller.heard

    play(story, line=claimed())


def test_who_types_alone_is_read_out_as_ever():
    async def story(scene):
        await settled(scene)
        scene.line.tell(reply(5, "What is it about", author="agent", agent=MAYA))
        await scene.heard("What is it about")
        await scene.caller.say("my bill")
        await scene.until(lambda: scene.line.sent.turns)

    heard = play(story, line=claimed()).caller.heard
    assert any(words in heard for words in ("reads what you say", "answers in writing", "follows this call"))


def test_an_agent_may_step_out_and_write_instead():
    async def story(scene):
        await settled(scene)
        async with scene.agent():
            await scene.quiet_of_words()
        scene.line.tell(reply(5, "It is three dollars", author="agent", agent=MAYA))
        await scene.heard("It is three dollars")
        await scene.caller.say("thank you")
        await scene.until(lambda: scene.line.sent.turns)

    play(story, line=claimed())


def test_on_hold_nobody_hears_the_other_and_the_caller_hears_music():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            music = scene.caller.quiet_sounds
            maya.hold(on=True)
            await scene.until(lambda: scene.caller.quiet_sounds > music + 20)
            heard = scene.caller.heard
            await maya.say("secret words between colleagues")
            await scene.caller.say("anybody there")
            await asyncio.sleep(1)
            assert "secret" not in scene.caller.heard
            assert "anybody" not in maya.heard
            assert scene.caller.heard == heard
            maya.hold(on=False)
            await asyncio.sleep(0.5)
            music = scene.caller.quiet_sounds
            await maya.say("here again")
            await scene.heard("here again")
            assert scene.caller.quiet_sounds == music
            await asyncio.sleep(2)

    scene = play(story, line=claimed())
    assert scene.line.sent.agents == [("maya", "here again")]


def test_a_page_that_goes_leaves_the_caller_told_and_with_music_not_in_silence():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            maya.leave(Ending.LINE_DROPPED)
            await scene.until(lambda: ("dropped", "maya") in scene.watched.agents)
            await scene.quiet_of_words()
            assert any(word in scene.caller.heard for word in ("broke", "lost", "cut"))
            music = scene.caller.quiet_sounds
            await scene.until(lambda: scene.caller.quiet_sounds > music + 20)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            await maya.say("sorry about that")
            await scene.heard("sorry about that")

    scene = play(story, line=claimed())
    assert scene.watched.agents == [
        ("joined", "maya"),
        ("dropped", "maya"),
        ("joined", "maya"),
        ("left", "maya"),
    ]


def test_an_agent_who_hangs_up_ends_the_call():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            maya.leave(Ending.CALLER_LEFT)
            await scene.until(lambda: scene.caller.ending is not None)

    assert play(story, line=claimed(), hang_up=False).ending is Ending.HUNG_UP


def test_until_the_agent_is_heard_it_is_said_now_and_again_that_they_come():
    async def story(scene):
        await settled(scene)
        assert "Hello" not in scene.caller.heard
        before = scene.caller.heard.count("Maya")
        await asyncio.sleep(100)
        assert scene.caller.heard.count("Maya") == before + 2

    play(story, line=claimed())


def test_a_caller_who_hangs_up_ends_the_agents_line_with_the_reason():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            scene.caller.leave()
            await scene.until(lambda: maya.ending is not None)
            assert maya.ending is Ending.CALLER_LEFT

    play(story, line=claimed(), hang_up=False)


def test_a_transfer_keeps_the_caller_until_the_next_agent_talks():
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            scene.line.tell(moved(6, "agent", OMAR))
            await scene.until(lambda: maya.ending is not None)
            assert maya.ending is Ending.TRANSFERRED
            await scene.heard("Omar")
            music = scene.caller.quiet_sounds
            await scene.until(lambda: scene.caller.quiet_sounds > music + 20)
            async with scene.agent("omar", "Omar") as omar:
                await scene.quiet_of_words()
                await omar.say("i have it all here")
                await scene.heard("i have it all here")

    scene = play(story, line=claimed())
    assert scene.watched.agents == [
        ("joined", "maya"),
        ("replaced", "maya"),
        ("joined", "omar"),
        ("left", "omar"),
    ]


@pytest.mark.parametrize("owner", ["queue", "assistant"])
def test_who_is_handed_back_or_to_a_team_is_heard_by_the_agent_no_more(owner):
    async def story(scene):
        await settled(scene)
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            scene.line.tell(moved(6, owner))
            await scene.until(lambda: maya.ending is not None)
            heard = maya.heard
            await scene.caller.say("my bill went up")
            await scene.until(lambda: scene.line.sent.turns)
            assert maya.heard == heard

    scene = play(story, line=claimed())
    assert [turn.text for turn in scene.line.sent.turns] == ["my bill went up"]


# -- waiting ---------------------------------------------------------------------------------------------


def test_who_waits_hears_music_and_now_and_then_an_honest_word():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        assert "four minutes" not in scene.caller.heard
        await scene.heard("four minutes")
        await asyncio.sleep(100)

    heard = play(story, line=waiting()).caller.heard
    assert 2 <= heard.count("four minutes") <= 4


def test_who_comes_to_the_front_is_told_at_once_and_nobody_is_told_of_no_change():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        scene.line.tell(Waiting(place=2, minutes=3))
        await asyncio.sleep(3)
        assert "minute" not in scene.caller.heard.replace("moment", "")
        scene.line.tell(Waiting(place=1, minutes=1))
        await scene.heard("a minute")

    play(story, line=waiting())


def test_key_one_brings_the_assistant_and_keeps_the_place():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        scene.caller.press("1")
        await scene.until(lambda: scene.line.sent.company == 1)
        await scene.quiet_of_words()
        music = scene.caller.quiet_sounds
        await scene.caller.say("my bill")
        await scene.until(lambda: scene.line.sent.turns)
        await asyncio.sleep(5)
        assert scene.caller.quiet_sounds == music
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)
        await scene.until(lambda: scene.caller.quiet_sounds > music + 20)

    play(story, line=waiting())


def test_back_in_the_line_an_answer_that_is_slow_is_not_spoken_of():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        scene.caller.press("1")
        await scene.until(lambda: scene.line.sent.company == 1)
        await scene.quiet_of_words()
        await scene.caller.say("my bill")
        await scene.heard("moment.")
        scene.caller.press("0")
        await scene.quiet()
        before = scene.caller.heard
        await asyncio.sleep(15.0)
        assert "zero" not in scene.caller.heard.removeprefix(
            before
        )  # no offer of a person, who is on the way

    play(story, line=waiting())


def test_a_number_typed_while_waiting_is_one_to_be_called_at():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        for key in "5551230101":
            scene.caller.press(key)
            await asyncio.sleep(0.4)
        await scene.until(lambda: scene.line.sent.numbers == ["5551230101"])

    assert play(story, line=waiting()).line.sent.turns == []


def test_a_few_digits_are_no_number_and_music_goes_on():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        scene.caller.press("55")
        await asyncio.sleep(8)
        music = scene.caller.quiet_sounds
        await asyncio.sleep(4)
        assert scene.caller.quiet_sounds > music

    assert play(story, line=waiting()).line.sent.numbers == []


def test_when_nobody_answers_the_conversation_goes_on_with_an_offer_to_be_called():
    async def story(scene):
        await scene.until(lambda: scene.line.sent.company == 1, within=900)
        waited = scene.now()
        assert 180 <= waited <= 600
        scene.line.tell(reply(5, "Meanwhile I can help you."))
        await scene.heard("help you.")
        await scene.quiet_of_words()
        scene.caller.press("5551230101")
        await scene.until(lambda: scene.line.sent.numbers == ["5551230101"])

    assert "number" in play(story, line=waiting()).caller.heard


def test_where_nobody_is_signed_in_it_takes_less_long_and_is_said():
    async def story(scene):
        await scene.until(lambda: scene.line.sent.company == 1, within=900)
        assert scene.now() <= 90

    play(story, line=waiting(minutes=None))


def test_music_gives_way_to_whoever_speaks():
    async def story(scene):
        await scene.until(lambda: scene.caller.quiet_sounds > 100)
        scene.caller.begin("what are your opening hours")
        await asyncio.sleep(0.6)
        music = scene.caller.quiet_sounds
        await asyncio.sleep(0.8)
        assert scene.caller.quiet_sounds == music
        await scene.until(lambda: scene.line.sent.turns)

    play(story, line=waiting())
