"""Our side: the gateway's Twilio line, turn taking and voice, with speech that costs nothing.

`python -m bench.voice.ours PORT SOUND`: the recogniser knows what is said, the voice has its sound ready (a
file of µ-law), and the front door answers at once. Silero listens as it does in a real call.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvloop
from aiohttp import web

from conversation.words import Words
from runtime.shutdown import serve
from voice_gateway.call.call import Call, CallParts
from voice_gateway.call.line import CallersTurn
from voice_gateway.frames import RATE
from voice_gateway.hearing.recognition import SOON_S, Awaited, Recognition
from voice_gateway.hearing.silero_activity import SileroActivity, SileroModel
from voice_gateway.meters import Meters
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.speaking.speech import Manner, Speech, SpokenWord
from voice_gateway.transports.twilio.media import TwilioMedia

SAID = "yes please"


class ReadySpeech:
    """Every sentence is the same sound."""

    name = "ready"

    def __init__(self, sound: bytes) -> None:
        self._sound = sound

    async def speak(self, sentence: str, manner: Manner) -> Speech:  # noqa: ARG002 - see above
        words = sentence.split()
        each = len(self._sound) * 1_000 // RATE // len(words)
        times = tuple(
            SpokenWord(text=word, start_ms=place * each, end_ms=(place + 1) * each)
            for place, word in enumerate(words)
        )
        return Speech(sound=self._sound, words=times)


class KnowsAll:
    """Everybody says the same."""

    name = "ready"
    is_free = True

    async def recognise(self, sound: bytes, awaited: Awaited, *, due_in_s: float = SOON_S) -> Recognition:  # noqa: ARG002
        return Recognition(text=SAID, confidence=0.95)


async def _answers(line: ScriptedLine, turn: CallersTurn) -> None:  # noqa: ARG001 - whatever was said
    line.tell(reply(1 + 2 * len(line.sent.turns), "Shall I do that for you", expects="yes_no"))


def create_app(sound: bytes) -> web.Application:
    """One route: `/stream`."""
    model, voice, ears, words = SileroModel(), ReadySpeech(sound), KnowsAll(), Words.load("en")

    async def stream(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        media = TwilioMedia(socket)
        if await media.start() is None:
            return socket
        await Call(
            CallParts(
                media=media,
                line=ScriptedLine(_answers, reply(1, "Hello, may I help you", expects="yes_no")),
                recogniser=ears,
                voice=voice,
                new_activity=lambda: SileroActivity(model),
                words=words,
                meters=Meters(),
            )
        ).run()
        return socket

    app = web.Application()
    app.router.add_get("/stream", stream)
    return app


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(create_app(Path(sys.argv[2]).read_bytes()), host="127.0.0.1", port=int(sys.argv[1])))
