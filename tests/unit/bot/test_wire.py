from __future__ import annotations

import pytest

from bot.components.errors import BadTurn
from bot.components.wire import append_request, redact_request, restore_request, turn_request

TURN = {"conversation_id": "c1", "turn_id": "t1", "text": "hello", "metadata": {"channel": "web_chat"}}


def test_a_turn_is_parsed_and_its_blanks_are_stripped():
    request = turn_request({**TURN, "text": "  hello \n"})
    assert (request.conversation_id, request.turn_id, request.text) == ("c1", "t1", "hello")
    assert request.metadata["channel"] == "web_chat"


@pytest.mark.parametrize(
    "change",
    [
        {"text": "/greet"},
        {"text": " \t/greet"},
        {"text": "/greet", "metadata": {"payload": "yes"}},
        {"text": "/greet", "metadata": {"payload": 1}},
        {"text": "hello", "metadata": {"payload": True}},
        {"text": ""},
        {"text": None},
        {"text": ["hello"]},
        {"text": "x" * 1001},
        {"metadata": "web_chat"},
        {"conversation_id": ""},
        {"conversation_id": "x" * 201},
        {"turn_id": None},
        {"turn_id": 7},
    ],
)
def test_an_odd_turn_is_refused(change):
    with pytest.raises(BadTurn):
        turn_request({**TURN, **change})


@pytest.mark.parametrize("body", [None, [], "turn", 7])
def test_a_body_that_is_no_object_is_refused(body):
    for parse in (turn_request, append_request, restore_request, redact_request):
        with pytest.raises(BadTurn):
            parse(body)


def test_a_payload_of_the_front_door_may_begin_with_a_slash():
    assert turn_request({**TURN, "text": "/greet", "metadata": {"payload": True}}).text == "/greet"


def test_a_restore_needs_only_the_conversation():
    request = restore_request({"conversation_id": "c1"})
    assert (request.slots, request.active_loop, request.said, request.paused) == ({}, None, (), False)


@pytest.mark.parametrize(
    "fields",
    [
        {"said": "hello"},
        {"said": [["t1", "customer"]]},
        {"said": [["t1", "customer", 7]]},
        {"slots": []},
        {"active_loop": 7},
    ],
)
def test_an_odd_restore_is_refused(fields):
    if not fields.get("slots", True):
        fields = {"slots": ["note"]}
    with pytest.raises(BadTurn):
        restore_request({"conversation_id": "c1", **fields})


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), ("0", 1), (None, None), (True, 2)])
def test_a_redaction_needs_a_real_range(start, end):
    with pytest.raises(BadTurn):
        redact_request({"conversation_id": "c1", "turn_id": "t1", "start": start, "end": end})
