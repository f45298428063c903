import json

import pytest

from conversation.owner import Owner
from front_door.desk_console.connection import OUTBOX, Connection
from tests.service.desk.world import billing_story


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"type": "fly"}',
        '{"type": "claim"}',
        '{"type": "claim", "request_id": "r", "x": 1}',
    ],
)
async def test_a_bad_frame_is_refused_and_the_socket_stays(world, maya, text):
    await maya.socket.send_str(text)
    assert (await maya.wait_for("refused")).code == "bad_frame"
    waiting = await world.waiting()
    await maya.do("claim", conversation_id=waiting)


async def test_the_refusal_of_a_malformed_request_names_it(maya):
    await maya.socket.send_str(json.dumps({"type": "claim", "request_id": "mine", "conversation_id": 7}))
    assert (await maya.wait_for("refused")).request_id == "mine"


async def test_bytes_are_refused_too(maya):
    await maya.socket.send_bytes(b"\x00")
    assert (await maya.wait_for("refused")).code == "bad_frame"


async def test_a_long_reply_is_refused_whole_and_nothing_is_cut(world, maya):
    waiting = await world.waiting()
    await maya.do("claim", conversation_id=waiting)
    values = {"conversation_id": waiting, "client_id": "c", "text": "x" * 4_001}
    assert (await maya.refused("reply", **values)).code == "bad_frame"


async def test_coming_back_gives_the_whole_state_of_now(world, maya):
    one = await billing_story(world)
    await maya.do("claim", conversation_id=one)
    await maya.hang_up()
    two = await world.waiting()
    await world.say(one, "still there?")
    await maya.connect()
    now = {one: Owner.AGENT, two: Owner.QUEUE}
    await maya.until(
        lambda _: {row: item.owner for row, item in maya.inbox().items()} == now, "both in the inbox"
    )
    view = await maya.do("open", conversation_id=one)
    assert view.transcript[-1].text == "still there?"


async def test_every_line_reaches_an_open_page_exactly_once_while_it_opens(world, maya):
    one = await world.waiting()
    await maya.send("open", request_id="now", conversation_id=one)
    for number in range(30):
        await world.say(one, f"line {number}")
    view = await maya.until(lambda frame: getattr(frame, "request_id", None) == "now", "the view")
    await maya.wait_for("transcript", lambda frame: frame.item.text == "line 29") if view.transcript[
        -1
    ].text != "line 29" else None
    lines = [item.seq for item in view.transcript] + [frame.item.seq for frame in maya.of("transcript")]
    assert len(lines) == len(set(lines))
    events = await world.ledger.events(one)
    assert {event.seq for event in events if event.payload.kind == "turn"} <= set(lines)


async def test_a_shut_conversation_is_no_longer_followed(world, maya):
    one = await world.waiting()
    await maya.do("open", conversation_id=one)
    await maya.send("shut", conversation_id=one)
    await world.say(one, "psst")
    await maya.wait_for("inbox_changed", lambda frame: frame.item.last_words == "psst")
    assert not [frame for frame in maya.of("transcript") if frame.item.text == "psst"]


async def test_words_blanked_later_vanish_from_open_pages(world, maya):
    one = await world.waiting()
    seq = await world.say(one, "my pin is twelve thirty four")
    await maya.do("open", conversation_id=one)
    events = await world.ledger.events(one)
    turn = next(event for event in events if event.public_seq == seq)
    await world.blank(one, turn, "my pin is [pin]")
    view = await maya.wait_for("conversation", lambda frame: frame.request_id == "")
    assert "my pin is [pin]" in [line.text for line in view.transcript]
    assert "twelve thirty four" not in view.model_dump_json()


async def test_colleagues_see_who_comes_and_what_they_hold(world, maya, sign_in):
    tomas = await sign_in("tomas")
    await maya.wait_for("agents_changed", lambda frame: card(frame, "agent_tomas").state == "available")
    waiting = await world.waiting()
    await tomas.do("claim", conversation_id=waiting)
    await maya.wait_for("agents_changed", lambda frame: card(frame, "agent_tomas").holding == 1)
    assert (world.presence.on_duty().available, world.presence.on_duty().busy) == (2, 0)


async def test_an_agent_who_signs_out_keeps_what_they_hold_and_everybody_sees_it(world, maya, tomas):
    waiting = await world.waiting()
    await tomas.do("claim", conversation_id=waiting)
    await tomas.post("/desk/sign-out", {})
    await tomas.closed()
    await maya.wait_for("agents_changed", lambda frame: card(frame, "agent_tomas").state == "offline")
    item = (await maya.wait_for("inbox_changed", lambda frame: frame.item.agent_id == "agent_tomas")).item
    assert item.owner is Owner.AGENT


async def test_the_customers_wish_takes_a_conversation_off_the_desk(world, maya):
    waiting = await world.waiting()
    await maya.wait_for("inbox_changed", lambda frame: frame.item.conversation_id == waiting)
    await world.back_to_assistant(waiting)
    await maya.wait_for("inbox_removed", lambda frame: frame.conversation_id == waiting)


async def test_a_ledger_that_does_not_answer_refuses_and_loses_nothing(world, maya):
    waiting = await world.waiting()
    await maya.do("claim", conversation_id=waiting)
    world.store.close()
    refusal = await maya.refused("reply", conversation_id=waiting, client_id="c1", text="Hello")
    assert refusal.code == "unavailable"
    assert "Nothing was lost" in refusal.text


async def test_a_fault_with_one_event_costs_nobody_the_desk(world, maya, monkeypatch):
    monkeypatch.setattr(world.desk.room.lines, "line", lambda event: 1 / 0)
    await world.waiting()
    monkeypatch.undo()
    await maya.until(lambda _: len(maya.of("welcome")) == 2, "the whole state anew")
    waiting = await world.waiting()
    await maya.wait_for("inbox_changed", lambda frame: frame.item.conversation_id == waiting)


def test_a_page_that_lags_too_far_behind_is_closed_instead_of_filling_memory(world):
    page = Connection(None, "hash")
    for number in range(OUTBOX + 5):
        page.send_text(str(number))
    assert page.lagging


def owners(page) -> dict[str, Owner]:
    """Who holds what, as the page knows it."""
    items = [item for frame in page.of("welcome") for item in frame.inbox]
    items += [frame.item for frame in page.of("inbox_changed")]
    return {item.conversation_id: item.owner for item in items}


def card(frame, agent_id: str):
    return next(agent for agent in frame.agents if agent.agent_id == agent_id)
