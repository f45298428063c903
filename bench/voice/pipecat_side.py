"""The peer: pipecat's Twilio serializer, Silero and turn strategies, with speech that costs nothing.

Run by the interpreter of .venv/peers: `python bench/voice/pipecat_side.py PORT SOUND`. 0.2 s of VAD stop and
0.4 s of speech timeout are its shortest usual settings; the transcript comes with the end of speech, the
answer's sound at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import uvicorn
from fastapi import FastAPI, WebSocket
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.turns.user_stop.speech_timeout_user_turn_stop_strategy import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies

SAID = "yes please"
RATE = 8_000
logger.remove()
app = FastAPI()
answer = b""


class KnowsAll(FrameProcessor):
    """Everybody says the same, and it is known when they stop."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            await self.push_frame(
                TranscriptionFrame(text=SAID, user_id="caller", timestamp="", finalized=True)
            )


class Answers(FrameProcessor):
    """The model and the voice in one: the same sound, at once."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(TTSStartedFrame())
        await self.push_frame(TTSAudioRawFrame(audio=answer, sample_rate=RATE, num_channels=1))
        await self.push_frame(TTSStoppedFrame())


@app.websocket("/stream")
async def stream(socket: WebSocket) -> None:
    """One call."""
    await socket.accept()
    while True:
        message = json.loads(await socket.receive_text())
        if message["event"] == "start":
            break
    serializer = TwilioFrameSerializer(
        stream_sid=message["start"]["streamSid"], params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
    )
    transport = FastAPIWebsocketTransport(
        websocket=socket,
        params=FastAPIWebsocketParams(
            audio_in_enabled=True, audio_out_enabled=True, add_wav_header=False, serializer=serializer
        ),
    )
    aggregators = LLMContextAggregatorPair(
        LLMContext(),
        user_params=LLMUserAggregatorParams(
            vad_analyzer=SileroVADAnalyzer(sample_rate=RATE, params=VADParams(stop_secs=0.2)),
            user_turn_strategies=UserTurnStrategies(
                stop=[SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=0.4)]
            ),
        ),
    )
    pipeline = Pipeline(
        [
            transport.input(),
            KnowsAll(),
            aggregators.user(),
            Answers(),
            transport.output(),
            aggregators.assistant(),
        ]
    )
    task = PipelineTask(
        pipeline, params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE)
    )

    @transport.event_handler("on_client_connected")
    async def greet(_transport, _client) -> None:  # noqa: ANN001
        await task.queue_frames([TTSAudioRawFrame(audio=answer, sample_rate=RATE, num_channels=1)])

    @transport.event_handler("on_client_disconnected")
    async def leave(_transport, _client) -> None:  # noqa: ANN001
        await task.cancel()

    await PipelineRunner(handle_sigint=False).run(task)


def _linear(sound: bytes) -> bytes:
    """µ-law to 16-bit samples (G.711)."""
    code = ~np.frombuffer(sound, dtype=np.uint8)
    exponent = (code >> 4).astype(np.int32) & 7
    magnitude = ((((code & 15).astype(np.int32) << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16).tobytes()


if __name__ == "__main__":
    answer = _linear(Path(sys.argv[2]).read_bytes())
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
