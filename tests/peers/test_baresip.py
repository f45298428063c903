"""Whole calls with baresip, a SIP telephone that is none of ours."""

import asyncio
from itertools import takewhile

import pytest

from conversation.gateway_protocol import CallState
from conversation.payloads.turns import Heard, Turn
from front_door.app import GATEWAYS
from tests.peers.sip_world import CALLER, sip_world, until
from voice_gateway.placing import NotAnswered

LATE = "One moment. "
"""What callers hear first where the greeting takes its time: a busy machine, not a fault of the call."""

ANSWER = "You said why is my bill higher and there is quite a lot more to say about it."


async def test_greeted_asks_is_answered_interrupts_and_gets_the_team_by_0(world):
    async with world.phone(9.0, "why is my bill higher", 5.0, "no stop it please", 60.0) as phone:
        await phone.dial(world.uri)
        await world.hears(phone, "automated assistant.")
        await world.hears(phone, "You said why is my bill higher")
        await world.hears(phone, "You said no stop it please")
        await phone.press("0")
        await until(lambda: "team" in world.words(phone).split("no stop it please")[-1])
        heard = world.words(phone)
        await phone.hang_up()
        await phone.until("CALL_CLOSED")
        await world.nothing_is_left()
    greeting = "Hello, this is Meadowlark Mobile's automated assistant."
    assert heard.removeprefix(LATE).startswith(greeting)
    payloads = await world.payloads()
    assert [each.text for each in payloads if isinstance(each, Turn)] == [
        "why is my bill higher",
        "no stop it please",
    ]
    (cut,) = [each for each in payloads if isinstance(each, Heard) and "higher" in each.words]
    from_there = heard[heard.index("You said why") :].split()
    first_answer = list(
        takewhile(lambda pair: pair[0] == pair[1], zip(from_there, ANSWER.split(), strict=False))
    )
    assert abs(len(first_answer) - len(cut.words.split())) <= 1
    await world.waits_for_the_team()


@pytest.mark.parametrize("seconds", [0.0, 0.15, 1.5, 10.5])
async def test_a_caller_who_hangs_up_leaves_nothing_behind(world, seconds):
    async with world.phone(9.0, "why is my bill higher", 60.0) as phone:
        await phone.dial(world.uri)
        await phone.until("CALL_RINGING" if seconds == 0 else "CALL_ESTABLISHED")
        await asyncio.sleep(seconds)
        await phone.hang_up()
        await world.nothing_is_left()


async def test_a_caller_who_gives_up_while_it_rings_is_no_call(tmp_path, host):
    async with sip_world(tmp_path, host, sip_ring_s=20.0) as world, world.phone(60.0) as phone:
        await phone.dial(world.uri)
        await phone.until("CALL_RINGING")
        await phone.hang_up()
        await world.nothing_is_left()
        assert await world.payloads() == []


async def test_on_hold_nothing_is_said_and_the_conversation_is_there_afterwards(world):
    """What is said after it is not heard here: baresip's recorder ends with the first hold."""
    async with world.phone(9.0, "why is my bill higher", 60.0) as phone:
        await phone.dial(world.uri)
        await world.hears(phone, "You said why")
        await phone.command("hold")
        await asyncio.sleep(1.0)
        before = world.words(phone)
        await asyncio.sleep(2.0)
        assert len(world.words(phone).split()) - len(before.split()) <= 1
        await phone.command("resume")
        await asyncio.sleep(0.5)
        await phone.press("0")
        await world.waits_for_the_team()
        await phone.hang_up()
        await world.nothing_is_left()


async def test_a_telephone_from_elsewhere_is_refused(tmp_path, host):
    async with sip_world(tmp_path, host, sip_peers=("192.0.2.1",)) as world, world.phone(60.0) as phone:
        await phone.dial(world.uri)
        assert "403" in str((await phone.until("CALL_CLOSED")).get("param"))
        assert await world.payloads() == []


@pytest.mark.parametrize("password", ["open-sesame", "guessed"])
async def test_a_telephone_that_knows_the_password_is_taken(tmp_path, host, password):
    settings = {"sip_peers": ("192.0.2.1",), "sip_user": "pbx", "sip_password": "open-sesame"}
    account = f";auth_user=pbx;auth_pass={password}"
    async with sip_world(tmp_path, host, **settings) as world, world.phone(60.0, account=account) as phone:
        await phone.dial(world.uri)
        if password == "guessed":
            await phone.until("CALL_CLOSED")
            assert await world.payloads() == []
        else:
            await world.hears(phone, "automated assistant.")
            await phone.hang_up()
        await world.nothing_is_left()


async def test_the_team_calls_a_number_over_a_trunk_and_moves_the_caller_to_another_telephone(tmp_path, host):
    settings = {"sip_trunk": f"sip:{host.there}:5070", "sip_trunk_user": "+15559990000"}
    answers = ";answermode=auto"
    async with (
        sip_world(tmp_path, host, **settings) as world,
        world.door.customer() as customer,
        world.phone(60.0, user=CALLER, port=5070, account=answers) as called,
        world.phone("hello from the other one", 60.0, user="+15557654321", account=answers) as other,
    ):
        conversation_id = (await customer.connect()).conversation_id
        gateways = world.door.app[GATEWAYS]
        async with asyncio.timeout(30):
            while not gateways.places_calls:  # noqa: ASYNC110 - the gateway tells it over a socket
                await asyncio.sleep(0.05)
        placed = await gateways.place_call(
            CALLER, conversation_id=conversation_id, words="Meadowlark Mobile calls you back."
        )
        await world.hears(called, "Meadowlark Mobile calls you back.")
        assert gateways.call_of(conversation_id).on_line.call_ref == placed.call_ref
        await gateways.transfer(placed.call_ref, "+15557654321")
        await until(lambda: any(told.get("type") == "CALL_ESTABLISHED" for told in other.events))
        states = [change.state async for change in placed.changes()]
        assert states == [CallState.RINGING, CallState.ANSWERED, CallState.TRANSFERRED]
        await world.nothing_is_left()
        await world.hears(called, "the other one")


async def test_a_number_that_nobody_answers_at(tmp_path, host):
    settings = {"sip_trunk": f"sip:{host.there}:5070", "sip_trunk_user": "+15559990000"}
    async with (
        sip_world(tmp_path, host, **settings) as world,
        world.phone(60.0, user=CALLER, port=5070) as called,
    ):
        ringing = asyncio.Event()
        placing = asyncio.create_task(world.sip.outgoing.place(CALLER, "ref", ringing.set))
        await ringing.wait()
        await called.hang_up()
        with pytest.raises(NotAnswered) as outcome:
            await placing
        assert outcome.value.state in {CallState.BUSY, CallState.NO_ANSWER}
        await world.nothing_is_left()
