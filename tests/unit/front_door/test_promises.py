"""What was promised comes down with the turn, in later conversations of the same customer too; calls are left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversation.care import Care, Promise
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.owner import Owner
from conversation.payloads.customer import NumberLeft
from conversation.payloads.owners import OwnerChanged
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import MAYA, front_door

DISPUTE = Promise(what="the dispute of Roaming in Canada, $38.50", matter="dispute_charge")


def proof_of(customer_id: str) -> list[LearntFact]:
    until = datetime.now(UTC) + timedelta(minutes=30)
    return [
        LearntFact(name="customer_id", value=customer_id, status=FactStatus.OBSERVED),
        LearntFact(name="verification", value="pin", status=FactStatus.PROVED, expires_at=until),
    ]


async def script(turn):
    care = Care()
    if turn.text.startswith("i am "):
        care = Care(facts=proof_of(turn.text.removeprefix("i am ")))
    elif "dispute" in turn.text:
        handoff = HandoffRequest(reason=HandoffReason.POLICY, note="a dispute")
        care = Care(promises=[DISPUTE], handoff=handoff)
    elif "call me" in turn.text:
        number = LearntFact(name="callback_number", value="612-555-0142")
        care = Care(facts=[number], handoff=HandoffRequest(reason=HandoffReason.ASKED_FOR_PERSON))
    return answer(turn, Reply(text="Noted.", care=care))


@pytest.fixture
async def scripted(tmp_path):
    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        yield door


async def said(door, sender: str, *messages: str):
    """What went down with the last of these messages."""
    for message in messages:
        await door.rest(sender, message)
    return door.assistant.ran[-1].metadata


async def conversation_of(door, sender: str) -> str:
    """The conversation of the newest turn that was run."""
    return next(
        turn.conversation_id for turn in reversed(door.assistant.ran) if turn.metadata["sender"] == sender
    )


async def test_a_promise_comes_down_in_the_next_conversation_of_the_same_customer(scripted):
    await said(scripted, "first", "i am cus-0004", "i dispute it")
    told = await said(scripted, "second", "i am cus-0004", "any news?")
    assert told["history_of"] == "cus-0004"
    (promise,) = told["promises"]
    assert promise["what"] == DISPUTE.what
    assert promise["matter"] == "dispute_charge"
    assert promise["reference"]
    assert promise["at"]


async def test_nobody_else_hears_of_it(scripted):
    await said(scripted, "first", "i am cus-0004", "i dispute it")
    told = await said(scripted, "second", "i am cus-0001", "any news?")
    assert told["promises"] == []
    told = await said(scripted, "third", "any news?")
    assert told["promises"] == []
    assert told["history_of"] is None


async def test_once_an_agent_has_settled_it_the_result_comes_down(scripted):
    await said(scripted, "first", "i am cus-0004", "i dispute it")
    first = await conversation_of(scripted, "first")
    await scripted.parts.conversations.claim(first, MAYA)
    await scripted.parts.conversations.resolve(first, MAYA, "bill_corrected", "")
    told = await said(scripted, "second", "i am cus-0004", "any news?")
    assert told["promises"][0]["outcome"] == "bill_corrected"


async def test_a_customer_proved_in_this_very_turn_is_answered_from_the_internal_address(scripted):
    await said(scripted, "first", "i am cus-0004", "i dispute it")
    address = scripted.url + "/internal/promises"
    token = scripted.parts.settings.internal_token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with scripted.session.get(address, params={"customer_id": "cus-0004"}, headers=headers) as found:
        assert [promise["what"] for promise in (await found.json())["promises"]] == [DISPUTE.what]
    async with scripted.session.get(address, params={"customer_id": "cus-0001"}, headers=headers) as nothing:
        assert (await nothing.json())["promises"] == []


async def test_the_internal_address_wants_its_token(tmp_path):
    async with front_door(tmp_path, internal_token="right") as door:
        headers = {"Authorization": "Bearer wrong"}
        async with door.session.get(
            door.url + "/internal/promises", params={"customer_id": "cus-0004"}, headers=headers
        ) as answered:
            assert answered.status == 401


async def test_a_wish_to_be_called_parks_the_case_with_the_number_for_the_team(scripted):
    replies = await scripted.rest("caller", "call me back")
    conversation = await conversation_of(scripted, "caller")
    events = await scripted.parts.ledger.events(conversation)
    assert [e.payload.number for e in events if isinstance(e.payload, NumberLeft)] == ["+16125550142"]
    owners = [e.payload.after for e in events if isinstance(e.payload, OwnerChanged)]
    assert owners == [Owner.QUEUE, Owner.PARKED]
    assert "6125550142" in replies[-1]["text"]
    packet = await scripted.parts.conversations.packet(conversation)
    assert packet.callback.number == "+16125550142"
    assert packet.handoff.reason is HandoffReason.ASKED_FOR_PERSON
