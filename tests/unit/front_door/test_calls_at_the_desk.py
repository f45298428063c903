"""Calls as the desk and the ledger see them, with the product's scripted gateway."""

from __future__ import annotations

import asyncio

import pytest

from conversation.gateway_protocol import RefusalCode
from conversation.owner import Owner
from conversation.payloads.calls import Phoned
from conversation.payloads.owners import OwnerChanged
from front_door.app import GATEWAYS, VOICES
from front_door.gateways import phone_record
from front_door.gateways.desk_calls import DeskCalls
from front_door.gateways.scripted_gateway import ScriptedGateway
from tests.fakes.front_door import MAYA, OMAR, front_door


@pytest.fixture
async def held(tmp_path, monkeypatch):
    """A caller whose conversation Maya holds, with two more who wait."""
    monkeypatch.setattr(phone_record, "COMES_BACK_WITHIN_S", 0.2)
    async with (
        front_door(tmp_path, voice_gateway_url="http://voice.example") as door,
        door.customer() as one,
        door.customer() as other,
        door.customer() as third,
        ScriptedGateway().connected(door.session, door.url) as gateway,
    ):
        door.on_duty(1)
        conversations = door.parts.conversations
        for customer in (one, other, third):
            await customer.connect()
            await conversations.prefer(customer.conversation_id, "team")
        await gateway.call_in("c-1", one.conversation_id)
        await conversations.claim(one.conversation_id, MAYA)
        await until(lambda: door.app[GATEWAYS].call_of(one.conversation_id) is not None)
        yield door, gateway, one.conversation_id


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what crosses a socket has no event
            await asyncio.sleep(0.01)


async def comes_true(question):
    async with asyncio.timeout(30):
        while not await question():  # noqa: ASYNC110 - the ledger is asked
            await asyncio.sleep(0.02)


async def moments(door, conversation_id) -> list[tuple[str, str, str | None]]:
    events = await door.parts.ledger.events(conversation_id)
    return [
        (event.payload.moment.value, event.payload.why, event.payload.agent_name)
        for event in events
        if isinstance(event.payload, Phoned)
    ]


async def talks(door, gateway, conversation_id):
    ticket = await door.app[VOICES].issue(conversation_id, MAYA)
    admitted = await gateway.redeem(ticket.ticket)
    assert admitted.type == "agent_admitted"
    await gateway.agent_in(admitted)
    return admitted


async def test_an_agents_voice_stands_in_the_ledger_from_beginning_to_end(held):
    door, gateway, conversation_id = held
    await talks(door, gateway, conversation_id)
    await until(lambda: DeskCalls(door.app[GATEWAYS], door.app[VOICES]).call(conversation_id).agent_id)
    await gateway.call_over("c-1")

    async def told():
        return await moments(door, conversation_id) == [
            ("agent_joined", "", MAYA.name),
            ("agent_left", "caller_left", MAYA.name),
        ]

    await comes_true(told)
    state = await door.parts.conversations.state(conversation_id)
    assert (state.owner, state.agent_id) == (Owner.AGENT, MAYA.agent_id)


async def test_an_agent_whose_line_broke_and_does_not_come_back_leaves_the_caller_first_in_line(held):
    door, gateway, conversation_id = held
    await gateway.agent_dropped(await talks(door, gateway, conversation_id))

    async def waits():
        return (await door.parts.conversations.state(conversation_id)).owner is Owner.QUEUE

    await comes_true(waits)
    await until(lambda: door.parts.line.place(conversation_id) == 1)
    events = await door.parts.ledger.events(conversation_id)
    moves = [event.payload.why for event in events if isinstance(event.payload, OwnerChanged)]
    assert moves[-1] == "agent_gone"


async def test_an_agent_who_comes_back_in_time_keeps_the_caller(held):
    door, gateway, conversation_id = held
    await gateway.agent_dropped(await talks(door, gateway, conversation_id))
    await talks(door, gateway, conversation_id)
    await asyncio.sleep(0.6)
    state = await door.parts.conversations.state(conversation_id)
    assert (state.owner, state.agent_id) == (Owner.AGENT, MAYA.agent_id)


async def test_an_agent_who_steps_out_to_write_keeps_the_conversation(held):
    door, gateway, conversation_id = held
    admitted = await talks(door, gateway, conversation_id)
    await gateway.agent_left(admitted)
    await asyncio.sleep(0.6)
    assert (await door.parts.conversations.state(conversation_id)).owner is Owner.AGENT


async def test_a_colleague_to_whom_it_was_passed_gets_in_and_the_one_before_no_more(held):
    door, gateway, conversation_id = held
    await door.parts.conversations.transfer(conversation_id, MAYA, OMAR, "")
    late = await door.app[VOICES].issue(conversation_id, MAYA)
    assert (await gateway.redeem(late.ticket)).code is RefusalCode.TICKET_REFUSED
    ticket = await door.app[VOICES].issue(conversation_id, OMAR)
    assert (await gateway.redeem(ticket.ticket)).agent_id == OMAR.agent_id
