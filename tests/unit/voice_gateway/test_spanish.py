"""Callers who speak Spanish: told in Spanish, by a Spanish voice, that a person is on the way."""

import itertools
import re

import pytest

from conversation.owner import Owner
from conversation.server_frames import StateChanged, Waiting
from conversation.words import Words
from tests.unit.voice_gateway.calls import GREETING, play
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.speaking.as_spoken_es import as_spoken_es
from voice_gateway.speaking.sentences import sentences, spoken_in

HANDED_OFF = "Una persona está en camino y puede leer todo esto."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Son $82.14.", "Son ochenta y dos dólares con catorce centavos."),
        ("$21 al mes", "veintiún dólares al mes"),
        ("$0.01", "un centavo"),
        ("llame al 555-123-0101", "llame al cinco cinco cinco, uno dos tres, cero uno cero uno"),
        ("tarda unos 12 minutos", "tarda unos doce minutos"),
        ("mañana a las 5:30 p. m.", "mañana a las cinco y treinta de la tarde"),
        ("a las 9:00 a. m.", "a las nueve de la mañana"),
        ("a la 1:15 p. m.", "a la una y quince de la tarde"),
        ("quedan 2.5 GB", "quedan dos punto cinco gigas"),
        ("1 GB o 20 GB", "un giga o veinte gigas"),
        ("el 50 %", "el cincuenta por ciento"),
        ("referencia K7-22P", "referencia K siete dos dos P"),
        ("termina en 0108", "termina en cero uno cero ocho"),
    ],
)
def test_figures_are_said_as_people_say_them(written, said):
    assert as_spoken_es(written) == said


def test_our_own_spanish_words_get_the_spanish_voice_and_english_ones_the_english():
    spanish, english = Words.load("es").sayings, Words.load("en").sayings
    own = {key for key in spanish if key.startswith("voice_") and spanish[key] != english.get(key)}
    assert len(own) > 15
    for words, language in ((spanish, "es"), (english, "en")):
        texts = [re.sub(r"{\w+}", "Pérez", text) for key in own for text in words[key]]
        assert [text for text in texts if spoken_in(text, language) != language] == []


def test_sentences_begin_with_their_own_signs():
    assert sentences("Un momento. ¿Me lo puede repetir?") == ("Un momento.", "¿Me lo puede repetir?")


def test_who_waits_is_told_in_spanish_by_a_spanish_voice():
    said = []

    async def answer(line, turn):
        at = GREETING.at
        line.tell(
            reply(3, HANDED_OFF),
            StateChanged(seq=4, owner=Owner.QUEUE, at=at),
            Waiting(place=2, minutes=5),
        )

    async def story(scene):
        speak = scene.voice.speak

        async def noted(sentence, manner):
            said.append((manner.language, sentence))
            return await speak(sentence, manner)

        scene.voice.speak = noted
        await scene.heard("What can I do for you?")
        await scene.caller.say("quiero hablar con una persona por favor")
        await scene.until(lambda: sum(language == "es" for language, _ in said) >= 2, within=90)

    play(story, line=ScriptedLine(answer, GREETING))
    languages = [language for language, _ in itertools.dropwhile(lambda one: one[0] == "en", said)]
    assert set(languages) == {"es"}
    assert ("es", HANDED_OFF) in said
