"""Who may say that it brings a caller or a text message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from front_door.channels.call_tickets import CallTickets
from tests.fakes.front_door import front_door

TOKEN = "between-processes-of-ours"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def said_to(door, channel: str, **headers: str) -> tuple[str, str | None]:
    """The first frame's type, and its code when it is a problem."""
    async with door.session.ws_connect(door.url + "/chat", headers=headers) as socket:
        await socket.send_json({"type": "hello", "channel": channel})
        frame = await socket.receive_json()
        return frame["type"], frame.get("code")


@pytest.mark.parametrize("channel", ["voice", "sms"])
async def test_only_a_process_of_ours_brings_callers_and_text_messages(tmp_path, channel):
    async with front_door(tmp_path, internal_token=TOKEN) as door:
        refused = ("problem", "channel_refused")
        assert await said_to(door, channel) == refused
        assert await said_to(door, channel, Authorization="Bearer guessed") == refused
        assert await said_to(door, channel, Origin=door.url) == refused
        assert await said_to(door, channel, **BEARER) == ("welcome", None)


async def test_a_page_needs_no_token_for_the_chat(tmp_path):
    async with front_door(tmp_path, internal_token=TOKEN) as door:
        assert await said_to(door, "web_chat", Origin=door.url) == ("welcome", None)


async def test_a_chat_cannot_be_taken_over_by_naming_another_channel(tmp_path):
    async with front_door(tmp_path, internal_token=TOKEN) as door, door.customer() as customer:
        welcome = await customer.connect()
        async with door.session.ws_connect(door.url + "/chat") as socket:
            hello = {"type": "hello", "channel": "voice", "resume_token": welcome.resume_token}
            await socket.send_json(hello)
            assert (await socket.receive_json())["code"] == "channel_refused"
        await customer.hang_up()
        assert (await customer.connect()).conversation_id == welcome.conversation_id


async def test_without_a_token_programs_of_this_machine_may_and_pages_may_not(door):
    assert await said_to(door, "voice") == ("welcome", None)
    assert await said_to(door, "voice", Origin=door.url) == ("problem", "channel_refused")


async def test_behind_a_proxy_without_a_token_nobody_may(tmp_path):
    async with front_door(tmp_path, secure=True) as door:
        assert await said_to(door, "voice") == ("problem", "channel_refused")


def test_a_call_ticket_is_good_once_in_time_for_its_conversation_and_its_pages_guesses():
    now = [datetime(2026, 7, 20, tzinfo=UTC)]
    tickets = CallTickets(clock=lambda: now[0])
    first, late = tickets.issue("c1", peer="p"), tickets.issue("c2")
    found = tickets.redeem(first)
    assert (found.conversation_id, found.peer) == ("c1", "p")
    assert tickets.redeem(first) is None
    now[0] += timedelta(seconds=31)
    assert tickets.redeem(late) is None
