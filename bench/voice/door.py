"""A real front door before an assistant that answers at once; it keeps when each caller reached the queue.

`python -m bench.voice.door FOLDER GATEWAY`: serves until told to stop and writes its two addresses to a file
of the folder. `GATEWAY` is the address of the voice gateway, for callers' pages.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import uvloop
from aiohttp import web
from aiohttp.test_utils import TestServer

from conversation.care import Care
from conversation.owner import Owner
from conversation.payloads.customer import Opened
from conversation.payloads.owners import OwnerChanged
from front_door.assistants.assistant import Answer, Reply, TurnDown
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.conversations.hub import Appended, Hub
from runtime.shutdown import hold_still, stop_event
from tests.fakes.front_door import front_door

TOKEN = "bench"
ADDRESSES = "addresses"
QUESTION = "Shall I do that for you"


class Queued:
    """When who reached a person's queue, by the machine's clock."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self.at: dict[str, float] = {}

    async def follow(self, hub: Hub) -> None:
        """Until cancelled."""
        async for item in hub.subscribe(capacity=100_000):
            if not isinstance(item, Appended):
                continue
            match item.event.payload:
                case Opened(claimed_number=str(number)):
                    self._numbers[item.conversation_id] = number
                case OwnerChanged(after=Owner.QUEUE):
                    self.at.setdefault(self._numbers.get(item.conversation_id, ""), time.monotonic())

    async def tell(self, _: web.Request) -> web.Response:
        """By number."""
        return web.json_response(self.at)


async def _asks_again(turn: TurnDown) -> Answer:
    return answer(turn, Reply(text=QUESTION, care=Care(expects="yes_no")))


async def main(folder: Path, gateway: str) -> None:
    """Serve."""
    queued = Queued()
    app = web.Application()
    app.router.add_get("/queued", queued.tell)
    async with (
        stop_event() as stopped,
        front_door(
            folder, ScriptedAssistant(_asks_again), voice_gateway_url=gateway, internal_token=TOKEN
        ) as door,
        TestServer(app) as told,
    ):
        door.on_duty(2)
        hold_still()
        following = asyncio.ensure_future(queued.follow(door.parts.hub))
        written = folder / f"{ADDRESSES}.part"
        written.write_text(f"{door.url} {told.make_url('/queued')}", encoding="utf-8")
        written.rename(folder / ADDRESSES)
        await stopped.wait()
        following.cancel()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(Path(sys.argv[1]), sys.argv[2]))
