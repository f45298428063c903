"""One language a call: asked where it cannot be heard, heard where it can, and kept."""

import asyncio

import pytest

from conversation.owner import Owner
from conversation.server_frames import AgentFace, StateChanged, Waiting
from conversation.words import Words
from tests.unit.voice_gateway.calls import GREETING, play, silent
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_recordings import ScriptedRecordings
from voice_gateway.speaking.sentences import sentences

SPANISH = Words.load("es")
ASKED = SPANISH.say("voice_language_key", number=9)
LANGUAGE_KEY = "9"
ON_THE_WAY = "Una persona está en camino y puede leer todo esto."


def said_of(scene) -> list[tuple[str, str]]:
    """(language, sentence) as the voice is asked for them, from now on."""
    said, speak = [], scene.voice.speak

    async def noted(sentence, manner):
        said.append((manner.language, sentence))
        return await speak(sentence, manner)

    scene.voice.speak = noted
    return said


async def hands_off(line, turn):
    """As the front door does for whoever speaks Spanish."""
    await asyncio.sleep(0.3)
    line.tell(
        reply(2, ON_THE_WAY),
        StateChanged(seq=3, owner=Owner.QUEUE, at=GREETING.at),
        Waiting(place=2, minutes=5),
    )


def spanish_line(answers=hands_off, **more) -> ScriptedLine:
    return ScriptedLine(answers, GREETING, **more)


def test_where_spanish_cannot_be_heard_it_is_offered_in_spanish_after_the_greeting():
    said = []

    async def story(scene):
        said.append(said_of(scene))
        await scene.quiet()

    scene = play(story, hears_languages=False)
    assert said[0][-1] == ("es", *sentences(ASKED, "es"))
    assert scene.caller.heard.index("What can I do") < scene.caller.heard.index("español")


def test_nobody_is_asked_where_it_is_heard():
    async def story(scene):
        await scene.quiet()

    assert "español" not in play(story).caller.heard


def test_the_key_for_spanish_asks_for_it_and_everything_said_from_then_on_is_spanish():
    said = []

    async def story(scene):
        await scene.heard("español")
        said.append(said_of(scene))
        scene.caller.press(LANGUAGE_KEY)
        await scene.until(lambda: ON_THE_WAY in scene.caller.heard)
        await scene.until(lambda: len(said[0]) > 3, within=90)

    scene = play(story, line=spanish_line(), hears_languages=False)
    ((turn),) = scene.line.sent.turns
    assert (turn.text, turn.language, turn.dtmf) == ("Español", "es", True)
    assert {language for language, _ in said[0]} == {"es"}


def test_silence_and_slow_answers_are_spanish_too():
    said = []

    async def story(scene):
        await scene.heard("español")
        said.append(said_of(scene))
        scene.caller.press(LANGUAGE_KEY)
        await scene.until(lambda: len(said[0]) >= 3, within=60)

    play(story, line=spanish_line(silent), hears_languages=False)
    assert {language for language, _ in said[0]} == {"es"}


def test_what_cannot_be_heard_is_not_guessed_at():
    async def story(scene):
        await scene.heard("español")
        scene.caller.press(LANGUAGE_KEY)
        await scene.heard(ON_THE_WAY)
        await scene.caller.say("my bill is nonsense that an english ear makes of spanish")
        await asyncio.sleep(5)

    scene = play(story, line=spanish_line(), hears_languages=False)
    assert [turn.text for turn in scene.line.sent.turns] == ["Español"]


def test_what_cannot_be_heard_is_in_no_recording():
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.heard("record")
        await scene.quiet()
        await scene.caller.say("yes please")
        await scene.quiet()
        scene.caller.press(LANGUAGE_KEY)
        await scene.heard(ON_THE_WAY)
        await scene.caller.say("cuatro uno uno uno")
        await asyncio.sleep(3)

    scene = play(story, line=spanish_line(), hears_languages=False, recordings=recordings)
    ((kept),) = recordings.kept
    assert kept.closed
    assert "uno" not in kept.words(scene.caller.tones)[0]


@pytest.mark.parametrize("wish", ["Spanish please", "Español", "do you speak Spanish"])
def test_a_language_that_is_asked_for_aloud_is_that_of_the_call(wish):
    async def story(scene):
        await scene.quiet()
        await scene.caller.say(wish)
        await scene.heard(ON_THE_WAY)

    scene = play(story, line=spanish_line(), hears_languages=False)
    assert [turn.language for turn in scene.line.sent.turns] == ["es"]


def test_spanish_that_is_heard_is_the_language_of_the_call_also_when_an_agent_writes_english():
    said = []

    async def story(scene):
        scene.recogniser.hears_languages = True
        await scene.heard("do for you?")
        said.append(said_of(scene))
        await scene.caller.say("no tengo señal en mi teléfono")
        await scene.heard(ON_THE_WAY)
        await scene.caller.say("okay my name is")
        await scene.until(lambda: len(scene.line.sent.turns) == 2)
        face = AgentFace(name="Rosa")
        scene.line.tell(StateChanged(seq=9, owner=Owner.AGENT, agent=face, at=GREETING.at))
        scene.line.tell(reply(10, "Let me look at that.", author="agent"))
        await scene.heard("Let me look at that.")
        before = len(said[0])
        scene.line.tell(StateChanged(seq=11, owner=Owner.QUEUE, at=GREETING.at))
        await scene.until(lambda: len(said[0]) > before, within=90)

    scene = play(story, line=spanish_line())
    assert [turn.language for turn in scene.line.sent.turns] == ["es", "es"]
    own = [language for language, sentence in said[0] if sentence != "Let me look at that."]
    assert set(own) == {"es"}


def test_who_turns_back_to_english_is_spoken_to_in_english():
    async def story(scene):
        scene.recogniser.hears_languages = True
        await scene.heard("do for you?")
        await scene.caller.say("no tengo señal en mi teléfono")
        await scene.heard(ON_THE_WAY)
        await scene.caller.say("English please")
        await scene.until(lambda: len(scene.line.sent.turns) == 2)

    scene = play(story, line=spanish_line())
    assert scene.line.sent.turns[-1].language == "en"


def test_a_conversation_that_is_spanish_already_is_joined_in_spanish_and_nobody_asks():
    said = []

    async def story(scene):
        said.append(said_of(scene))
        await scene.quiet()

    line = ScriptedLine(silent, reply(1, "Hola. ¿En qué le ayudo?"), language="es-US", redial="whole")
    scene = play(story, line=line, hears_languages=False)
    assert {language for language, _ in said[0]} == {"es"}
    assert "marque el nueve" not in scene.caller.heard


def test_the_key_is_a_digit_where_digits_are_asked_for():
    async def story(scene):
        await scene.heard("please.")
        scene.caller.press("9021")
        await scene.until(lambda: bool(scene.line.sent.turns))

    line = ScriptedLine(silent, reply(1, "The PIN, please.", expects="secret:4"))
    assert play(story, line=line, hears_languages=False).line.sent.turns[0].text == "9021"


def test_who_waits_and_goes_on_with_the_assistant_is_listened_to_in_english():
    async def story(scene):
        await scene.heard("español")
        scene.caller.press(LANGUAGE_KEY)
        await scene.heard(ON_THE_WAY)
        scene.caller.press("1")
        await scene.until(lambda: scene.line.sent.company == 1)
        await scene.caller.say("what is my bill")
        await scene.until(lambda: len(scene.line.sent.turns) == 2)

    scene = play(story, line=spanish_line(), hears_languages=False)
    assert (scene.line.sent.turns[1].text, scene.line.sent.turns[1].language) == ("what is my bill", None)


def test_an_agent_hears_a_call_that_nobody_can_take_down():
    async def story(scene):
        await scene.heard("español")
        scene.caller.press(LANGUAGE_KEY)
        await scene.heard(ON_THE_WAY)
        async with scene.agent() as agent:
            assert not scene.call.takes_down
            await scene.quiet_of_words()
            await scene.caller.say("hola rosa")
            await scene.until(lambda: "hola rosa" in agent.heard)

    scene = play(story, line=spanish_line(), hears_languages=False)
    assert [turn.text for turn in scene.line.sent.turns] == ["Español"]


@pytest.mark.parametrize("said", ["más despacio, por favor", "repita, por favor"])
def test_commands_to_the_voice_are_known_in_spanish(said):
    async def story(scene):
        scene.recogniser.hears_languages = True
        await scene.heard("do for you?")
        await scene.caller.say(said)
        await scene.until(lambda: scene.caller.heard.count("What can I do for you?") == 2)

    assert play(story).line.sent.turns == []
