"""An agent's page in a call over real sockets: ticket, voices, words in the ledger, and what happens when it goes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from conversation.payloads.turns import Reply, Turn
from front_door.app import GATEWAYS, VOICES
from tests.fakes.front_door import MAYA
from tests.fakes.voice_gateway import Page
from voice_gateway.scripted.word_tones import Reader


@pytest.fixture
async def call(world):
    """A page's call that Maya has claimed."""
    world.door.on_duty(1)
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        async with world.page(await world.ticket(customer)) as caller:
            await caller.hears("assistant")
            gateways = world.door.app[GATEWAYS]
            async with asyncio.timeout(30):
                while gateways.call_of(welcome.conversation_id) is None:  # noqa: ASYNC110 - two processes
                    await asyncio.sleep(0.02)
            await world.door.parts.conversations.prefer(welcome.conversation_id, "team")
            await world.door.parts.conversations.claim(welcome.conversation_id, MAYA)
            await caller.hears_out(MAYA.name.split()[0])
            yield world, welcome.conversation_id, caller


@asynccontextmanager
async def agents_page(world, ticket):
    async with world.door.session.ws_connect(ticket.url) as socket:
        await socket.send_json({"type": "start", "ticket": ticket.ticket})
        page = Page(socket, world.tones, Reader(world.tones))
        tasks = [asyncio.create_task(page.talk()), asyncio.create_task(page.listen())]
        yield page
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def said(world, conversation_id) -> list[str]:
    payloads = await world.payloads(conversation_id)
    return [
        payload.text
        for payload in payloads
        if isinstance(payload, Turn) or (isinstance(payload, Reply) and payload.voiced)
    ]


async def test_both_hear_each_other_and_both_stand_in_the_ledger(call):
    world, conversation_id, caller = call
    ticket = await world.door.app[VOICES].issue(conversation_id, MAYA)
    async with agents_page(world, ticket) as agent:
        await agent.hears_out("Maya")
        agent.say("good morning")
        await caller.hears("good morning")
        caller.say("my bill went up")
        await agent.hears("my bill went up")
        async with asyncio.timeout(30):
            while await said(world, conversation_id) != ["good morning", "my bill went up"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert world.door.app[GATEWAYS].call_of(conversation_id).on_line.agent_id == MAYA.agent_id
        await agent.socket.send_json({"type": "hang_up"})
        await caller.hears_the_end()
    assert caller.ended == "hung_up"


async def test_a_page_whose_ticket_is_spent_or_guessed_hears_nothing(call):
    world, conversation_id, _ = call
    ticket = await world.door.app[VOICES].issue(conversation_id, MAYA)
    async with agents_page(world, ticket) as agent:
        await agent.hears_out("Maya")
        async with agents_page(world, ticket) as second:
            await second.hears_the_end()
        assert second.ended == "refused"
        assert second.heard.text == ""


async def test_a_caller_who_hangs_up_is_told_to_the_agents_page(call):
    world, conversation_id, caller = call
    ticket = await world.door.app[VOICES].issue(conversation_id, MAYA)
    async with agents_page(world, ticket) as agent:
        await agent.hears_out("Maya")
        await caller.socket.send_json({"type": "hang_up"})
        await agent.hears_the_end()
    assert agent.ended == "caller_left"
    state = await world.door.parts.conversations.state(conversation_id)
    assert (state.owner, state.agent_id) == ("agent", MAYA.agent_id)
