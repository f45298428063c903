"""The front door's side of the control socket, with the product's scripted gateway."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from conversation.gateway_protocol import Abilities, CallOnLine, CallState, Hello, RedeemTicket, RefusalCode
from front_door.app import GATEWAYS
from front_door.channels.call_tickets import CallTickets
from front_door.gateways.agent_voices import AgentVoices, NotOnThePhone
from front_door.gateways.errors import GatewayGone, OrderRefused
from front_door.gateways.gateways import COMES_BACK_WITHIN_S, Gateways
from front_door.gateways.scripted_gateway import ABLE, ScriptedGateway
from tests.fakes.front_door import MAYA, OMAR, front_door
from tests.harness.virtual_time import run_virtually

NUMBER = "+15551230101"


def utc_now() -> datetime:
    return datetime(2026, 7, 20, tzinfo=UTC)


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what crosses a socket has no event
            await asyncio.sleep(0.01)


@pytest.fixture
async def gateway(door):
    async with ScriptedGateway().connected(door.session, door.url) as connected:
        yield connected


@pytest.fixture
def gateways(door) -> Gateways:
    return door.app[GATEWAYS]


async def test_a_call_is_placed_with_the_gateway_that_can(door, gateway, gateways):
    gateway.outcomes[NUMBER] = (CallState.RINGING, CallState.BUSY)
    call = await gateways.place_call(NUMBER, words="This is your carrier.")
    assert [change.state async for change in call.changes()] == [CallState.RINGING, CallState.BUSY]
    (order,) = gateway.orders
    assert (order.number, order.words, order.call_ref) == (NUMBER, "This is your carrier.", call.call_ref)


async def test_whatever_the_reason_a_call_that_is_not_begun_says_so_at_once(door, gateways):
    with pytest.raises(OrderRefused) as refused:
        await gateways.place_call(NUMBER)
    assert refused.value.code is RefusalCode.NOT_POSSIBLE
    full = ABLE.model_copy(update={"room": 0})
    async with ScriptedGateway(abilities=full).connected(door.session, door.url):
        assert not gateways.places_calls
    gateway = ScriptedGateway()
    gateway.outcomes[NUMBER] = RefusalCode.DRAINING
    async with gateway.connected(door.session, door.url):
        with pytest.raises(OrderRefused) as refused:
            await gateways.place_call(NUMBER)
    assert refused.value.code is RefusalCode.DRAINING


async def test_a_gateway_that_goes_in_mid_order_is_told_from_one_that_refuses(door, gateway, gateways):
    gateway.outcomes[NUMBER] = ()

    async def goes(_order):
        await gateway._socket.close()

    gateway._place = goes
    with pytest.raises(GatewayGone):
        await gateways.place_call(NUMBER)


async def test_which_conversations_are_on_the_phone_is_known_from_beginning_to_end(gateway, gateways):
    await gateway.call_in("c-1", "conversation-1")
    await until(lambda: gateways.call_of("conversation-1") is not None)
    assert gateways.call_of("another") is None
    await gateway.call_over("c-1")
    await until(lambda: gateways.call_of("conversation-1") is None)


async def test_frames_that_are_none_of_the_protocol_harm_nobody(door, gateway, gateways):
    for text in ("", "{", "[]", '{"type": "fly"}', '{"type": "done"}', "[" * 10_000):
        await gateway._socket.send_str(text)
    await gateway._socket.send_bytes(b"\x00")
    await gateway.call_in("c-1", "conversation-1")
    await until(lambda: gateways.call_of("conversation-1") is not None)


def test_calls_of_a_gateway_that_does_not_come_back_are_over_and_those_of_one_that_does_go_on():
    told: list[tuple[str, str]] = []

    class Watch:
        def call_changed(self, _before, after, why):
            told.append((why, "over" if after is None else "on"))

    async def send(_frame):
        pass

    async def story():
        gateways = Gateways(tickets=CallTickets(clock=utc_now))
        gateways.watch(Watch())
        call = CallOnLine(call_ref="c-1", conversation_id="conversation-1")
        hello = Hello(gateway_id="g", abilities=Abilities(), calls=[call])
        gateways.went(gateways.came(hello, send, asyncio.sleep))
        await asyncio.sleep(COMES_BACK_WITHIN_S - 1)
        again = gateways.came(hello, send, asyncio.sleep)
        await asyncio.sleep(COMES_BACK_WITHIN_S * 2)
        assert gateways.call_of("conversation-1") is not None
        gateways.went(again)
        await asyncio.sleep(COMES_BACK_WITHIN_S + 1)
        assert gateways.call_of("conversation-1") is None

    run_virtually(story())
    assert told == [("came_back", "on"), ("gateway_lost", "over")]


# -- an agent's voice ------------------------------------------------------------------------------------


@pytest.fixture
async def held(tmp_path):
    """A customer on the phone, whose conversation Maya holds."""
    now = [utc_now()]
    async with front_door(tmp_path, clock=lambda: now[0]) as door, door.customer() as customer:
        door.on_duty(1)
        welcome = await customer.connect()
        gateways = door.app[GATEWAYS]
        voices = AgentVoices(
            gateways, door.parts.conversations.state, origin="ws://voice.example", clock=lambda: now[0]
        )
        async with ScriptedGateway().connected(door.session, door.url) as gateway:
            await gateway.call_in("c-1", welcome.conversation_id)
            await until(lambda: gateways.call_of(welcome.conversation_id) is not None)
            await door.parts.conversations.prefer(welcome.conversation_id, "team")
            await door.parts.conversations.claim(welcome.conversation_id, MAYA)
            yield door, gateway, voices, welcome.conversation_id, now


async def redeem(voices, ticket):
    return await voices.redeem(RedeemTicket(request_id="q", ticket=ticket))


async def test_the_agent_who_holds_the_conversation_is_let_into_the_call_once(held):
    _, _, voices, conversation_id, _ = held
    ticket = await voices.issue(conversation_id, MAYA)
    assert ticket.url == "ws://voice.example/agent"
    admitted = await redeem(voices, ticket.ticket)
    assert (admitted.type, admitted.call_ref, admitted.agent_name) == ("agent_admitted", "c-1", MAYA.name)
    assert (await redeem(voices, ticket.ticket)).code is RefusalCode.TICKET_REFUSED


async def test_nobody_else_is(held):
    door, _, voices, conversation_id, now = held
    assert (await redeem(voices, (await voices.issue(conversation_id, OMAR)).ticket)).type == "refused"
    late = await voices.issue(conversation_id, MAYA)
    now[0] += timedelta(seconds=31)
    assert (await redeem(voices, late.ticket)).type == "refused"
    passed_on = await voices.issue(conversation_id, MAYA)
    await door.parts.conversations.transfer(conversation_id, MAYA, OMAR, "")
    assert (await redeem(voices, passed_on.ticket)).type == "refused"


async def test_there_is_no_ticket_for_a_call_that_is_over(held):
    _, gateway, voices, conversation_id, _ = held
    ticket = await voices.issue(conversation_id, MAYA)
    await gateway.call_over("c-1")
    async with asyncio.timeout(30):
        while True:
            try:
                await voices.issue(conversation_id, MAYA)
            except NotOnThePhone:
                break
            await asyncio.sleep(0.01)
    assert (await redeem(voices, ticket.ticket)).type == "refused"
