"""`WhisperSpeechToText`: free speech, by openai-whisper in worker processes."""

from __future__ import annotations

from pathlib import Path

from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.hearing.awaited_wire import head_of
from voice_gateway.hearing.recognition import NOTHING, Awaited, Recognition
from voice_gateway.workers.pool import Job, WorkerFailed, WorkerPool
from voice_gateway.workers.wire import Message

MODULE = "voice_gateway.hearing.whisper_worker"


def whisper_job(checkpoint: Path, count: int, language: str = "en") -> Job:
    """Workers of this recogniser, with the weights of a checkpoint."""
    return Job(
        name="whisper",
        module=MODULE,
        arguments=(str(checkpoint), language),
        count=count,
        answer_within_s=20.0,
        ready_within_s=180.0,
    )


class WhisperSpeechToText:
    """Recognises through a pool of `whisper_job`, started and closed by whoever made it."""

    def __init__(self, pool: WorkerPool, model: str) -> None:
        """`model` is its name, for the person who runs it."""
        self._pool = pool
        self._model = model

    @property
    def name(self) -> str:
        return f"whisper {self._model}"

    @property
    def is_free(self) -> bool:
        return True

    async def recognise(self, sound: bytes, awaited: Awaited) -> Recognition:
        try:
            answer = await self._pool.ask(Message(head=head_of(awaited), sound=sound))
        except WorkerFailed as error:
            raise RecognitionUnavailable(str(error)) from error
        text = str(answer.head["text"])
        return Recognition(text=text, confidence=float(str(answer.head["confidence"]))) if text else NOTHING
