"""A caller with a voice at a real telephone, the recogniser and the voice that work as installed: nothing scripted."""

import numpy as np

from conversation.payloads.turns import Turn
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import answer
from tests.peers.baresip import baresip, write_speech
from tests.peers.namespaces import host as a_host
from tests.peers.namespaces import needed
from tests.peers.sip_world import CALLER, sip_world, until
from voice_gateway.engines import installed_engines
from voice_gateway.frames import decode
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.speaking.pyttsx3_voice import Pyttsx3TextToSpeech, pyttsx3_job
from voice_gateway.speaking.speech import Manner
from voice_gateway.workers.pool import WorkerPool

DISCLOSURE = "Hello, this is Meadowlark Mobile's automated assistant."
PIECE = 8_000 * 4 // 10
SAME = 0.8
"""µ-law, a jitter buffer and a recorder between."""
ANSWER = "Nothing is owed, the last payment has come in."


async def bill(turn):
    return answer(turn, Reply(text=ANSWER))


def is_heard(heard, said) -> bool:
    """Whether most pieces of a sentence are in a recording; a busy machine may stretch the gaps between them."""
    pieces = [said[at : at + PIECE] for at in range(0, len(said) - PIECE, PIECE)]
    return sum(likeness(heard, piece) > SAME for piece in pieces) * 2 > len(pieces)


def likeness(heard, piece) -> float:
    """How much of a recording is this, at its best place: 1 is the same."""
    if len(heard) < len(piece) or not piece.any():
        return 0.0
    size = 1 << (len(heard) + len(piece)).bit_length()
    one, other = heard.astype(float), piece.astype(float)
    matched = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    sums = np.concatenate([[0.0], np.cumsum(one**2)])
    energy = np.sqrt((sums[len(piece) :] - sums[: -len(piece)]) * (other**2).sum()) + 1e-9
    return float((matched[: len(energy)] / energy).max())


async def callers_voice(text: str):
    """A caller who speaks as the installed voice does."""
    pool = WorkerPool(pyttsx3_job(1))
    await pool.start()
    try:
        return decode((await Pyttsx3TextToSpeech(pool).speak(text, Manner())).sound)
    finally:
        await pool.close()


async def hears(phone, engines, sentence: str) -> None:
    """Until the caller has heard it; the voice keeps what it said, and says no sentence twice alike."""
    said = decode((await engines.voice.speak(sentence, Manner())).sound)
    await until(lambda: is_heard(phone.heard, said), within_s=120.0, every_s=1.0)


async def test_a_spoken_question_is_understood_and_the_spoken_answer_heard(tmp_path):
    needed("baresip")
    question = await callers_voice("my bill")
    engines = installed_engines(VoiceGatewaySettings())
    folder = tmp_path / "phone"
    folder.mkdir()
    write_speech(folder / "speech.wav", 30.0, question, 15.0, question)
    with a_host() as host:
        async with (
            sip_world(tmp_path, host, engines=engines, assistant=bill) as world,
            baresip(host, folder, user=CALLER) as phone,
        ):
            await phone.dial(world.uri)
            await hears(phone, engines, DISCLOSURE)
            await hears(phone, engines, ANSWER)
            await phone.hang_up()
            await world.nothing_is_left()
            said = [each.text for each in await world.payloads() if isinstance(each, Turn)]
    assert "my bill" in said
