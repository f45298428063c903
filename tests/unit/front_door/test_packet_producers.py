"""A packet names the versions of all that made it."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.test_utils import TestServer

from front_door import VERSION
from tests.fakes.front_door import front_door


async def test_a_packet_names_front_door_model_and_articles(tmp_path):
    async def health(_: web.Request) -> web.Response:
        report = {"status": "ok", "parts": {}, "versions": {"knowledge_base": "2f6c1d0a9b3e"}}
        return web.json_response(report)

    app = web.Application()
    app.router.add_get("/health", health)
    async with TestServer(app) as actions:
        url = str(actions.make_url("")).rstrip("/")
        async with front_door(tmp_path, actions_url=url) as door, door.customer() as customer:
            await customer.connect()
            await until_known(door.parts.producers, "knowledge_base")
            await customer.say("hello")
            packet = await door.parts.conversations.packet(customer.conversation_id)
    wanted = {"front_door": VERSION, "assistant": "scripted", "knowledge_base": "2f6c1d0a9b3e"}
    assert packet.envelope.producers == wanted


async def until_known(producers: dict[str, str], name: str) -> None:
    """The front door looks around by itself, every few seconds."""
    for _ in range(2_000):
        if name in producers:
            return
        await asyncio.sleep(0.05)
