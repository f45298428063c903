"""`Pyttsx3TextToSpeech`: pyttsx3 on espeak-ng, in worker processes."""

from __future__ import annotations

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.speaking.speech import Manner, Speech, SpokenWord
from voice_gateway.workers.pool import Job, WorkerFailed, WorkerPool
from voice_gateway.workers.wire import Message

MODULE = "voice_gateway.speaking.pyttsx3_worker"


def pyttsx3_job(count: int) -> Job:
    """Workers of this voice."""
    return Job(name="pyttsx3", module=MODULE, count=count)


class Pyttsx3TextToSpeech:
    """Speaks through a pool of `pyttsx3_job`, started and closed by whoever made it."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool

    @property
    def name(self) -> str:
        return "pyttsx3 (espeak-ng)"

    async def speak(self, sentence: str, manner: Manner) -> Speech:
        head = {
            "sentence": sentence,
            "language": manner.language,
            "words_per_minute": manner.words_per_minute,
            "volume": manner.volume,
        }
        try:
            answer = await self._pool.ask(Message(head=head))
        except WorkerFailed as error:
            raise SpeechUnavailable(str(error)) from error
        return Speech(sound=answer.sound, words=_words(answer.head.get("words")))


def _words(told: object) -> tuple[SpokenWord, ...]:
    if not isinstance(told, list):
        raise SpeechUnavailable("the voice told no words")
    return tuple(
        SpokenWord(text=str(text), start_ms=int(start), end_ms=int(end)) for text, start, end in told
    )
