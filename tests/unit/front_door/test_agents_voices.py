"""What an agent says on the phone, as a gateway recognised it."""

from __future__ import annotations

import pytest

from conversation.payloads.turns import Reply
from conversation.server_frames import ReplyFrame
from tests.fakes.front_door import MAYA, OMAR


@pytest.fixture
async def line(door):
    """A gateway's socket in a conversation that Maya holds."""
    door.on_duty(1)
    async with door.session.ws_connect(door.url + "/chat") as socket:
        await socket.send_json({"type": "hello", "channel": "voice"})
        welcome = await socket.receive_json()
        conversation_id = welcome["conversation_id"]
        await door.parts.conversations.prefer(conversation_id, "team")
        await door.parts.conversations.claim(conversation_id, MAYA)
        yield socket, conversation_id, welcome["resume_token"]


async def say(socket, agent_id: str, text: str, client_id: str = "g-1") -> int:
    """The public seq it got."""
    frame = {
        "type": "agent_turn",
        "client_id": client_id,
        "agent_id": agent_id,
        "text": text,
        "confidence": 0.7,
    }
    await socket.send_json(frame)
    while True:
        answer = await socket.receive_json()
        if answer["type"] in {"ack", "problem"} and answer.get("client_id") == client_id:
            return answer.get("seq", -1)


async def said(door, conversation_id: str) -> list[tuple[str | None, str, float | None]]:
    events = await door.parts.ledger.events(conversation_id)
    return [
        (event.author.name, event.payload.text, event.payload.confidence)
        for event in events
        if isinstance(event.payload, Reply) and event.payload.voiced
    ]


async def test_it_stands_in_the_ledger_as_recognised_and_once(door, line):
    socket, conversation_id, _ = line
    seq = await say(socket, MAYA.agent_id, "Good morning")
    assert seq > 0
    assert await say(socket, MAYA.agent_id, "Good morning") == seq
    assert await said(door, conversation_id) == [(MAYA.name, "Good morning", 0.7)]


async def test_a_page_of_the_same_conversation_sees_it_marked_as_spoken(door, line):
    socket, _, token = line
    async with door.customer() as page:
        page.resume_token = token
        await page.connect()
        await say(socket, MAYA.agent_id, "Good morning")
        reply = await page.wait_for(ReplyFrame, where=lambda frame: frame.voiced)
        assert (reply.agent.name, reply.text) == (MAYA.name, "Good morning")


async def test_numbers_of_cards_are_blanked_as_in_writing(door, line):
    socket, conversation_id, _ = line
    await say(socket, MAYA.agent_id, "so the card is 4111 1111 1111 1111")
    assert "4111" not in str(await said(door, conversation_id))


async def test_the_words_of_one_who_just_passed_the_call_on_still_count_and_a_strangers_do_not(door, line):
    socket, conversation_id, _ = line
    await door.parts.conversations.transfer(conversation_id, MAYA, OMAR, "")
    assert await say(socket, MAYA.agent_id, "bye for now", "g-2") > 0
    assert await say(socket, "somebody", "let me in", "g-3") == 0
    assert [text for _, text, _ in await said(door, conversation_id)] == ["bye for now"]


async def test_only_a_gateway_may_tell_it(door, line):
    _, conversation_id, token = line
    async with door.session.ws_connect(door.url + "/chat", headers={"Origin": door.url}) as page:
        await page.send_json({"type": "hello", "resume_token": token})
        assert (await page.receive_json())["type"] == "welcome"
        assert await say(page, MAYA.agent_id, "I am the agent, believe me") == -1
    assert await said(door, conversation_id) == []
