"""Where a customer comes from goes down with each turn: the number as a claim, the address as a pseudonym."""

from __future__ import annotations

import stat

from front_door.assistants.scripted_assistant import ScriptedAssistant
from front_door.channels.addresses import Pseudonyms
from runtime.kept_key import kept_key
from tests.fakes.front_door import front_door

PROXY = ("127.0.0.1",)


async def said_from(door, address: str, number: str | None = None) -> None:
    headers = {"X-Forwarded-For": address, "Origin": door.url}
    async with door.session.ws_connect(door.url + "/chat", headers=headers) as socket:
        await socket.send_json({"type": "hello", "claimed_number": number})
        await socket.send_json({"type": "customer_turn", "client_id": "c1", "text": "hello"})
        while (await socket.receive_json())["type"] != "reply" or not door.assistant.ran:
            pass


async def test_the_number_a_device_claims_goes_down_and_outlives_a_restart(tmp_path):
    assistant = ScriptedAssistant()
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        customer.claimed_number = "(555) 123-0101"
        await customer.connect()
        await customer.say("hello")
        token = customer.resume_token
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        customer.resume_token = token
        await customer.connect()
        await customer.say("again")
    assert [turn.metadata["claimed_number"] for turn in assistant.ran] == ["+15551230101"] * 2


async def test_what_is_no_number_is_claimed_by_nobody(door):
    await door.rest("bob", "hello", claimed_number="anonymous")
    await door.rest("eve", "hello", claimed_number="5551230101")
    assert [turn.metadata["claimed_number"] for turn in door.assistant.ran] == [None, "+15551230101"]


async def test_an_address_goes_down_as_a_pseudonym_that_outlives_a_restart(tmp_path):
    assistant = ScriptedAssistant()
    for address in ("203.0.113.5", "203.0.113.5", "203.0.113.6"):
        async with front_door(tmp_path, assistant, trusted_proxies=PROXY) as door:
            seen = len(assistant.ran)
            await said_from(door, address)
            assert len(assistant.ran) > seen
    one, same, other = (turn.metadata["peer"] for turn in assistant.ran)
    assert one == same != other
    assert "203" not in one


async def test_this_machines_own_conversations_have_no_address(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("hello")
    assert door.assistant.ran[0].metadata["peer"] is None


def test_of_ipv6_the_network_counts_and_mapped_addresses_are_what_they_map():
    names = Pseudonyms(b"key")
    assert names.of("2001:db8:1:2::1") == names.of("2001:db8:1:2:ffff::9")
    assert names.of("2001:db8:1:2::1") != names.of("2001:db8:1:3::1")
    assert names.of("::ffff:192.0.2.7") == names.of("192.0.2.7")
    assert names.of("192.0.2.7") != Pseudonyms(b"another").of("192.0.2.7")


def test_a_kept_key_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "var" / "some.key"
    assert kept_key(path) == kept_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
