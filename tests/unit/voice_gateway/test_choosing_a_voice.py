"""Which voice speaks which language, by what was named and what lies there."""

import pytest

from voice_gateway import voices
from voice_gateway.speaking.speech import Manner, Speech
from voice_gateway.speaking.voice_by_language import VoiceByLanguage


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setattr(voices, "find_spec", lambda name: object())


@pytest.mark.parametrize(
    ("usual", "spanish", "name", "workers"),
    [
        (None, None, "pyttsx3 (espeak-ng)", ["pyttsx3"]),
        ("amy", None, "piper amy, pyttsx3 (espeak-ng) for es", ["piper", "pyttsx3"]),
        ("amy", "sharvard", "piper amy, piper sharvard for es", ["piper", "piper"]),
        (None, "sharvard", "pyttsx3 (espeak-ng), piper sharvard for es", ["piper", "pyttsx3"]),
        ("gone", None, "pyttsx3 (espeak-ng)", ["pyttsx3"]),
    ],
)
def test_a_piper_voice_speaks_its_own_language_and_no_other(
    installed, tmp_path, usual, spanish, name, workers
):
    for lying in ("amy", "sharvard"):
        (tmp_path / f"{lying}.onnx").touch()
    pools, voice = voices.voice(
        tmp_path / f"{usual}.onnx" if usual else None, tmp_path / f"{spanish}.onnx" if spanish else None, 1
    )
    assert voice.name == name
    assert [pool.name for pool in pools] == workers


class Named:
    def __init__(self, name):
        self.name = name
        self.said = []

    async def speak(self, sentence, manner):  # noqa: ARG002 - one manner
        self.said.append(sentence)
        return Speech(sound=b"", words=())


async def test_each_sentence_goes_to_the_voice_of_its_language():
    english, spanish = Named("english"), Named("spanish")
    voice = VoiceByLanguage(english, {"es": spanish})
    await voice.speak("Hello", Manner())
    await voice.speak("Hola", Manner(language="es"))
    assert (english.said, spanish.said) == (["Hello"], ["Hola"])
