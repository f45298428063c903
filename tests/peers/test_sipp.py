"""Many calls with sipp: at once, given up, held, over a network that loses messages, and spoilt ones between them."""

import pytest

from tests.peers.namespaces import host as a_host
from tests.peers.namespaces import needed
from tests.peers.sip_world import sip_world
from tests.peers.sipp import ask, cancel, hears, sipp, waits

BEGINS = (
    ask("INVITE", 1, known=False, direction="sendrecv"),
    hears(100, optional=True),
    hears(180, optional=True),
    hears(200, routes=True),
    ask("ACK", 1),
)
ENDS = (ask("BYE", 2), hears(200))


@pytest.fixture
def host():
    needed("sipp")
    with a_host() as host:
        yield host


async def test_calls_at_once_all_of_them_heard(world, tmp_path):
    result = await sipp(world.host, tmp_path, *BEGINS, waits(2_000), *ENDS, calls=12)
    assert (result.good, result.failed) == (12, 0), result.said
    await world.nothing_is_left()
    assert await world.metric("voice_calls_in_progress") == 0
    assert await world.metric("voice_calls_ended_total") == 12


async def test_more_calls_than_lines_hear_that_it_is_engaged_and_the_others_go_on(tmp_path, host):
    engaged = (ask("INVITE", 1, known=False, direction="sendrecv"), hears(486), ask("ACK", 1))
    async with sip_world(tmp_path, host, most_calls=1, most_waiting=0) as world, world.phone(60.0) as phone:
        await phone.dial(world.uri)
        await world.hears(phone, "Hello,")
        result = await sipp(world.host, tmp_path, *engaged, calls=10)
        assert (result.good, result.failed) == (10, 0), result.said
        await world.hears(phone, "automated assistant.")
        await phone.hang_up()
        await world.nothing_is_left()


async def test_given_up_while_it_rings(tmp_path, host):
    steps = (
        ask("INVITE", 1, known=False, direction="sendrecv"),
        hears(100, optional=True),
        hears(180),
        cancel(3),
        hears(200),
        hears(487),
        ask("ACK", 1).replace("branch=[branch]", "branch=[branch-6]"),
    )
    async with sip_world(tmp_path, host, sip_ring_s=10.0) as world:
        result = await sipp(world.host, tmp_path, *steps, calls=12)
        assert (result.good, result.failed) == (12, 0), result.said
        await world.nothing_is_left()
        assert await world.payloads() == []


async def test_held_and_taken_back(world, tmp_path):
    steps = (
        *BEGINS,
        waits(500),
        ask("INVITE", 2, direction="sendonly"),
        hears(200),
        ask("ACK", 2),
        waits(500),
        ask("INVITE", 3, direction="sendrecv"),
        hears(200),
        ask("ACK", 3),
        ask("OPTIONS", 4),
        hears(200),
        ask("BYE", 5),
        hears(200),
    )
    result = await sipp(world.host, tmp_path, *steps, calls=4)
    assert (result.good, result.failed) == (4, 0), result.said
    await world.nothing_is_left()


async def test_one_message_in_eight_is_lost_and_no_call(world, tmp_path):
    result = await sipp(world.host, tmp_path, *BEGINS, waits(1_000), *ENDS, calls=8, lost=12)
    assert (result.good, result.failed) == (8, 0), result.said
    await world.nothing_is_left()


async def test_spoilt_messages_are_refused_while_others_talk(world, tmp_path):
    spoilt = ask("INVITE", 1, known=False, direction="sendrecv").replace(
        "Content-Length: [len]", "Content-Length: 9999"
    )
    async with world.phone(60.0) as phone:
        await phone.dial(world.uri)
        await world.hears(phone, "Hello,")
        result = await sipp(world.host, tmp_path, spoilt, hears(400), calls=10)
        assert (result.good, result.failed) == (10, 0), result.said
        await world.hears(phone, "automated assistant.")
        await phone.hang_up()
        await world.nothing_is_left()
