"""`WhisperSpeechToText`: free speech, by openai-whisper in worker processes."""

from __future__ import annotations

from pathlib import Path

from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.hearing.awaited_wire import head_of
from voice_gateway.hearing.recognition import NOTHING, SOON_S, Awaited, Recognition
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import Job, WorkerFailed
from voice_gateway.workers.wire import Message

MODULE = "voice_gateway.hearing.whisper_worker"
WHOLE = "whole"
"""Of the margin: none."""


def whisper_job(checkpoint: Path, count: int, language: str = "en", margin_s: float | None = None) -> Job:
    """Workers of this recogniser, with the weights of a checkpoint.

    `margin_s` cuts the encoder's window to the utterance and so much after it; None: all thirty seconds.
    """
    return Job(
        name="whisper",
        module=MODULE,
        arguments=(str(checkpoint), language, WHOLE if margin_s is None else str(margin_s)),
        count=count,
        answer_within_s=20.0,
        ready_within_s=180.0,
    )


class WhisperSpeechToText:
    """Recognises through a pool of whatever runs Whisper's weights, started and closed by whoever made it."""

    def __init__(self, pool: GatheredPool, model: str) -> None:
        """`model` is its name, for the person who runs it."""
        self._pool = pool
        self._model = model

    @property
    def name(self) -> str:
        return f"{self._pool.name} {self._model}"

    @property
    def is_free(self) -> bool:
        return True

    async def recognise(self, sound: bytes, awaited: Awaited, *, due_in_s: float = SOON_S) -> Recognition:
        try:
            answer = await self._pool.ask(Message(head=head_of(awaited), sound=sound), due_in_s=due_in_s)
        except WorkerFailed as error:
            raise RecognitionUnavailable(str(error)) from error
        head = answer.head
        text, others, language = str(head["text"]), head.get("alternatives"), head.get("language")
        if not text:
            return NOTHING
        return Recognition(
            text=text,
            confidence=float(str(head["confidence"])),
            alternatives=tuple(str(other) for other in others) if isinstance(others, list) else (),
            language=language if isinstance(language, str) else None,
        )
