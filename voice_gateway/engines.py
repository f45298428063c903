"""Recogniser and voice as they are chosen at start: what is installed, and plainly said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from voice_gateway.admission import Queue
from voice_gateway.hearing.activity import EnergyActivity, VoiceActivity
from voice_gateway.hearing.recognition import MULTILINGUAL, SpeechToText
from voice_gateway.hearing.silero_activity import SileroActivity, SileroModel
from voice_gateway.recognisers import Wish, recogniser
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.speaking.kept_speech import KeptTextToSpeech
from voice_gateway.speaking.speech import TextToSpeech
from voice_gateway.voices import voice
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import WorkerFailed, WorkerPool

FEW_WORDS = (
    "no model for free speech: yes, no, choices, digits and a few words are followed, keypad first;"
    " `make whisper MODEL=base.en` fetches one"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """What all calls share."""

    recogniser: SpeechToText
    voice: TextToSpeech
    new_activity: Callable[[], VoiceActivity]
    pools: tuple[WorkerPool | GatheredPool, ...] = ()
    hears_languages: Callable[[], bool] = lambda: True
    """Whether the recogniser tells in which language somebody speaks; known once it has started."""

    @property
    def queue(self) -> Queue:
        """Utterances before the recogniser, the first of the pools; a scripted one has none."""
        if not self.pools:
            return Queue(waiting=lambda: 0, workers=lambda: 1)
        hearing = self.pools[0]
        return Queue(waiting=lambda: hearing.waiting, workers=lambda: hearing.alive)

    @property
    def detail(self) -> str:
        """For `/status`: which recogniser, and what it cannot do."""
        limits = "" if self.recogniser.is_free else f" ({FEW_WORDS})"
        knows = "; hears which language is spoken" if self.pools and self.hears_languages() else ""
        return f"hears with {self.recogniser.name}{limits}{knows}; speaks with {self.voice.name}"

    async def start(self) -> None:
        """Warm everything.

        Raises:
            WorkerFailed: an engine does not come up.
        """
        try:
            await asyncio.gather(*(pool.start() for pool in self.pools))
        except WorkerFailed:
            await self.close()
            raise

    async def close(self) -> None:
        """End all workers."""
        for pool in self.pools:
            await pool.close()


def installed_engines(settings: VoiceGatewaySettings) -> Engines:
    """Whisper where its weights lie, else what works as installed, without a download."""
    hearing, hears = recogniser(
        Wish(
            backend=settings.recogniser,
            model=settings.whisper_model,
            language=settings.language,
            workers=settings.recognition_workers,
            batch=settings.recognition_batch,
            margin_s=settings.whisper_margin_s,
        )
    )
    speaking, speaks = voice(settings.piper_voice, settings.piper_spanish_voice, settings.voice_workers)
    return Engines(
        recogniser=hears,
        voice=KeptTextToSpeech(speaks),
        new_activity=_activity(),
        pools=(hearing, *speaking),
        hears_languages=lambda: bool(hearing.about.get(MULTILINGUAL)),
    )


def _activity() -> Callable[[], VoiceActivity]:
    try:
        model = SileroModel()
    except (ImportError, OSError) as error:
        structlog.get_logger().warning("silero.missing", detail=type(error).__name__)
        return EnergyActivity
    return lambda: SileroActivity(model)
