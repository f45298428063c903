"""Who speaks and who does not, by every detector."""

import numpy as np
import pytest

from voice_gateway.frames import RATE, encode, framed
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.hearing.silero_activity import SileroActivity, SileroModel
from voice_gateway.speaking.pyttsx3_voice import Pyttsx3TextToSpeech, pyttsx3_job
from voice_gateway.speaking.speech import Manner
from voice_gateway.workers.pool import WorkerPool


@pytest.fixture(scope="module")
def silero():
    return SileroModel()


@pytest.fixture(params=["energy", "silero"])
def activity(request, silero):
    return EnergyActivity() if request.param == "energy" else SileroActivity(silero)


def hiss(seconds, loudness=40):
    return encode(np.random.default_rng(5).normal(0, loudness, int(RATE * seconds)).astype(np.int16))


def test_a_quiet_line_is_no_speech(activity):
    assert not any(activity.is_speech(frame) for frame in framed(hiss(3)))


async def test_a_voice_is_speech_and_its_end_is_found(activity):
    pool = WorkerPool(pyttsx3_job(1))
    await pool.start()
    sound = (
        await Pyttsx3TextToSpeech(pool).speak("Why is my bill so much higher this month?", Manner())
    ).sound
    await pool.close()
    for frame in framed(hiss(1)):
        activity.is_speech(frame)
    spoken = [activity.is_speech(frame) for frame in framed(sound)]
    after = [activity.is_speech(frame) for frame in framed(hiss(1))]
    assert sum(spoken) > len(spoken) * 0.6
    assert not any(after[25:])


def test_a_loud_fan_that_sets_in_is_no_caller_to_silero(silero):
    activity = SileroActivity(silero)
    assert sum(activity.is_speech(frame) for frame in framed(hiss(1) + hiss(3, 900))) <= 5
