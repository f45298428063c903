"""What every assistant promises the front door: the script in memory, and the same behind the channel's HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from conversation.care import Care, Choice
from conversation.facts import LearntFact
from front_door.assistants.assistant import (
    AssistantRefused,
    AssistantSilent,
    AssistantUnavailable,
    Memory,
    Reply,
    TurnDown,
)
from front_door.assistants.rasa_assistant import RasaAssistant
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.assistant_server import AssistantServer


@asynccontextmanager
async def in_memory(script):
    scripted = ScriptedAssistant(script)
    yield scripted, scripted


@asynccontextmanager
async def over_http(script):
    scripted = ScriptedAssistant(script)
    server = TestServer(AssistantServer(scripted, token="token").app())
    await server.start_server()
    client = RasaAssistant(str(server.make_url("")), token="token")
    try:
        yield client, scripted
    finally:
        await client.close()
        await server.close()


async def rich(turn):
    care = Care(
        asks="area",
        expects="zip",
        choices=[Choice(id="/affirm", title="Yes")],
        facts=[LearntFact(name="area", value="55401")],
        spoken="Said aloud.",
    )
    return answer(turn, Reply(text="One."), Reply(text="Two.", care=care))


@pytest.fixture(params=[in_memory, over_http], ids=["scripted", "http"])
async def assistant(request):
    async with request.param(rich) as made:
        yield made


def turn(turn_id: str = "t1") -> TurnDown:
    return TurnDown(conversation_id="c 1/ü", turn_id=turn_id, text="hello", metadata={"channel": "web_chat"})


async def test_an_answer_carries_everything_the_script_said(assistant):
    client, _ = assistant
    given = await client.answer(turn())
    assert given == await rich(turn())


async def test_a_known_turn_is_not_run_again_and_can_be_recalled(assistant):
    client, scripted = assistant
    assert await client.recall("c 1/ü", "t1") is None
    first = await client.answer(turn())
    assert await client.answer(turn()) == first
    assert await client.recall("c 1/ü", "t1") == first
    assert len(scripted.ran) == 1


async def test_what_is_restored_and_appended_arrives(assistant):
    client, scripted = assistant
    memory = Memory(conversation_id="c", slots={"area": "55401"}, said=[("t", "customer", "hi")])
    await client.restore(memory)
    await client.append("c", [{"event": "resume"}])
    await client.redact("c", "t1", 0, 4)
    assert scripted.restored[0].slots == {"area": "55401"}
    assert [tuple(line) for line in scripted.restored[0].said] == [("t", "customer", "hi")]
    assert scripted.appended == {"c": [{"event": "resume"}]}
    assert scripted.redacted == [("c", "t1", 0, 4)]
    assert await client.is_ready()


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (422, "bad_turn", AssistantRefused),
        (401, "unauthorized", AssistantRefused),
        (503, "actions_unavailable", AssistantUnavailable),
        (503, "starting", AssistantUnavailable),
        (502, "no_reply", AssistantSilent),
        (500, "internal", AssistantSilent),
    ],
)
async def test_failures_say_whether_asking_again_helps(status, code, error):
    channel = AssistantServer(ScriptedAssistant(rich))
    server = TestServer(channel.app())
    await server.start_server()
    client = RasaAssistant(str(server.make_url("")))
    channel.problem = (status, code)
    with pytest.raises(error) as raised:
        await client.answer(turn())
    assert raised.value.code == code
    await client.close()
    await server.close()


async def test_an_assistant_that_is_not_there_is_unavailable_and_may_have_lost_its_memory():
    client = RasaAssistant("http://127.0.0.1:9")
    before = client.generation("c")
    with pytest.raises(AssistantUnavailable):
        await client.answer(turn())
    assert client.generation("c") > before
    assert not await client.is_ready()
    await client.close()


async def test_an_answer_that_breaks_the_contract_is_silence():
    async def nonsense(_):
        return web.json_response(
            {"turn_id": "t1", "replies": [{"text": "x", "custom": {"care": {"odd": 1}}}]}
        )

    app = web.Application()
    app.router.add_post("/webhooks/front_door/turn", nonsense)
    server = TestServer(app)
    await server.start_server()
    client = RasaAssistant(str(server.make_url("")))
    with pytest.raises(AssistantSilent):
        await client.answer(turn())
    await client.close()
    await server.close()
