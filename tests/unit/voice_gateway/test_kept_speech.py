"""What was said once is ready the next time, in the same voice and manner only."""

from __future__ import annotations

import asyncio

import pytest

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.frames import SILENCE
from voice_gateway.speaking.kept_speech import KeptTextToSpeech
from voice_gateway.speaking.speech import Manner, Speech

USUAL = Manner()


class Voice:
    """Counts how often it spoke."""

    name = "counted"

    def __init__(self) -> None:
        self.spoken: list[tuple[str, Manner]] = []
        self.broken = False

    async def speak(self, sentence: str, manner: Manner) -> Speech:
        self.spoken.append((sentence, manner))
        await asyncio.sleep(0)
        if self.broken:
            raise SpeechUnavailable("told to be")
        return Speech(sound=SILENCE * 10, words=())


async def test_the_same_sentence_is_made_once_also_for_callers_who_need_it_at_once():
    voice = Voice()
    kept = KeptTextToSpeech(voice)
    first, second = await asyncio.gather(kept.speak("Hello.", USUAL), kept.speak("Hello.", USUAL))
    assert first is second is await kept.speak("Hello.", USUAL)
    assert voice.spoken == [("Hello.", USUAL)]


@pytest.mark.parametrize(
    "other",
    [
        Manner(words_per_minute=USUAL.words_per_minute - 30),
        Manner(volume=USUAL.volume / 2),
        Manner(language="es"),
    ],
)
async def test_another_rate_volume_or_language_is_another_sound(other):
    voice = Voice()
    kept = KeptTextToSpeech(voice)
    await kept.speak("Hello.", USUAL)
    await kept.speak("Hello.", other)
    assert voice.spoken == [("Hello.", USUAL), ("Hello.", other)]


async def test_what_was_used_least_lately_makes_room():
    voice = Voice()
    kept = KeptTextToSpeech(voice, most_bytes=len(SILENCE) * 25)
    for sentence in ("one", "two", "one", "three", "one", "two"):
        await kept.speak(sentence, USUAL)
    assert [sentence for sentence, _ in voice.spoken] == ["one", "two", "three", "two"]


async def test_what_could_not_be_spoken_is_tried_again():
    voice = Voice()
    kept = KeptTextToSpeech(voice)
    voice.broken = True
    with pytest.raises(SpeechUnavailable):
        await kept.speak("Hello.", USUAL)
    voice.broken = False
    assert (await kept.speak("Hello.", USUAL)).sound


async def test_a_caller_who_hangs_up_takes_no_sentence_from_another():
    voice = Voice()
    kept = KeptTextToSpeech(voice)
    gone = asyncio.ensure_future(kept.speak("Hello.", USUAL))
    stays = asyncio.ensure_future(kept.speak("Hello.", USUAL))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await stays).sound
