"""The system comes up while the carrier's back office is still down, and finds it once it is there."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from carrier.transport import Limits
from tests.harness.customer import Customer
from tests.harness.system import Part, System


@pytest.fixture
def system(tmp_path):
    made = System(folder=tmp_path)
    yield made
    made.stop()


async def test_the_door_is_open_without_a_back_office_and_the_matter_goes_on_once_it_is_there(system):
    await asyncio.to_thread(system.start, Part.ACTIONS, Part.ASSISTANT, Part.FRONT_DOOR)
    url = system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat"
    async with aiohttp.ClientSession() as session, Customer(session, url) as customer:
        await customer.connect()
        answered = await customer.say("how do I set up wifi calling")
        assert any("Wi-Fi" in reply.text for reply in answered)
        await customer.say("what do I owe")
        told = await customer.say("555-123-0101")
        assert [choice.title for choice in told[-1].choices] == ["Try again", "Talk to a person"]
        assert customer.owner() == "assistant"
        await asyncio.to_thread(system.start, Part.CARRIER)
        # After failures in a row nothing is sent for a while.
        await asyncio.sleep(Limits().open_s + 1)
        asked = await customer.choose("Try again")
        assert asked[-1].expects == "secret:4"
