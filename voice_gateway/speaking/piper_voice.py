"""`PiperTextToSpeech`: piper's neural voices, for whoever has fetched one."""

from __future__ import annotations

from pathlib import Path

from voice_gateway.speaking.worker_voice import WorkerTextToSpeech
from voice_gateway.workers.pool import Job, WorkerPool

MODULE = "voice_gateway.speaking.piper_worker"


def piper_job(voice: Path, count: int) -> Job:
    """Workers with the voice of a file (`x.onnx`, with `x.onnx.json` beside it)."""
    return Job(name="piper", module=MODULE, arguments=(str(voice),), count=count, ready_within_s=120.0)


class PiperTextToSpeech(WorkerTextToSpeech):
    """Speaks through a pool of `piper_job`."""

    def __init__(self, pool: WorkerPool, voice: Path) -> None:
        super().__init__(pool, f"piper {voice.stem}")
