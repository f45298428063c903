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

from bench.voice.free_speech import KnowsAll, ReadySpeech
from conversation.words import Words
from runtime.shutdown import serve
from voice_gateway.call.call import Call, CallParts
from voice_gateway.call.line import CallersTurn
from voice_gateway.hearing.silero_activity import SileroActivity, SileroModel
from voice_gateway.meters import Meters
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.transports.twilio.media import TwilioMedia


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
