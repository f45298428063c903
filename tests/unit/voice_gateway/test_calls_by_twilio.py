"""Calls that the front door asks for and Twilio places, over real sockets; Twilio and the speech are scripted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

import pytest
from aiohttp.test_utils import TestServer

from conversation.gateway_protocol import CallState
from front_door.app import GATEWAYS
from tests.unit.voice_gateway.twilio_world import PUBLIC, SECRET, SID, World, world_in
from voice_gateway.scripted.scripted_twilio_api import ScriptedTwilioApi

OURS, THEIRS = "+15550000001", "+15551230101"
WORDS = "This is Meadowlark Mobile calling you back."


@asynccontextmanager
async def placing(folder) -> AsyncIterator[tuple[World, ScriptedTwilioApi]]:
    api = ScriptedTwilioApi(SID, SECRET)
    async with (
        TestServer(api.app()) as server,
        world_in(folder, twilio_number=OURS, twilio_api_url=str(server.make_url("/"))) as world,
    ):
        async with asyncio.timeout(30):
            while not world.door.app[GATEWAYS].places_calls:  # noqa: ASYNC110 - told over a socket
                await asyncio.sleep(0.02)
        yield world, api


async def placed(world, api):
    """A call under way: the front door's side of it, what Twilio was asked, and the telephone."""
    call = await world.door.app[GATEWAYS].place_call(THEIRS, words=WORDS)
    async with asyncio.timeout(30):
        form = await api.calls.get()
    phone = world.phone(call_sid=form["sid"], caller=OURS, called=THEIRS)
    return call, form, phone


async def states(call, *, until: CallState) -> list[CallState]:
    seen = []
    async with asyncio.timeout(30):
        async for change in call.changes():
            seen.append(change.state)
            if change.state is until:
                break
    return seen


async def test_a_call_is_placed_rings_is_answered_and_says_who_calls(tmp_path):
    async with placing(tmp_path) as (world, api):
        call, form, phone = await placed(world, api)
        assert (form["To"], form["From"]) == (THEIRS, OURS)
        assert form["Url"].startswith(PUBLIC + "/twilio/placed/")
        assert (await phone.post(form["StatusCallback"], CallStatus="ringing"))[0] == 204
        status, body = await phone.post(form["Url"])
        assert status == 200
        await phone.open(ET.fromstring(body))
        talking = asyncio.create_task(phone.talk())
        await phone.hears(WORDS)
        assert (await phone.post(form["Url"]))[0] == 403
        await phone.leave()
        await talking
        assert await states(call, until=CallState.ENDED) == [
            CallState.RINGING,
            CallState.ANSWERED,
            CallState.ENDED,
        ]


@pytest.mark.parametrize(
    ("told", "state"),
    [("busy", CallState.BUSY), ("no-answer", CallState.NO_ANSWER), ("failed", CallState.FAILED)],
)
async def test_a_call_that_nobody_takes_is_told_as_what_it_came_to(tmp_path, told, state):
    async with placing(tmp_path) as (world, api):
        call, form, phone = await placed(world, api)
        assert (await phone.post(form["StatusCallback"], CallStatus=told))[0] == 204
        assert (await states(call, until=state))[-1] is state


async def test_what_twilio_refuses_is_told_and_no_number_is_logged(tmp_path, capsys):
    async with placing(tmp_path) as (world, api):
        api.refuses = True
        call = await world.door.app[GATEWAYS].place_call(THEIRS)
        assert (await states(call, until=CallState.FAILED))[-1] is CallState.FAILED
        assert call.last.why == "400 21211"
    assert THEIRS[1:] not in capsys.readouterr().out


async def test_a_call_that_is_given_up_stops_to_ring(tmp_path):
    async with placing(tmp_path) as (world, api):
        call, form, phone = await placed(world, api)
        await world.door.app[GATEWAYS].hang_up(call.call_ref)
        async with asyncio.timeout(30):
            change = await api.changes.get()
        assert change == {"Status": "completed", "sid": form["sid"]}
        assert (await phone.post(form["Url"]))[0] == 403


async def test_nobody_but_twilio_answers_for_a_call_that_we_placed(tmp_path):
    async with placing(tmp_path) as (world, api):
        call, form, phone = await placed(world, api)
        for url in (form["Url"], form["StatusCallback"]):
            assert (await phone.post_raw(url, b"CallSid=CA1&CallStatus=busy", {}))[0] == 403
        assert (await phone.post(PUBLIC + "/twilio/placed/guessed"))[0] == 403
        await world.door.app[GATEWAYS].hang_up(call.call_ref)
