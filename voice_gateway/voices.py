"""Who speaks: piper's voices where they were named and it is installed, else what works as installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import structlog

from conversation.language import SPANISH
from voice_gateway.speaking.piper_voice import PiperTextToSpeech, piper_job
from voice_gateway.speaking.pyttsx3_voice import Pyttsx3TextToSpeech, pyttsx3_job
from voice_gateway.speaking.speech import TextToSpeech
from voice_gateway.speaking.voice_by_language import VoiceByLanguage
from voice_gateway.workers.pool import WorkerPool


def voice(piper: Path | None, spanish: Path | None, workers: int) -> tuple[list[WorkerPool], TextToSpeech]:
    """Pools to be started, and the voice that asks them.

    A piper voice knows one language: without a Spanish one of its own, Spanish is left to pyttsx3.
    """
    usual, told = _piper(piper, workers), _piper(spanish, workers)
    plain = None if usual and told else WorkerPool(pyttsx3_job(workers))
    pools = [pool for pool in (usual[0] if usual else None, told[0] if told else None, plain) if pool]
    speaks = usual[1] if usual else _plain(plain)
    if not usual and not told:
        return pools, speaks
    return pools, VoiceByLanguage(speaks, {SPANISH: told[1] if told else _plain(plain)})


def _piper(file: Path | None, workers: int) -> tuple[WorkerPool, TextToSpeech] | None:
    if file is None:
        return None
    if find_spec("piper") is None or not file.is_file():
        structlog.get_logger().warning("voice.missing", voice=file.name, detail="docs/operations.md")
        return None
    pool = WorkerPool(piper_job(file, workers))
    return pool, PiperTextToSpeech(pool, file)


def _plain(pool: WorkerPool | None) -> TextToSpeech:
    assert pool is not None  # noqa: S101 - made wherever a piper voice is missing
    return Pyttsx3TextToSpeech(pool)
