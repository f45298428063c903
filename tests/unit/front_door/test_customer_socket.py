"""The customer's socket: hello, replay, tabs, tokens, problems."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from conversation.client_frames import CustomerTurn, Seen, Typing
from conversation.server_frames import Ack, Problem, ReplyFrame, TurnFrame, TypingNotice
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import front_door


async def test_a_new_conversation_begins_with_the_greeting_and_both_doors(door):
    customer = door.customer()
    welcome = await customer.connect()
    greeting = await customer.wait_for(ReplyFrame)
    assert "automated" in greeting.text
    assert [choice.title for choice in welcome.choices] == ["The assistant", "My team"]
    assert greeting.choices == welcome.choices
    assert welcome.head == greeting.seq == 1
    await customer.hang_up()


async def test_a_turn_is_acknowledged_echoed_and_answered(door):
    async with door.customer() as customer:
        await customer.connect()
        replies = await customer.say("my phone is dead")
        assert [reply.text for reply in replies] == ["You said: my phone is dead"]
        ack = next(frame for frame in customer.frames if isinstance(frame, Ack))
        turn = next(frame for frame in customer.frames if isinstance(frame, TurnFrame))
        assert ack.seq == turn.seq == 2
        assert customer.transcript()[1][2] == "my phone is dead"


async def test_a_repeated_client_id_is_acknowledged_with_the_same_seq_every_time(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("hello", client_id="once")
        for _ in range(3):
            await customer.send(CustomerTurn(client_id="once", text="hello"))
        await customer.say("and again")
        acks = [
            frame.seq for frame in customer.frames if isinstance(frame, Ack) and frame.client_id == "once"
        ]
        assert acks == [2, 2, 2, 2]
        assert [turn.text for turn in door.assistant.ran] == ["hello", "and again"]


async def test_a_device_that_comes_back_gets_what_it_missed_exactly_once_in_order(door):
    customer = door.customer()
    await customer.connect()
    await customer.say("one")
    other = door.customer()
    other.resume_token = customer.resume_token
    await customer.hang_up()
    await other.connect()
    await other.say("two")
    await other.say("three")
    customer.resume_token = other.resume_token
    await customer.connect()
    await customer.wait_for(ReplyFrame, where=lambda frame: frame.text.endswith("three"))
    assert [line[2] for line in customer.transcript()][1:] == [
        "one",
        "You said: one",
        "two",
        "You said: two",
        "three",
        "You said: three",
    ]
    await customer.hang_up()
    await other.hang_up()


async def test_two_tabs_stay_in_step(door):
    first, second = door.customer(), door.customer()
    await first.connect()
    second.resume_token = first.resume_token
    await second.connect()
    await first.say("from the first tab")
    await second.say("from the second tab")
    await first.wait_for(ReplyFrame, where=lambda frame: frame.text.endswith("second tab"))
    assert first.transcript() == second.transcript()
    await first.hang_up()
    await second.hang_up()


async def test_an_unknown_token_is_refused_and_opens_nothing_in_its_place(door):
    customer = door.customer()
    socket = await door.session.ws_connect(door.url + "/chat")
    await socket.send_json({"type": "hello", "resume_token": "made-up"})
    assert (await socket.receive_json())["code"] == "resume_refused"
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert customer.welcome is None
    assert await door.parts.ledger.find("") == []


async def test_a_token_is_valid_until_its_successor_is_first_used(door):
    tokens = door.parts.tokens
    async with door.customer() as customer:
        first = (await customer.connect()).resume_token
    again = await tokens.resume(first)
    lost_on_the_way = await tokens.resume(first)
    assert again is not None
    assert lost_on_the_way is not None
    assert await tokens.resume(again.token) is not None
    assert await tokens.resume(first) is None


async def test_everything_malformed_gets_a_problem_and_the_socket_goes_on(door):
    async with door.customer() as customer:
        await customer.connect()
        socket = customer._socket
        for junk in (
            "not json",
            "[]",
            "{}",
            '{"type": "nonsense"}',
            '{"type": "customer_turn"}',
            '{"type": "customer_turn", "client_id": "a b", "text": "x"}',
            '{"type": "customer_turn", "client_id": "x", "text": "x", "admin": true}',
            json.dumps({"type": "customer_turn", "client_id": "long", "text": "x" * 21_000}),
            json.dumps({"type": "customer_turn", "client_id": "empty", "text": " \n\t "}),
            json.dumps({"type": "customer_turn", "client_id": "choice", "choice_id": "invented"}),
            json.dumps({"type": "book_callback", "at": "2026-01-01T10:00:00Z"}),
            json.dumps({"type": "leave_number", "number": "twelve"}),
            '{"type": "hello"}',
            '{"type": "rate", "score": 9}',
            "[" * 20_000,
        ):
            await socket.send_str(junk)
        await socket.send_bytes(b"\x00\xff")
        await customer.say("still here")
        problems = [frame for frame in customer.frames if isinstance(frame, Problem)]
        assert [problem.code for problem in problems] == [
            "bad_frame",
            "bad_frame",
            "bad_frame",
            "unknown_type",
            "bad_frame",
            "bad_frame",
            "bad_frame",
            "too_long",
            "empty_turn",
            "unknown_choice",
            "number_needed",
            "bad_number",
            "bad_frame",
            "bad_frame",
            "bad_frame",
            "bad_frame",
        ]
        assert {problem.client_id for problem in problems} >= {"long", "empty", "choice"}
        assert [turn.text for turn in door.assistant.ran] == ["still here"]


@pytest.mark.parametrize("locale", ["../../../../etc/x", "xx", "", "en_US\n", "de-DE"])
async def test_a_strange_language_is_answered_in_english(door, locale):
    socket = await door.session.ws_connect(door.url + "/chat")
    await socket.send_json({"type": "hello", "locale": locale, "time_zone": "../etc"})
    assert (await socket.receive_json())["type"] == "welcome"
    assert "automated" in (await socket.receive_json())["text"]
    await socket.close()


async def test_a_device_that_does_not_take_its_frames_is_dropped_and_misses_nothing(door):
    customer = door.customer()
    welcome = await customer.connect()
    subscription = next(iter(door.parts.hub._of[welcome.conversation_id]))
    subscription.capacity = 0
    await customer.send(CustomerTurn(client_id="lost", text="hello"))
    await customer._reader
    assert customer._socket.close_code == 4002
    await customer.hang_up()
    await customer.connect()
    await customer.wait_for(ReplyFrame, where=lambda frame: frame.text == "You said: hello")
    assert [line[2] for line in customer.transcript()][1:] == ["hello", "You said: hello"]
    await customer.hang_up()


async def test_whoever_speaks_before_hello_is_asked_for_it(door):
    socket = await door.session.ws_connect(door.url + "/chat")
    await socket.send_json({"type": "customer_turn", "client_id": "1", "text": "hi"})
    assert (await socket.receive_json())["code"] == "hello_first"
    await socket.send_json({"type": "hello"})
    assert (await socket.receive_json())["type"] == "welcome"
    await socket.close()


async def test_one_customer_who_floods_is_slowed_and_nobody_else(tmp_path):
    async with front_door(tmp_path, turns_burst=5, turns_per_second=0.001) as door:
        async with door.customer() as loud, door.customer() as quiet:
            await loud.connect()
            await quiet.connect()
            for number in range(12):
                await loud.send(CustomerTurn(client_id=f"n{number}", text="x"))
            assert [reply.text for reply in await quiet.say("hello")] == ["You said: hello"]
            await loud.wait_for(Problem, where=lambda frame: frame.client_id == "n11")
            slowed = [frame for frame in loud.frames if isinstance(frame, Problem)]
            assert [frame.client_id for frame in slowed] == [f"n{number}" for number in range(5, 12)]
            assert all(frame.code == "slow_down" and frame.retry_after > 0 for frame in slowed)
        events = await door.parts.ledger.events(loud.welcome.conversation_id)
        assert sum(event.payload.kind == "turn" for event in events) == 5


async def test_an_address_behind_a_proxy_is_counted_as_a_whole(tmp_path):
    limits = {"address_opens_burst": 2, "address_opens_per_second": 0.001}
    async with front_door(tmp_path, trusted_proxies=("127.0.0.1",), **limits) as door:
        codes = []
        for address in ("203.0.113.5", "203.0.113.5", "203.0.113.5", "203.0.113.6"):
            headers = {"X-Forwarded-For": f"198.51.100.1, {address}"}
            socket = await door.session.ws_connect(door.url + "/chat", headers=headers)
            await socket.send_json({"type": "hello"})
            frame = await socket.receive_json()
            codes.append(frame.get("code", frame["type"]))
            if frame["type"] == "problem":
                assert ((await socket.receive()).data, frame["retry_after"] > 0) == (1013, True)
            await socket.close()
        assert codes == ["welcome", "welcome", "slow_down", "welcome"]


async def test_a_foreign_page_may_not_open_the_chat(tmp_path):
    async with front_door(tmp_path, allowed_origins=("https://carrier.example",)) as door:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await door.session.ws_connect(door.url + "/chat", headers={"Origin": "https://evil.example"})
        assert refused.value.status == 403
        for origin in ("https://carrier.example", door.url):
            socket = await door.session.ws_connect(door.url + "/chat", headers={"Origin": origin})
            await socket.close()


async def test_typing_is_shown_and_words_come_when_it_takes_longer(tmp_path, monkeypatch):
    monkeypatch.setattr("front_door.conversations.answering.DOING_AFTER_S", (0.01, 0.02, 0.03))
    released = asyncio.Event()

    async def slow(turn):
        await released.wait()
        return answer(turn, Reply(text="there"))

    async with front_door(tmp_path, ScriptedAssistant(slow)) as door, door.customer() as customer:
        await customer.connect()
        await customer.send(CustomerTurn(client_id="a", text="hi"))
        told = await customer.wait_for(TypingNotice, where=lambda frame: frame.doing)
        assert told.author == "assistant"
        released.set()
        assert [reply.text for reply in await customer.replies_to("a")] == ["there"]


async def test_typing_and_reading_reach_the_hub_and_are_no_public_events(door):
    async with door.customer() as customer:
        await customer.connect()
        following = door.parts.hub.subscribe()
        await customer.send(Typing())
        await customer.send(Seen(seq=1))
        await customer.send(Seen(seq=99))
        kinds = []
        async for item in following:
            kinds.append(type(item).__name__)
            if "CustomerSeen" in kinds:
                break
        assert kinds == ["CustomerTyping", "Appended", "CustomerSeen"]
        state = await door.parts.conversations.state(customer.welcome.conversation_id)
        assert (state.seen_up_to, state.last_public_seq) == (1, 1)


async def test_a_front_door_that_ends_sends_devices_away_politely(tmp_path):
    async with front_door(tmp_path) as door:
        customer = door.customer()
        await customer.connect()
    problem = await customer.wait_for(Problem)
    assert (problem.code, problem.retry_after) == ("shutting_down", 1.0)


async def test_a_restarted_front_door_goes_on_where_it_was(tmp_path):
    async with front_door(tmp_path) as door:
        customer = door.customer()
        await customer.connect()
        await customer.say("before")
        token, head = customer.resume_token, customer.head
    async with front_door(tmp_path) as door:
        again = door.customer()
        again.resume_token, again.head = token, head
        welcome = await again.connect()
        assert welcome.head == head
        assert [reply.text for reply in await again.say("after")] == ["You said: after"]
        await again.hang_up()
