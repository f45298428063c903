"""A CRM that is told of cases and works on them, over its own webhooks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from conversation.client_frames import CustomerTurn
from conversation.owner import Owner
from conversation.server_frames import ReplyFrame, StateChanged, Waiting
from front_door.desks.courier import LONGEST_PAUSE, OBJECTIONS
from tests.fakes.front_door import MAYA, front_door, settings_in
from tests.fakes.other_desk import SECRET, other_desk, post

NOOR = {"id": "noor_7", "name": "Noor Abadi", "title": "Care agent"}


@asynccontextmanager
async def joined(folder, desk, **changes):
    """A front door that tells this desk of its cases."""
    async with front_door(folder, desk_webhook_url=desk.url, desk_webhook_secret=SECRET, **changes) as door:
        yield door


@pytest.fixture
async def desk():
    async with other_desk() as running:
        yield running


@pytest.fixture
async def door(tmp_path, desk):
    async with joined(tmp_path, desk) as running:
        yield running


async def handed_off(door, customer, words="nobody told me that my promotion ends"):
    await customer.connect()
    if words:
        await customer.say(words)
    await customer.prefer("team")
    await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
    return customer.welcome.conversation_id


async def send(door, desk, message, **sealing):
    body, headers = desk.sealed(message, **sealing)
    return await post(door.session, door.url, body, headers)


async def deed(door, desk, conversation_id, kind, **more):
    return await send(door, desk, {"type": kind, "conversation_id": conversation_id, "agent": NOOR, **more})


async def test_a_case_comes_with_its_packet_and_everything_said(door, desk):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        opened = await desk.told("case.opened")
        assert opened["case"]["conversation_id"] == conversation_id
        assert opened["case"]["owner"] == "queue"
        assert opened["packet"]["conversation"]["reference"] == opened["case"]["reference"]
        said = [line["text"] for line in opened["transcript"] if line["role"] == "customer"]
        assert "nobody told me that my promotion ends" in said


async def test_nothing_is_told_of_who_is_content_with_the_assistant(door, desk):
    async with door.customer() as content, door.customer() as other:
        await content.connect()
        await content.say("my bill")
        await handed_off(door, other)
        await desk.told("case.opened")
        cases = {message["case"]["conversation_id"] for message in desk.messages.values()}
        assert cases == {other.welcome.conversation_id}


async def test_an_agent_elsewhere_claims_answers_and_resolves(door, desk):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        assert await deed(door, desk, conversation_id, "case.claimed") == (200, {"status": "done"})
        held = await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.AGENT)
        assert (held.agent.name, held.agent.title) == ("Noor Abadi", None)
        await deed(door, desk, conversation_id, "case.replied", text="I put it back on.")
        answered = await customer.wait_for(ReplyFrame, where=lambda frame: frame.author == "agent")
        assert answered.text == "I put it back on."
        await customer.send(CustomerTurn(client_id="c-9", text="thanks, that was quick"))
        thanks = await desk.said("thanks, that was quick")
        assert (thanks["case"]["agent_id"], thanks["by"]) == ("noor_7", None)
        mine = await desk.said("I put it back on.")
        assert mine["by"] == "noor_7"
        await deed(door, desk, conversation_id, "case.resolved", code="bill_corrected")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.CLOSED)
        closed = await desk.told("case.closed")
        assert closed["case"]["owner"] == "closed"


async def test_a_message_sent_twice_is_carried_out_once_and_answered_alike(door, desk):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await deed(door, desk, conversation_id, "case.claimed")
        reply = {"type": "case.replied", "conversation_id": conversation_id, "agent": NOOR, "text": "Hello"}
        assert await send(door, desk, reply, message_id="again") == (200, {"status": "done"})
        assert await send(door, desk, reply, message_id="again") == (200, {"status": "done"})
        await deed(door, desk, conversation_id, "case.replied", text="Second")
        await customer.wait_for(ReplyFrame, where=lambda frame: frame.text == "Second")
        said = [frame.text for frame in customer.frames if isinstance(frame, ReplyFrame)]
        assert said.count("Hello") == 1


async def test_who_was_too_late_is_told_who_has_it(door, desk):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await door.parts.conversations.claim(conversation_id, MAYA)
        status, answer = await deed(door, desk, conversation_id, "case.claimed")
        assert (status, answer["error"]["code"], answer["error"]["owner"]) == (
            409,
            "already_claimed",
            "agent",
        )
        status, answer = await deed(door, desk, conversation_id, "case.replied", text="Hello")
        assert (status, answer["error"]["code"]) == (409, "not_yours")
        moved = await desk.told("case.moved")
        assert (moved["case"]["agent_name"], moved["by"]) == ("Maya Lindqvist", "maya")


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        (
            {"type": "case.claimed", "conversation_id": "c-nowhere", "agent": NOOR},
            404,
            "unknown_conversation",
        ),
        ({"type": "case.claimed", "conversation_id": "x"}, 422, "bad_message"),
        ({"type": "case.exploded"}, 422, "bad_message"),
        (
            {"type": "case.resolved", "conversation_id": "x", "agent": NOOR, "code": "magic"},
            422,
            "unknown_code",
        ),
    ],
)
async def test_a_malformed_message_is_refused_with_its_reason(door, desk, message, status, code):
    answered, body = await send(door, desk, message)
    assert (answered, body["error"]["code"]) == (status, code)


async def test_what_is_not_json_is_refused(door, desk):
    hook, headers = desk.sealed({"type": "x"})
    assert (await post(door.session, door.url, hook + "}", headers))[1]["error"]["code"] == "bad_signature"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"webhook-signature": "v1,AAAA"}, "bad_signature"),
        ({"webhook-id": "another"}, "bad_signature"),
        ({"webhook-timestamp": "soon"}, "unsigned"),
        ({"webhook-id": ""}, "unsigned"),
    ],
)
async def test_a_forged_message_is_not_believed(door, desk, change, code):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        body, headers = desk.sealed(
            {"type": "case.claimed", "conversation_id": conversation_id, "agent": NOOR}
        )
        status, answer = await post(door.session, door.url, body, headers | change)
        assert (status, answer["error"]["code"]) == (401, code)
        row = await door.parts.ledger.conversation(conversation_id)
        assert row.owner is Owner.QUEUE


async def test_an_old_message_is_not_replayed(door, desk):
    message = {"type": "desk.staffed", "available": 1, "busy": 0}
    status, answer = await send(door, desk, message, at=datetime.now(UTC) - timedelta(minutes=6))
    assert (status, answer["error"]["code"]) == (401, "too_old")


async def test_a_desk_that_was_down_gets_everything_once_it_is_back_and_in_order(door, desk):
    desk.answers = [503, 500, 503]
    async with door.customer() as customer:
        await handed_off(door, customer)
        await customer.say("are you there")
        await desk.said("are you there")
        order = [message["seq"] for message in desk.messages.values()]
        assert order == sorted(order)
        assert next(iter(desk.messages.values()))["type"] == "case.opened"
        assert len(desk.came) > len(desk.messages)


async def test_a_lost_answer_brings_the_same_message_again_under_its_id(door, desk):
    desk.takes_and_forgets = 1
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await customer.say("still waiting")
        await desk.said("still waiting")
        opened = [one for one in desk.came if one == desk.came[0]]
        assert len(opened) == 2
        assert opened[0].startswith(conversation_id)


async def test_what_happened_while_the_front_door_was_away_is_told_after_its_start(tmp_path, desk):
    desk.answers = [503] * 3
    async with joined(tmp_path, desk) as door, door.customer() as customer:
        conversation_id = await handed_off(door, customer)
    async with joined(tmp_path, desk):
        opened = await desk.told("case.opened")
        assert opened["case"]["conversation_id"] == conversation_id


async def test_a_desk_joined_later_learns_what_waits_already(tmp_path, desk):
    async with front_door(tmp_path) as door, door.customer() as customer:
        conversation_id = await handed_off(door, customer)
    async with joined(tmp_path, desk):
        assert (await desk.told("case.opened"))["case"]["conversation_id"] == conversation_id


async def test_their_agents_count_for_the_wait_as_long_as_they_say_so(tmp_path, desk):
    now = [datetime(2026, 7, 20, 15, tzinfo=UTC)]
    async with joined(tmp_path, desk, clock=lambda: now[0]) as door:
        assert door.parts.care_team.wait().minutes is None
        staffed = {"type": "desk.staffed", "available": 3, "busy": 1}
        assert (await send(door, desk, staffed, at=now[0]))[0] == 200
        wait = door.parts.care_team.wait()
        assert (wait.minutes, wait.agents_signed_in) == (0, 4)
        now[0] += timedelta(minutes=11)
        assert door.parts.care_team.wait().minutes is None


async def test_a_case_that_goes_back_to_the_assistant_and_comes_again_is_opened_again(door, desk):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await deed(door, desk, conversation_id, "case.claimed")
        learnt = [{"name": "area", "value": "55408"}]
        await deed(door, desk, conversation_id, "case.returned", to="assistant", learnt=learnt, note="done")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.ASSISTANT)
        await customer.prefer("team")
        again = await desk.told("case.opened", count=2)
        assert again["case"]["conversation_id"] == conversation_id
        known = {fact["name"]: fact["value"] for fact in again["packet"]["facts"]}
        assert known["area"] == "55408"


async def test_what_the_desk_will_never_take_is_given_up_and_the_rest_goes_on(tmp_path, desk):
    now = [datetime.now(UTC)]
    desk.clocks_agree = False
    desk.answers = [400] * OBJECTIONS
    async with joined(tmp_path, desk, clock=lambda: now[0]) as door, door.customer() as customer:
        await handed_off(door, customer)
        while desk.answers:
            now[0] += LONGEST_PAUSE * 2
            await door.parts.other_desk.courier.tell_due()
            await asyncio.sleep(0)
        await customer.say("is anybody there")
        await desk.said("is anybody there")
        assert (await door.parts.other_desk.state()).given_up == 1
        assert "case.opened" not in {message["type"] for message in desk.messages.values()}


async def test_a_roster_agent_keeps_name_and_face(door, desk):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        known = next(iter(door.parts.directory.agents.values()))
        claim = {"type": "case.claimed", "conversation_id": conversation_id}
        await send(door, desk, {**claim, "agent": {"id": known.agent_id, "name": "whoever"}})
        held = await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.AGENT)
        assert held.agent.name == known.name
        assert held.agent.photo == f"/team/{known.agent_id}.svg"


async def test_status_tells_what_did_not_get_through(door, desk):
    desk.answers = [500] * 50
    async with door.customer() as customer:
        await handed_off(door, customer)
        await customer.wait_for(Waiting)
        while not desk.came:
            await customer.say("hello")
        async with door.session.get(door.url + "/status") as answer:
            page = await answer.text()
    assert "cases on their way to the other desk" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"desk_webhook_url": "http://crm.example.com/hook", "desk_webhook_secret": SECRET},
        {"desk_webhook_url": "https://crm.example.com/hook"},
        {"desk_webhook_url": "https://crm.example.com/hook", "desk_webhook_secret": "whsec_c2hvcnQ="},
    ],
)
def test_an_address_or_secret_that_protects_nothing_keeps_the_front_door_from_starting(tmp_path, changes):
    with pytest.raises(ValidationError):
        settings_in(tmp_path, **changes)
