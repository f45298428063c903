"""`Pyttsx3TextToSpeech`: pyttsx3 on espeak-ng, in worker processes."""

from __future__ import annotations

from voice_gateway.speaking.worker_voice import WorkerTextToSpeech
from voice_gateway.workers.pool import Job, WorkerPool

MODULE = "voice_gateway.speaking.pyttsx3_worker"


def pyttsx3_job(count: int) -> Job:
    """Workers of this voice."""
    return Job(name="pyttsx3", module=MODULE, count=count)


class Pyttsx3TextToSpeech(WorkerTextToSpeech):
    """Speaks through a pool of `pyttsx3_job`."""

    def __init__(self, pool: WorkerPool) -> None:
        super().__init__(pool, "pyttsx3 (espeak-ng)")
