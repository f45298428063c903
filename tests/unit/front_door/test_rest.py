"""Rasa's REST shape, served as a channel like any other."""

from __future__ import annotations

import asyncio

from conversation.care import Care, Choice, Link, TableCard, TableRow
from conversation.channel import Channel
from conversation.owner import Owner
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.channels.addresses import OwnMachine
from front_door.channels.rest import RestChannel
from front_door.channels.rest_shapes import RestTurn
from tests.fakes.front_door import MAYA, front_door

JSON = {"Content-Type": "application/json"}


async def test_a_message_is_answered_in_rasas_shape_after_the_greeting(door):
    messages = await door.rest("bob", "hello")
    assert [message["recipient_id"] for message in messages] == ["bob", "bob"]
    assert "automated" in messages[0]["text"]
    assert "1) The assistant\n2) My team" in messages[0]["text"]
    assert messages[1]["text"] == "You said: hello"
    assert [message["text"] for message in await door.rest("bob", "again")] == ["You said: again"]
    assert door.assistant.ran[0].metadata["sender"] == "bob"
    assert door.assistant.ran[0].metadata["channel"] == "rest"


async def test_a_repeated_message_id_gives_the_stored_replies_and_runs_nothing(tmp_path):
    assistant = ScriptedAssistant()
    async with front_door(tmp_path, assistant) as door:
        first = await door.rest("bob", "hello", message_id="m1")
        assert await door.rest("bob", "hello", message_id="m1") == first
    async with front_door(tmp_path, assistant) as door:
        after_restart = await door.rest("bob", "hello", message_id="m1")
        assert [message["text"] for message in after_restart] == ["You said: hello"]
    assert len(assistant.ran) == 1


async def test_a_table_and_a_link_stand_in_the_text_as_well(tmp_path):
    table = TableCard(
        title="July beside June",
        columns=["Line", "June", "July", "Change"],
        rows=[
            TableRow(label="Plan", before="$40.00", after="$55.00", difference="+$15.00"),
            TableRow(label="New: late fee", after="$5.00", difference="+$5.00"),
        ],
        total=TableRow(label="Total", before="$40.00", after="$60.00", difference="+$20.00"),
    )

    async def script(turn):
        link = Link(title="The bill", url="https://bills.example/july.pdf")
        choices = [Choice(id="/ask_charge", title="What is that?")]
        care = Care(choices=choices, links=[link], card=table)
        return answer(turn, Reply(text="It is $20.00 more.", care=care))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        told = (await door.rest("bob", "why is it more"))[-1]
    assert told["text"].splitlines() == [
        "It is $20.00 more.",
        "- Plan: June $40.00, July $55.00, Change +$15.00",
        "- New: late fee: July $5.00, Change +$5.00",
        "- Total: June $40.00, July $60.00, Change +$20.00",
        "The bill: https://bills.example/july.pdf",
        "1) What is that?",
    ]
    assert told["custom"]["card"]["title"] == "July beside June"


async def test_a_link_of_ours_is_whole_or_left_out(tmp_path):
    async def script(turn):
        link = Link(title="The call", url="/callback/one.two.three")
        return answer(turn, Reply(text="Booked.", care=Care(links=[link])))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        told = (await door.rest("bob", "call me"))[-1]
        assert told["text"] == f"Booked.\nThe call: {door.url}/callback/one.two.three"
        assert told["custom"]["links"][0]["url"] == f"{door.url}/callback/one.two.three"
        turn = RestTurn(sender="eve", message="call me")
        channel = RestChannel(door.parts.conversations, door.parts.ledger, OwnMachine())
        unknown = (await channel.take(turn))[-1]
        assert unknown["text"] == "Booked."
        assert "links" not in unknown["custom"]


async def test_a_choice_is_accepted_by_its_place_in_words(tmp_path):
    async def script(turn):
        choices = [Choice(id="/report_fraud", title="Fraud"), Choice(id="/report_lost_phone", title="Lost")]
        asks = Care(choices=choices, expects="secret:4" if "pin" in turn.text else None)
        return answer(turn, Reply(text="Which one?", care=asks))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        await door.rest("bob", "something happened")
        for message in ("the second one", "I'd say number 1", "the last", "my pin", "the first one"):
            await door.rest("bob", message)
        sent = [turn.text for turn in door.assistant.ran[1:]]
        assert sent == [
            "/report_lost_phone",
            "/report_fraud",
            "/report_lost_phone",
            "my pin",
            "the first one",
        ]


async def test_a_choice_is_accepted_as_payload_title_or_number(tmp_path):
    async def script(turn):
        choices = [
            Choice(id='/choose{"line": "L1"}', title="555-0142"),
            Choice(id="/deny", title="Another one"),
        ]
        return answer(turn, Reply(text="Which line?", care=Care(choices=choices)))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        asked = (await door.rest("bob", "my bill"))[-1]
        assert asked["text"] == "Which line?\n1) 555-0142\n2) Another one"
        assert asked["buttons"][1] == {"title": "Another one", "payload": "/deny"}
        for message in ('/choose{"line": "L1"}', "555-0142", "1", "another one", "2)", "/deny"):
            await door.rest("bob", message)
        sent = [turn.text for turn in door.assistant.ran[1:]]
        assert sent == ['/choose{"line": "L1"}'] * 3 + ["/deny"] * 3


async def test_recognition_goes_down_as_on_the_socket(door):
    await door.rest("bob", "bill", recognition={"confidence": 0.7, "alternatives": ["hill", "pill"]})
    assert door.assistant.ran[0].metadata["recognition"] == {
        "confidence": 0.7,
        "alternatives": ["hill", "pill"],
    }


async def test_what_an_agent_said_since_the_last_call_comes_first(door):
    await door.rest("bob", "hello")
    handed = await door.rest("bob", "my team")
    assert handed[-1]["custom"]["owner"] == "queue"
    row = await door.parts.ledger.find(
        (await door.parts.ledger.open_conversations(frozenset({Owner.QUEUE})))[0].reference
    )
    conversation_id = row[0].conversation_id
    await door.parts.conversations.claim(conversation_id, MAYA)
    await door.parts.conversations.agent_reply(conversation_id, MAYA, "a1", "I am Maya.")
    messages = await door.rest("bob", "hi Maya")
    assert [message["text"] for message in messages][-1] == "I am Maya."
    assert messages[-1]["custom"]["author"] == "agent"
    assert await door.rest("bob", "still there?") == []


async def test_each_sender_has_one_conversation_even_when_calls_come_at_once(door):
    await asyncio.gather(
        *(door.rest("bob", f"message {number}") for number in range(8)), door.rest("eve", "hi")
    )
    rows = await door.parts.ledger.open_conversations(frozenset({Owner.ASSISTANT}))
    assert sorted(row.sender for row in rows) == ["bob", "eve"]
    assert len({turn.text for turn in door.assistant.ran}) == 9


async def test_what_does_not_fit_is_refused_with_a_reason(door):
    url = door.url + "/webhooks/rest/webhook"
    for body, code in (
        (b"nonsense", "bad_request"),
        (b"[]", "bad_request"),
        (b'{"sender": "bob"}', "bad_request"),
        (b'{"sender": "", "message": "hi"}', "bad_request"),
        (b'{"sender": "bob", "message": 3}', "bad_request"),
        (
            b'{"sender": "bob", "message": "hi", "metadata": {"recognition": {"confidence": 7}}}',
            "bad_request",
        ),
    ):
        async with door.session.post(url, data=body, headers=JSON) as answer_:
            assert (answer_.status, (await answer_.json())["error"]["code"]) == (422, code), body


async def test_a_message_without_words_is_asked_for_again_and_is_no_turn(door):
    for nothing in ("", "  \n ", "\u200b", "/"):
        (asked,) = await door.rest("bob", nothing)
        assert "?" in asked["text"] or asked["text"].endswith("need.")
        assert asked["custom"]["owner"] == "assistant"
    assert [message["text"] for message in await door.rest("bob", "my bill")][-1] == "You said: my bill"
    assert [turn.text for turn in door.assistant.ran] == ["my bill"]


async def test_ten_thousand_characters_are_kept_and_read_as_far_as_can_be(door):
    text = "my phone is broken \U0001f622 " * 500
    messages = await door.rest("bob", text)
    assert any("1000" in message["text"] for message in messages)
    assert len(door.assistant.ran[0].text) == 1_000
    row = await door.parts.ledger.newest_of_sender(Channel.REST, "bob")
    events = await door.parts.ledger.events(row.conversation_id)
    assert len(text) > 10_000
    assert [event.payload.text for event in events if event.payload.kind == "turn"] == [text.strip()]


async def test_only_this_machine_or_whoever_bears_the_token_may_use_it(tmp_path):
    async with front_door(tmp_path, rest_token="let-me-in") as door:
        url, body = door.url + "/webhooks/rest/webhook", {"sender": "bob", "message": "hi"}
        forwarded = {"X-Forwarded-For": "203.0.113.9"}
        for headers, status in (
            ({}, 200),
            (forwarded, 401),
            ({"Forwarded": "for=203.0.113.9"}, 401),
            ({**forwarded, "Authorization": "Bearer wrong"}, 401),
            ({**forwarded, "Authorization": "Bearer let-me-in"}, 200),
        ):
            async with door.session.post(url, json=body, headers=headers) as given:
                assert given.status == status, headers


async def test_a_late_answer_comes_with_the_next_call_and_once(tmp_path, monkeypatch):
    monkeypatch.setattr("front_door.channels.rest.ANSWERED_WITHIN_S", 0.05)
    released = asyncio.Event()

    async def script(turn):
        if turn.text == "slow":
            await released.wait()
        return answer(turn, Reply(text=f"You said: {turn.text}"))

    async def told(door, message, **metadata):
        return [given["text"] for given in await door.rest("bob", message, **metadata)]

    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        assert len(await told(door, "slow", message_id="m1")) == 1  # the greeting
        assert await told(door, "slow", message_id="m1") == []
        released.set()
        row = (await door.parts.ledger.open_conversations(frozenset({Owner.ASSISTANT})))[0]
        state = await door.parts.conversations.state(row.conversation_id)
        await door.parts.conversations.answered(row.conversation_id, state.turns["m1"][0])
    async with front_door(tmp_path, ScriptedAssistant()) as door:
        assert (await told(door, "next", message_id="m2"))[0] == "You said: slow"
        assert "You said: slow" not in await told(door, "again", message_id="m3")
        assert (await told(door, "slow", message_id="m1"))[-1] == "You said: slow"
