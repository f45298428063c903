"""A page's call over real sockets, before a real front door with a real ledger; only the speech is scripted."""

from __future__ import annotations

import aiohttp
import pytest

from conversation.client_frames import StartCall
from conversation.payloads.customer import ChannelChanged
from conversation.payloads.turns import Heard, Turn
from conversation.server_frames import CallReady, Problem, Welcome
from tests.fakes.front_door import front_door
from voice_gateway.page_doors import MOST_STRANGERS


async def test_a_call_goes_on_in_the_conversation_of_the_page_and_both_see_the_same_words(world):
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        ready = await world.ticket(customer)
        async with world.page(ready) as page:
            await page.hears("assistant")
            page.say("why is my bill higher")
            await page.hears("You said why is my bill higher")
            page.say("stop please")
            await page.hears("You said stop please")
            await page.socket.send_json({"type": "hang_up"})
            await page.hears_the_end()
        assert page.ended == "caller_left"
        told = await world.payloads(welcome.conversation_id)
    assert [turn.text for turn in told if isinstance(turn, Turn)] == ["why is my bill higher", "stop please"]
    assert any(isinstance(payload, ChannelChanged) for payload in told)
    heard = [payload for payload in told if isinstance(payload, Heard)]
    assert heard
    assert all(payload.words.split()[-1] in page.heard.text for payload in heard if payload.words)


async def test_a_ticket_is_good_once_and_for_nothing_else(world):
    async with world.door.customer() as customer:
        await customer.connect()
        ready = await world.ticket(customer)
        async with world.page(ready) as page:
            await page.hears("assistant")
        for ticket in (ready.ticket, "guessed"):
            async with world.page(CallReady(url=ready.url, ticket=ticket)) as page:
                await page.hears_the_end()
            assert page.ended == "refused"


async def test_when_all_lines_are_taken_the_next_page_is_told_at_once(world):
    async with world.door.customer() as customer:
        await customer.connect()
        ready = await world.ticket(customer)
        async with world.page(ready) as page:
            await page.hears("assistant")
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await world.door.session.ws_connect(ready.url)
            assert refused.value.status == 503


async def test_sockets_that_show_no_ticket_do_not_pile_up(world):
    url = world.url.replace("http", "ws", 1) + "call"
    silent = [await world.door.session.ws_connect(url) for _ in range(MOST_STRANGERS)]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await world.door.session.ws_connect(url)
    assert refused.value.status == 503
    for socket in silent:
        await socket.close()


async def test_where_there_is_no_gateway_no_call_is_offered(tmp_path):
    async with front_door(tmp_path) as door, door.customer() as customer:
        welcome = await customer.connect()
        assert isinstance(welcome, Welcome)
        assert not welcome.calls
        await customer.send(StartCall())
        assert (await customer.wait_for(Problem)).code == "not_offered"


async def test_a_program_that_is_no_gateway_cannot_use_a_ticket(tmp_path):
    async with (
        front_door(tmp_path, internal_token="ours", voice_gateway_url="http://127.0.0.1:9") as door,
        door.session.ws_connect(door.url + "/chat", headers={"Origin": door.url}) as socket,
    ):
        await socket.send_json({"type": "hello", "call_ticket": "x"})
        assert (await socket.receive_json())["code"] == "resume_refused"
