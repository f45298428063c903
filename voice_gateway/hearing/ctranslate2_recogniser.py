"""Workers that run Whisper's weights on CTranslate2, the engine of faster-whisper."""

from __future__ import annotations

from pathlib import Path

from voice_gateway.hearing.whisper_recogniser import WHOLE
from voice_gateway.workers.pool import Job

MODULE = "voice_gateway.hearing.ctranslate2_worker"


def ctranslate2_job(folder: Path, count: int, language: str = "en", margin_s: float | None = None) -> Job:
    """Workers with the weights of a converted folder; `margin_s` as for `whisper_job`."""
    return Job(
        name="faster-whisper",
        module=MODULE,
        arguments=(str(folder), language, WHOLE if margin_s is None else str(margin_s)),
        count=count,
        answer_within_s=20.0,
        ready_within_s=180.0,
    )
