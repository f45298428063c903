"""Sound between an agent's page and a caller's through a whole call, beside a bare relay of two sockets.

make bench NAME=bridge ARGS="--seconds 30"

Both ends and the gateway share one process, so every figure holds the clients' own time too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.report import Metric, report
from front_door.app import GATEWAYS, VOICES
from tests.fakes.front_door import MAYA
from tests.fakes.voice_gateway import World, voice_world
from voice_gateway.frames import FRAME_BYTES, FRAME_MS, SILENT_BYTE

BEFORE_S = 40
"""Greeting and announcements are over by then; while our own voice speaks, sounds are mixed."""
MOST_MS = 20.0
"""One frame: of the 150 ms one way that ITU-T G.114 allows the gateway takes no more."""

Socket = aiohttp.ClientWebSocketResponse


class End:
    """One end: sends a numbered frame every 20 ms, and keeps when the other's arrive."""

    def __init__(self, socket: Socket, letter: int) -> None:
        self.socket = socket
        self.sent: dict[bytes, float] = {}
        self._letter = letter

    async def speak(self, seconds: int, *, counted_after: int) -> None:
        """Numbers that no mixing changes: digits of two loud samples."""
        due = time.perf_counter()
        for number in range(seconds * 1_000 // FRAME_MS):
            name = bytes(self._letter + 8 * int(digit) for digit in f"{number:07b}{number:010b}")[:17]
            frame = name.ljust(FRAME_BYTES, SILENT_BYTE)
            if number * FRAME_MS >= counted_after * 1_000:
                self.sent[frame] = time.perf_counter()
            await self.socket.send_bytes(frame)
            due += FRAME_MS / 1_000
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def listen(self, other: End, took: list[float]) -> None:
        """Until cancelled; marks are told as played."""
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                sent = other.sent.pop(message.data, None)
                if sent is not None:
                    took.append((time.perf_counter() - sent) * 1_000)
            elif message.type is aiohttp.WSMsgType.TEXT and (mark := json.loads(message.data).get("mark")):
                await self.socket.send_json({"type": "played", "mark": mark})


async def talk(one: Socket, other: Socket, seconds: int, before: int) -> dict[str, list[float] | int]:
    """Both speak at once; how long each frame took, and how many did not come."""
    ends = End(one, 0x10), End(other, 0x90)
    took: list[float] = []
    listening = [asyncio.ensure_future(a.listen(b, took)) for a, b in (ends, ends[::-1])]
    await asyncio.gather(*(end.speak(before + seconds, counted_after=before) for end in ends))
    await asyncio.sleep(1)
    for task in listening:
        task.cancel()
    return {"took": sorted(took), "lost": sum(len(end.sent) for end in ends)}


async def through_the_gateway(seconds: int) -> dict[str, list[float] | int]:
    """A page's call that an agent has claimed."""
    with tempfile.TemporaryDirectory() as folder:
        async with voice_world(Path(folder), is_free=False) as world, world.door.customer() as customer:
            world.door.on_duty(1)
            conversation_id = (await customer.connect()).conversation_id
            ready = await world.ticket(customer)
            async with world.door.session.ws_connect(ready.url) as caller:
                await caller.send_json({"type": "start", "ticket": ready.ticket})
                await held_by_maya(world, conversation_id)
                ticket = await world.door.app[VOICES].issue(conversation_id, MAYA)
                async with world.door.session.ws_connect(ticket.url) as agent:
                    await agent.send_json({"type": "start", "ticket": ticket.ticket})
                    return await talk(caller, agent, seconds, BEFORE_S)


async def held_by_maya(world: World, conversation_id: str) -> None:
    """Claimed, as soon as the front door knows of the call."""
    while world.door.app[GATEWAYS].call_of(conversation_id) is None:  # noqa: ASYNC110 - two applications
        await asyncio.sleep(0.05)
    await world.door.parts.conversations.prefer(conversation_id, "team")
    await world.door.parts.conversations.claim(conversation_id, MAYA)


async def through_a_relay(seconds: int) -> dict[str, list[float] | int]:
    """What comes from one goes to the other, and nothing else is done."""
    pair: list[web.WebSocketResponse] = []

    async def relay(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        pair.append(socket)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY and len(pair) > 1:
                await pair[pair[0] is socket].send_bytes(message.data)
        return socket

    app = web.Application()
    app.router.add_get("/", relay)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("/"))
        async with session.ws_connect(url) as one, session.ws_connect(url) as other:
            return await talk(one, other, seconds, 1)


def main() -> int:
    """1 when a frame was lost or took longer than one more frame."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    seconds = parser.parse_args().seconds
    ours, bare = asyncio.run(through_the_gateway(seconds)), asyncio.run(through_a_relay(seconds))
    rows = [
        Metric(
            metric=f"a frame from page to page, {name}",
            unit="ms",
            ours=at(ours["took"], part),
            peer=at(bare["took"], part),
            target=f"<= {MOST_MS:.0f}",
            met=at(ours["took"], part) <= MOST_MS,
        )
        for name, part in (("p50", 0.5), ("p99", 0.99))
    ]
    lost = Metric(
        metric=f"frames lost of {2 * seconds * 1_000 // FRAME_MS}",
        unit="",
        ours=ours["lost"],  # type: ignore[arg-type]
        peer=bare["lost"],  # type: ignore[arg-type]
        target="0",
        met=ours["lost"] == 0,
    )
    return report("bridge", [*rows, lost], notes=["peer: a bare relay of two sockets, in the same process"])


def at(took: object, part: float) -> float:
    """The value under which this part lies."""
    values = took if isinstance(took, list) and took else [float("inf")]
    return float(values[min(len(values) - 1, int(len(values) * part))])


if __name__ == "__main__":
    sys.exit(main())
