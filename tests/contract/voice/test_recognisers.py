"""What a call relies on, of every recogniser: the scripted one and the installed one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import numpy as np
import pytest

from conversation.expects import parse_expects
from voice_gateway.frames import RATE, SILENCE, encode
from voice_gateway.hearing.pocketsphinx_recogniser import PocketsphinxSpeechToText, pocketsphinx_job
from voice_gateway.hearing.recognition import Awaited, SpeechToText
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.speaking.pyttsx3_voice import Pyttsx3TextToSpeech, pyttsx3_job
from voice_gateway.speaking.speech import Manner
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import WorkerPool

YES_NO = Awaited(expects=parse_expects("yes_no"))
FREE = Awaited()


def few_words() -> GatheredPool:
    return GatheredPool(WorkerPool(pocketsphinx_job(1)), most=1)


@dataclass
class Heard:
    """A recogniser with somebody to speak to it."""

    recogniser: SpeechToText
    say: Callable[[str], Awaitable[bytes]]


@pytest.fixture(params=["scripted", "pocketsphinx"])
async def heard(request) -> AsyncIterator[Heard]:
    if request.param == "scripted":
        tones = WordTones()

        async def tone(text: str) -> bytes:
            return tones.sound(text)

        yield Heard(ScriptedSpeechToText(tones, seconds=0), tone)
        return
    ears, mouth = few_words(), WorkerPool(pyttsx3_job(1))
    await asyncio.gather(ears.start(), mouth.start())
    voice = Pyttsx3TextToSpeech(mouth)

    async def speak(text: str) -> bytes:
        spoken = (await voice.speak(text, Manner(words_per_minute=140))).sound
        return SILENCE * 15 + spoken + SILENCE * 11

    yield Heard(PocketsphinxSpeechToText(ears), speak)
    await asyncio.gather(ears.close(), mouth.close())


async def test_a_word_that_is_awaited_is_recognised_with_a_confidence(heard):
    recognition = await heard.recogniser.recognise(await heard.say("no"), YES_NO)
    assert recognition.text == "no"
    assert recognition.confidence is None or 0 < recognition.confidence <= 1


async def test_silence_and_noise_hold_no_words(heard):
    hiss = np.random.default_rng(3).normal(0, 60, RATE).astype(np.int16)
    for sound in (SILENCE * 50, encode(hiss)):
        assert (await heard.recogniser.recognise(sound, FREE)).text == ""


async def test_callers_at_once_each_get_their_own_words(heard):
    sounds = [await heard.say(text) for text in ("no", "yes please", "no")]
    texts = await asyncio.gather(*(heard.recogniser.recognise(sound, YES_NO) for sound in sounds))
    assert [recognition.text[:1] for recognition in texts] == ["n", "y", "n"]


async def test_a_recogniser_of_few_words_takes_the_choices_on_offer_by_their_titles():
    ears, mouth = few_words(), WorkerPool(pyttsx3_job(1))
    await asyncio.gather(ears.start(), mouth.start())
    offered = Awaited(expects=parse_expects("choice"), choices=("The whole area", "Only my phone"))
    sound = (await Pyttsx3TextToSpeech(mouth).speak("only my phone", Manner(words_per_minute=140))).sound
    recognition = await PocketsphinxSpeechToText(ears).recognise(SILENCE * 15 + sound + SILENCE * 11, offered)
    await asyncio.gather(ears.close(), mouth.close())
    assert recognition.text == "Only my phone"


async def test_whoever_speaks_of_something_else_is_not_taken_for_a_yes():
    ears, mouth = few_words(), WorkerPool(pyttsx3_job(1))
    await asyncio.gather(ears.start(), mouth.start())
    voice = Pyttsx3TextToSpeech(mouth)
    sound = (await voice.speak("the weather in Chicago is nice and I went for a long walk", Manner())).sound
    recognition = await PocketsphinxSpeechToText(ears).recognise(SILENCE * 15 + sound + SILENCE * 11, YES_NO)
    await asyncio.gather(ears.close(), mouth.close())
    assert recognition.text == ""
