"""A real gateway with all its lines and free speech; if asked, with recognition workers that never rest.

`python -m bench.voice.gateway SETTINGS SOUND [CHECKPOINT WORKERS]`: settings as JSON, a file of µ-law that is
said whatever is to be said, and the weights of the workers.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count
from pathlib import Path

import numpy as np
import uvloop

from bench.voice.free_speech import KnowsAll, ReadySpeech
from runtime.shutdown import serve
from voice_gateway.app import create_app
from voice_gateway.engines import Engines
from voice_gateway.frames import RATE, encode
from voice_gateway.hearing.awaited_wire import head_of
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.hearing.silero_activity import SileroActivity, SileroModel
from voice_gateway.hearing.whisper_recogniser import whisper_job
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import WorkerPool
from voice_gateway.workers.wire import Message

UTTERANCE_S = 3
AT_ONCE = 2
"""Utterances for each worker: one at work, one that waits."""


class RestlessPool(GatheredPool):
    """Its workers always have something to recognise."""

    def __init__(self, checkpoint: Path, workers: int) -> None:
        super().__init__(WorkerPool(whisper_job(checkpoint, workers)), most=1, workers=workers)
        self._feeding: list[asyncio.Task[None]] = []
        self._at_once = AT_ONCE * workers

    async def start(self) -> None:
        await super().start()
        loop = asyncio.get_running_loop()
        self._feeding = [loop.create_task(self._feed()) for _ in range(self._at_once)]

    async def close(self) -> None:
        for task in self._feeding:
            task.cancel()
        await asyncio.gather(*self._feeding, return_exceptions=True)
        await super().close()

    async def _feed(self) -> None:
        noise = np.random.default_rng(0).normal(0, 2_000, UTTERANCE_S * RATE).astype(np.int16)
        message = Message(head=head_of(Awaited()), sound=encode(noise))
        for _ in count():
            await self.ask(message, due_in_s=1.0)


async def main(settings: VoiceGatewaySettings, sound: bytes, pools: tuple[RestlessPool, ...]) -> None:
    """Serve until told to stop."""
    model = SileroModel()
    engines = Engines(
        recogniser=KnowsAll(),
        voice=ReadySpeech(sound),
        new_activity=lambda: SileroActivity(model),
        pools=pools,
    )
    await serve(create_app(settings, engines), host=settings.host, port=settings.port, drain_seconds=0.0)


if __name__ == "__main__":
    told = VoiceGatewaySettings(**json.loads(sys.argv[1]))
    restless = (RestlessPool(Path(sys.argv[3]), int(sys.argv[4])),) if len(sys.argv) > 3 else ()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(told, Path(sys.argv[2]).read_bytes(), restless))
