"""What a call relies on, of every voice: the scripted one and the installed one."""

from __future__ import annotations

import itertools
import os
import sys
import textwrap
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voice_gateway.frames import FRAME_BYTES, decode, duration_ms
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.speaking.kept_speech import KeptTextToSpeech
from voice_gateway.speaking.piper_voice import PiperTextToSpeech, piper_job
from voice_gateway.speaking.pyttsx3_voice import Pyttsx3TextToSpeech, pyttsx3_job
from voice_gateway.speaking.speech import Manner, TextToSpeech
from voice_gateway.workers.pool import Job, WorkerPool

SENTENCE = "Your bill is eighty-two dollars, and it is due on July third."


# piper is not installed with the tests and its voices are downloads: a stand-in of its interface, at the edge.
PIPER = """
    from dataclasses import dataclass
    from pathlib import Path
    import numpy as np

    @dataclass
    class SynthesisConfig:
        length_scale: float = 1.0

    @dataclass
    class AudioChunk:
        audio_int16_array: object
        sample_rate: int = 22050

    class PiperVoice:
        @staticmethod
        def load(path):
            assert Path(path).is_file()
            return PiperVoice()

        def synthesize(self, text, syn_config):
            at = np.arange(int(1500 * len(text) * syn_config.length_scale))
            yield AudioChunk(np.concatenate([np.zeros(900), 9000 * np.sin(at / 20)]).astype(np.int16))
"""


def piper(folder: Path) -> Job:
    (folder / "piper.py").write_text(textwrap.dedent(PIPER))
    (folder / "amy.onnx").touch()
    path = os.pathsep.join([str(folder), *sys.path])
    return replace(piper_job(folder / "amy.onnx", 1), environment={"PYTHONPATH": path})


@pytest.fixture(params=["scripted", "pyttsx3", "kept pyttsx3", "piper"])
async def voice(request, tmp_path) -> AsyncIterator[TextToSpeech]:
    if request.param == "scripted":
        yield ScriptedTextToSpeech(WordTones(), seconds=0)
        return
    if request.param == "piper":
        pool = WorkerPool(piper(tmp_path))
        await pool.start()
        yield PiperTextToSpeech(pool, Path("amy.onnx"))
        await pool.close()
        return
    pool = WorkerPool(pyttsx3_job(1))
    await pool.start()
    installed = Pyttsx3TextToSpeech(pool)
    yield installed if request.param == "pyttsx3" else KeptTextToSpeech(installed)
    await pool.close()


async def test_every_word_has_its_time_in_order_and_within_the_sound(voice):
    speech = await voice.speak(SENTENCE, Manner())
    assert [word.text for word in speech.words] == SENTENCE.split()
    assert all(word.start_ms <= word.end_ms <= duration_ms(speech.sound) for word in speech.words)
    assert all(one.end_ms <= two.start_ms for one, two in itertools.pairwise(speech.words))
    longest = max(word.end_ms - word.start_ms for word in speech.words)
    assert longest < duration_ms(speech.sound) / 3


async def test_sound_is_whole_frames_and_can_be_heard_at_once(voice):
    speech = await voice.speak(SENTENCE, Manner())
    assert len(speech.sound) % FRAME_BYTES == 0
    first = decode(speech.sound[: 3 * FRAME_BYTES]).astype(int)
    assert np.abs(first).max() > 100


async def test_what_has_no_words_has_no_sound(voice):
    speech = await voice.speak("...", Manner())
    assert speech.sound == b""


async def test_one_sentence_never_holds_another(voice):
    alone = await voice.speak("Yes.", Manner())
    await voice.speak(SENTENCE, Manner())
    again = await voice.speak("Yes.", Manner())
    assert duration_ms(again.sound) == pytest.approx(duration_ms(alone.sound), abs=40)


async def test_slower_is_slower_and_louder_is_louder():
    pool = WorkerPool(pyttsx3_job(1))
    await pool.start()
    voice = Pyttsx3TextToSpeech(pool)
    plain = await voice.speak(SENTENCE, Manner())
    slow = await voice.speak(SENTENCE, Manner(words_per_minute=120))
    loud = await voice.speak(SENTENCE, Manner(volume=0.3))
    await pool.close()
    assert len(slow.sound) > len(plain.sound) * 1.15
    assert (
        np.abs(decode(loud.sound).astype(int)).mean() < np.abs(decode(plain.sound).astype(int)).mean() * 0.5
    )
