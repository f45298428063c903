"""`VoiceByLanguage`: voices that know one language each, as one."""

from __future__ import annotations

from collections.abc import Mapping

from voice_gateway.speaking.speech import Manner, Speech, TextToSpeech


class VoiceByLanguage:
    """The voice of a language, where it has one of its own; else the usual one."""

    def __init__(self, usual: TextToSpeech, others: Mapping[str, TextToSpeech]) -> None:
        self._usual = usual
        self._others = others

    @property
    def name(self) -> str:
        others = [f"{voice.name} for {language}" for language, voice in self._others.items()]
        return ", ".join([self._usual.name, *others])

    async def speak(self, sentence: str, manner: Manner) -> Speech:
        return await self._others.get(manner.language, self._usual).speak(sentence, manner)
