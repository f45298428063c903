"""What the front door orders over the control socket, at a real gateway; only speech and the far end are scripted."""

from __future__ import annotations

import asyncio

import pytest

from conversation.gateway_protocol import CallState
from conversation.payloads.turns import Turn
from front_door.app import GATEWAYS
from front_door.gateways.errors import OrderRefused
from tests.fakes.front_door import front_door
from tests.fakes.voice_gateway import voice_world
from voice_gateway.app import ORDERS, SWITCHBOARD
from voice_gateway.placing import NotAnswered
from voice_gateway.scripted.scripted_media import ScriptedMedia

NUMBER = "+15551230101"


class ScriptedPlacer:
    """Calls whoever the test puts there."""

    name = "scripted"
    is_ready = True

    def __init__(self, answers) -> None:
        self.answers = answers
        self.gave_up = False

    async def place(self, number, _call_ref, ringing):
        ringing()
        try:
            return await self.answers(number)
        except asyncio.CancelledError:
            self.gave_up = True
            raise


def gateways(world):
    return world.door.app[GATEWAYS]


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what happens in two processes has no event
            await asyncio.sleep(0.02)


async def quiet(line: ScriptedMedia) -> None:
    """Until no word has been heard there for two seconds."""
    before = -1
    while before != line.words_played:
        before = line.words_played
        await asyncio.sleep(2.0)


async def able(world, answers) -> ScriptedPlacer:
    placer = ScriptedPlacer(answers)
    world.gateway[ORDERS].placers.append(placer)
    await until(lambda: gateways(world).places_calls)
    return placer


async def next_state(changes) -> CallState:
    async with asyncio.timeout(30):
        return (await anext(changes)).state


async def test_a_placed_call_joins_its_conversation_and_tells_how_it_goes(world):
    caller = ScriptedMedia(world.tones)

    async def picks_up(number):
        assert number == NUMBER
        return caller

    await able(world, picks_up)
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        call = await gateways(world).place_call(
            NUMBER, conversation_id=welcome.conversation_id, words="This is Meadowlark calling."
        )
        changes = call.changes()
        assert [await next_state(changes) for _ in range(2)] == [CallState.RINGING, CallState.ANSWERED]
        speaking = asyncio.create_task(caller.run())
        await until(lambda: gateways(world).call_of(welcome.conversation_id) is not None)
        await until(lambda: "Meadowlark calling" in caller.heard and "assistant" in caller.heard)
        assert caller.heard.startswith("This is Meadowlark calling")
        await caller.say("my bill")
        await until(lambda: "You said my bill" in caller.heard)
        caller.leave()
        assert await next_state(changes) is CallState.ENDED
        await speaking
        assert gateways(world).call_of(welcome.conversation_id) is None
        turns = [
            said.text for said in await world.payloads(welcome.conversation_id) if isinstance(said, Turn)
        ]
        assert turns == ["my bill"]


@pytest.mark.parametrize("state", [CallState.BUSY, CallState.NO_ANSWER, CallState.FAILED])
async def test_a_number_that_does_not_answer_is_told_as_it_was(world, state):
    async def does_not(_number):
        raise NotAnswered(state, "486")

    await able(world, does_not)
    call = await gateways(world).place_call(NUMBER)
    assert [change.state async for change in call.changes()] == [CallState.RINGING, state]


async def test_ringing_ends_in_time_and_at_the_front_doors_word(world):
    async def nobody(_number):
        await asyncio.Event().wait()

    placer = await able(world, nobody)
    call = await gateways(world).place_call(NUMBER, ring_s=0.1)
    assert [change.state async for change in call.changes()] == [CallState.RINGING, CallState.NO_ANSWER]
    assert placer.gave_up

    call = await gateways(world).place_call(NUMBER)
    await gateways(world).hang_up(call.call_ref)
    assert [change.state async for change in call.changes()][-1] is CallState.ENDED


async def test_no_more_calls_are_placed_than_there_is_room_for(world):
    async def nobody(_number):
        await asyncio.Event().wait()

    await able(world, nobody)
    call = await gateways(world).place_call(NUMBER)
    with pytest.raises(OrderRefused):
        await gateways(world).place_call(NUMBER)
    await gateways(world).hang_up(call.call_ref)


async def test_a_gateway_without_a_line_to_the_outside_says_so(world):
    await until(lambda: gateways(world).connected)
    assert not gateways(world).places_calls
    with pytest.raises(OrderRefused) as refused:
        await gateways(world).place_call(NUMBER)
    assert refused.value.code == "not_possible"


async def test_a_call_can_be_moved_outside_and_ended_from_the_front_door(world):
    caller = ScriptedMedia(world.tones)
    caller.takes_transfers = False

    async def picks_up(_number):
        return caller

    await able(world, picks_up)
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        call = await gateways(world).place_call(NUMBER, conversation_id=welcome.conversation_id)
        changes = call.changes()
        assert [await next_state(changes) for _ in range(2)] == [CallState.RINGING, CallState.ANSWERED]
        speaking = asyncio.create_task(caller.run())
        await until(lambda: gateways(world).call_of(welcome.conversation_id) is not None)
        with pytest.raises(OrderRefused) as refused:
            await gateways(world).transfer(call.call_ref, "+15557654321")
        assert refused.value.code == "not_possible"
        caller.takes_transfers = True
        await gateways(world).transfer(call.call_ref, "+15557654321")
        assert caller.transferred_to == "+15557654321"
        assert await next_state(changes) is CallState.TRANSFERRED
        await speaking
        with pytest.raises(OrderRefused) as refused:
            await gateways(world).hang_up(call.call_ref)
        assert refused.value.code == "unknown_call"


async def test_an_agents_hanging_up_ends_the_call_of_a_page(world):
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        async with world.page(await world.ticket(customer)) as page:
            await page.hears("assistant")
            await gateways(world).hang_up(gateways(world).call_of(welcome.conversation_id).on_line.call_ref)
            await page.hears_the_end()
        assert page.ended == "hung_up"


async def test_a_front_door_that_comes_back_is_told_of_the_calls_there_are(world):
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        async with world.page(await world.ticket(customer)) as page:
            await page.hears("assistant")
            before = gateways(world).call_of(welcome.conversation_id)
            (gateway,) = gateways(world).connected
            await gateway.close()
            await until(lambda: gateway not in gateways(world).connected)
            await until(lambda: gateways(world).connected)
            assert gateways(world).call_of(welcome.conversation_id) == before


async def test_a_drained_gateway_takes_no_more_calls(world):
    await until(lambda: gateways(world).connected)
    (gateway,) = gateways(world).connected
    await gateways(world).drain(gateway.gateway_id)
    assert world.gateway[SWITCHBOARD].room == 0
    await until(lambda: gateway.abilities.draining)


async def test_only_a_process_of_ours_gets_a_control_socket(tmp_path):
    async with front_door(tmp_path, internal_token="ours") as door:
        for headers in ({}, {"Authorization": "Bearer guessed"}):
            async with door.session.get(door.url + "/internal/gateway", headers=headers) as answer:
                assert answer.status == 401


@pytest.fixture
async def roomy(tmp_path):
    async with voice_world(tmp_path, most_calls=4) as running:
        yield running


async def test_an_agents_own_phone_waits_until_it_is_bridged_with_the_customer(roomy):
    world = roomy
    customer_line, agent_line = ScriptedMedia(world.tones), ScriptedMedia(world.tones)

    async def picks_up(number):
        return customer_line if number == NUMBER else agent_line

    await able(world, picks_up)
    speaking = [asyncio.create_task(line.run()) for line in (customer_line, agent_line)]
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        own = await gateways(world).place_call(
            "+15550000001", agent=("maya", "Maya"), words="A customer waits for you."
        )
        await until(lambda: "A customer waits for you" in agent_line.heard)
        await until(lambda: agent_line.quiet_sounds > 10)
        call = await gateways(world).place_call(NUMBER, conversation_id=welcome.conversation_id)
        await until(lambda: gateways(world).call_of(welcome.conversation_id) is not None)
        await gateways(world).bridge(call.call_ref, own.call_ref)
        await until(lambda: "Maya is" in customer_line.heard or "Maya now" in customer_line.heard)
        await quiet(customer_line)
        await agent_line.say("good morning")
        await until(lambda: "good morning" in customer_line.heard)
        await customer_line.say("my bill")
        await until(lambda: "my bill" in agent_line.heard)
        agent_line.leave()
        states = [change.state async for change in call.changes()]
        assert states[-1] is CallState.ENDED
        assert CallState.BRIDGED in states
        assert [change.state async for change in own.changes()][-1] is CallState.ENDED
    for task in speaking:
        task.cancel()
