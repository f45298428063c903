"""`PocketsphinxSpeechToText`: works as installed, without a download, for the few words that are awaited.

It fits every sound to its grammar, so what fits badly is taken as nothing: free speech is told honestly that
it is not followed on this line.
"""

from __future__ import annotations

from conversation.expects import ExpectsKind
from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.hearing.awaited_wire import head_of
from voice_gateway.hearing.recognition import NOTHING, SOON_S, Awaited, Recognition
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import Job, WorkerFailed
from voice_gateway.workers.wire import Message

MODULE = "voice_gateway.hearing.pocketsphinx_worker"
USUAL_SCORE = 0.5
YES_NO_SCORE = 0.6
"""Worse fits are nothing; a yes may cost money. `make bench NAME=few_words` shows what that refuses."""


def pocketsphinx_job(count: int) -> Job:
    """Workers of this recogniser."""
    return Job(name="pocketsphinx", module=MODULE, count=count, answer_within_s=6.0)


class PocketsphinxSpeechToText:
    """Recognises through a pool of `pocketsphinx_job`, started and closed by whoever made it."""

    def __init__(self, pool: GatheredPool) -> None:
        self._pool = pool

    @property
    def name(self) -> str:
        return "pocketsphinx"

    @property
    def is_free(self) -> bool:
        return False

    async def recognise(self, sound: bytes, awaited: Awaited, *, due_in_s: float = SOON_S) -> Recognition:
        try:
            answer = await self._pool.ask(Message(head=head_of(awaited), sound=sound), due_in_s=due_in_s)
        except WorkerFailed as error:
            raise RecognitionUnavailable(str(error)) from error
        text, score = str(answer.head["text"]), float(str(answer.head["score"]))
        if not text or score < least_score(awaited):
            return NOTHING
        return Recognition(text=text, confidence=min(1.0, score))


def least_score(awaited: Awaited) -> float:
    """How well words must fit to count."""
    return YES_NO_SCORE if awaited.expects.kind is ExpectsKind.YES_NO else USUAL_SCORE
