"""A caller at a real telephone and an agent at a page's microphone: both hear each other, both stand on record."""

import asyncio
from contextlib import asynccontextmanager

from conversation.payloads.turns import Reply, Turn
from front_door.app import VOICES
from tests.fakes.front_door import MAYA
from tests.fakes.voice_gateway import Page
from voice_gateway.scripted.word_tones import Reader


@asynccontextmanager
async def agents_page(world, conversation_id):
    ticket = await world.door.app[VOICES].issue(conversation_id, MAYA)
    async with world.door.session.ws_connect(ticket.url) as socket:
        await socket.send_json({"type": "start", "ticket": ticket.ticket})
        page = Page(socket, world.tones, Reader(world.tones))
        tasks = [asyncio.create_task(page.talk()), asyncio.create_task(page.listen())]
        yield page
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_team_by_key_and_then_two_people_talk(world):
    world.door.on_duty(1)
    async with world.phone(22.0, "my bill went up", 60.0) as phone:
        await phone.dial(world.uri)
        await world.hears(phone, "automated assistant.")
        await phone.press("0")
        conversation_id = await world.waits_for_the_team()
        await world.door.parts.conversations.claim(conversation_id, MAYA)
        async with agents_page(world, conversation_id) as agent:
            await agent.hears_out("Maya")
            agent.say("good morning from the team")
            await world.hears(phone, "good morning from the team")
            await agent.hears("my bill went up")
            async with asyncio.timeout(30):
                while "my bill went up" not in await spoken(world, conversation_id):  # noqa: ASYNC110 - the ledger's
                    await asyncio.sleep(0.1)
                assert await spoken(world, conversation_id) == [
                    "good morning from the team",
                    "my bill went up",
                ]
            await agent.socket.send_json({"type": "hang_up"})
            await phone.until("CALL_CLOSED")
        await world.nothing_is_left()


async def spoken(world, conversation_id) -> list[str]:
    """What the two are on record with."""
    payloads = [event.payload for event in await world.door.parts.ledger.events(conversation_id)]
    return [
        each.text for each in payloads if isinstance(each, Turn) or (isinstance(each, Reply) and each.voiced)
    ]
