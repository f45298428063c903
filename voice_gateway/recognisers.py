"""Which recogniser listens: what was asked for, else the best of what is installed; said plainly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

import structlog

from voice_gateway.hearing.ctranslate2_recogniser import ctranslate2_job
from voice_gateway.hearing.pocketsphinx_recogniser import PocketsphinxSpeechToText, pocketsphinx_job
from voice_gateway.hearing.recognition import SpeechToText
from voice_gateway.hearing.whisper_recogniser import WhisperSpeechToText, whisper_job
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import WorkerPool

WEIGHTS = Path("models/whisper")
CHECKPOINT, FOLDER = ".pt", ".ct2"


class Backend(StrEnum):
    """What turns sound into words."""

    AUTO = "auto"
    WHISPER = "whisper"
    FASTER_WHISPER = "faster-whisper"
    POCKETSPHINX = "pocketsphinx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the settings ask for."""

    backend: Backend = Backend.AUTO
    model: str | None = None
    """A name as `make whisper` takes it, or a path."""
    language: str = "en"
    workers: int = 1
    batch: int = 4
    margin_s: float | None = None
    folder: Path = WEIGHTS


def recogniser(wish: Wish) -> tuple[GatheredPool, SpeechToText]:
    """A pool to be started, and the recogniser that asks it."""
    weights = _weights(wish)
    if weights is None:
        if wish.backend not in {Backend.AUTO, Backend.POCKETSPHINX} or wish.model:
            structlog.get_logger().warning(
                "recogniser.missing", asked=wish.backend.value, model=wish.model, detail="run make whisper"
            )
        few = GatheredPool(WorkerPool(pocketsphinx_job(wish.workers)), most=1, workers=wish.workers)
        return few, PocketsphinxSpeechToText(few)
    make = ctranslate2_job if weights.suffix == FOLDER else whisper_job
    job = make(weights, wish.workers, wish.language, wish.margin_s)
    pool = GatheredPool(WorkerPool(job), most=wish.batch, workers=wish.workers)
    return pool, WhisperSpeechToText(pool, weights.stem)


def _weights(wish: Wish) -> Path | None:
    """Weights for the backend that is wished for, or for the quicker one that can run; None for neither."""
    if wish.backend is Backend.POCKETSPHINX:
        return None
    can_run = {
        FOLDER: wish.backend is not Backend.WHISPER and find_spec("ctranslate2") is not None,
        CHECKPOINT: wish.backend is not Backend.FASTER_WHISPER and find_spec("whisper") is not None,
    }
    for suffix in (FOLDER, CHECKPOINT):
        if can_run[suffix] and (found := _lying(wish, suffix)) is not None:
            return found
    return None


def _lying(wish: Wish, suffix: str) -> Path | None:
    """The weights that were asked for, or those fetched last."""
    if wish.model is not None:
        named = (Path(wish.model), wish.folder / f"{wish.model}{suffix}")
        return next((path for path in named if path.suffix == suffix and path.exists()), None)
    return max(wish.folder.glob(f"*{suffix}"), key=lambda path: path.stat().st_mtime, default=None)
