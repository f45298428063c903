"""The gateway's own words, made before they are needed: what fills a silence must not be waited for."""

from __future__ import annotations

from conversation.language import SPANISH, primary
from conversation.words import Words
from voice_gateway.speaking.kept_speech import KeptTextToSpeech
from voice_gateway.speaking.sentences import sentences
from voice_gateway.speaking.speech import Manner, TextToSpeech

OWN_WORDS = "voice_"


async def prepare_own_words(voice: TextToSpeech, language: str) -> None:
    """In this language and in Spanish, those of fixed wording, by a voice that keeps them."""
    if not isinstance(voice, KeptTextToSpeech):
        return
    for each in dict.fromkeys((primary(language), SPANISH)):
        said = Words.load(each).sayings.items()
        own = [text for key, texts in said if key.startswith(OWN_WORDS) for text in texts if "{" not in text]
        ready = [sentence for text in own for sentence in sentences(text, each)]
        await voice.prepare(ready, Manner(language=each))
