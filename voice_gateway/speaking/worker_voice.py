"""A voice in worker processes: what is asked of them and what comes back is the same for each engine."""

from __future__ import annotations

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.speaking.speech import Manner, Speech, SpokenWord
from voice_gateway.workers.pool import WorkerFailed, WorkerPool
from voice_gateway.workers.wire import Message


class WorkerTextToSpeech:
    """Speaks through a pool, started and closed by whoever made it."""

    def __init__(self, pool: WorkerPool, name: str) -> None:
        self._pool = pool
        self._name = name

    @property
    def name(self) -> str:
        return self._name

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
