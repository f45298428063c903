"""A call that broke goes on for whoever it belongs to, and for nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from conversation.care import Care
from conversation.client_frames import Consent
from conversation.facts import FactStatus, LearntFact
from conversation.owner import Owner
from conversation.payloads.calls import CallEnded, CallJoined, RecordingConsent
from conversation.payloads.findings import Verified
from conversation.server_frames import Problem, Welcome
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.conversations.phone_calls import Call as PhoneCall
from tests.fakes.front_door import MAYA, FrontDoor, front_door

NUMBER = "+15551230101"
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
PROVED = [
    LearntFact(name="customer_id", value="cust_1", status=FactStatus.OBSERVED),
    LearntFact(name="phone_number", value="555-123-0101", status=FactStatus.STATED),
    LearntFact(
        name="verification", value="pin", status=FactStatus.PROVED, expires_at=NOW + timedelta(minutes=30)
    ),
]


async def proves(turn):
    facts = PROVED if turn.text == "4021" else []
    return answer(turn, Reply(text=f"About {turn.text}: your bill is 85 dollars.", care=Care(facts=facts)))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Call:
    """A gateway's socket for one call."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, welcome: Welcome) -> None:
        self.socket = socket
        self.welcome = welcome
        self._turns = 0

    @property
    def conversation_id(self) -> str:
        return self.welcome.conversation_id

    async def say(self, text: str) -> str:
        self._turns += 1
        turn = {"type": "customer_turn", "client_id": f"{id(self)}-{self._turns}", "text": text}
        await self.socket.send_json(turn)
        while (frame := await self.socket.receive_json(timeout=30)) is not None:
            if frame["type"] == "reply" and frame.get("client_id") == turn["client_id"]:
                return str(frame["text"])
        return ""


class World:
    def __init__(self, door: FrontDoor, clock: Clock) -> None:
        self.door = door
        self.clock = clock
        self.count = 0

    @asynccontextmanager
    async def call(self, number: str | None = NUMBER, *, attested=False, call_id="") -> AsyncIterator[Call]:
        self.count += 1
        hello = {
            "type": "hello",
            "channel": "voice",
            "claimed_number": number,
            "call_id": call_id or f"call-{self.count}",
            "number_attested": attested,
        }
        async with self.door.session.ws_connect(self.door.url + "/chat") as socket:
            await socket.send_json(hello)
            yield Call(socket, Welcome.model_validate(await socket.receive_json(timeout=30)))
        await self.until_over(hello["call_id"])

    async def until_over(self, call_id: str) -> None:
        row = await self.door.parts.ledger.of_call(call_id)
        assert row is not None
        subscription = self.door.parts.hub.subscribe(row.conversation_id)
        async with asyncio.timeout(30):
            while CallEnded(call_id=call_id) not in await self.payloads(row.conversation_id):
                await anext(aiter(subscription))
        self.door.parts.hub.unsubscribe(subscription)

    async def payloads(self, conversation_id: str) -> list:
        return [event.payload for event in await self.door.parts.ledger.events(conversation_id)]

    def told_slots(self, conversation_id: str) -> list:
        appended = self.door.assistant.appended.get(conversation_id, [])
        return [each["value"] for each in appended if each.get("name") == "verification"]


@pytest.fixture
async def world(tmp_path):
    clock = Clock()
    async with front_door(tmp_path, ScriptedAssistant(proves), clock=clock) as door:
        yield World(door, clock)


async def test_a_call_without_a_proof_goes_on_at_its_step(world):
    async with world.call() as first:
        await first.say("no signal at home")
    world.clock.now += timedelta(minutes=9)
    async with world.call() as again:
        assert again.welcome.redial == "whole"
        assert again.conversation_id == first.conversation_id
        assert again.welcome.head == 3
    assert [type(each) for each in await world.payloads(first.conversation_id)].count(CallJoined) == 2


async def test_after_ten_minutes_or_from_another_number_it_is_a_new_conversation(world):
    async with world.call() as first:
        await first.say("no signal at home")
    async with world.call("+15551230102") as other, world.call(None) as withheld:
        assert other.welcome.redial is withheld.welcome.redial is None
        assert len({first.conversation_id, other.conversation_id, withheld.conversation_id}) == 3
    world.clock.now += timedelta(minutes=11)
    async with world.call() as late:
        assert late.welcome.redial is None
        assert late.conversation_id != first.conversation_id


async def test_a_spoofed_number_finds_no_proof_left(world):
    """The number alone, and even a number that is vouched for but not the account's, opens no account."""
    async with world.call() as first:
        await first.say("4021")
    async with world.call() as again:
        assert again.welcome.redial == "unproved"
        assert again.conversation_id == first.conversation_id
        await again.say("and my balance")
    proof = [each for each in await world.payloads(first.conversation_id) if isinstance(each, Verified)][-1]
    assert (proof.customer_id, proof.level, proof.expires_at) == ("cust_1", 2, world.clock.now)
    (slot,) = world.told_slots(first.conversation_id)
    assert slot["expires_at"] == world.clock.now.isoformat()
    packet = await world.door.parts.conversations.packet(first.conversation_id)
    assert packet.verification.level == 0


async def test_the_assistant_is_not_asked_while_it_may_still_believe_in_the_proof(world):
    async with world.call() as first:
        await first.say("4021")
    async with world.call() as again:
        ran = len(world.door.assistant.ran)
        world.door.assistant.failures = []
        order: list[str] = []
        append, ask = world.door.assistant.append, world.door.assistant.answer

        async def appended(conversation_id, events):
            order.append("append")
            await append(conversation_id, events)

        async def answered(turn):
            order.append("answer")
            return await ask(turn)

        world.door.assistant.append, world.door.assistant.answer = appended, answered
        await again.say("and my balance")
        await again.say("and my plan")
    assert order == ["append", "answer", "answer"]
    assert len(world.door.assistant.ran) == ran + 2


async def test_the_customers_own_line_vouched_for_keeps_its_proof(world):
    async with world.call(attested=True) as first:
        await first.say("4021")
    async with world.call(attested=True) as again:
        assert again.welcome.redial == "whole"
        await again.say("and my balance")
    assert world.told_slots(first.conversation_id) == []
    packet = await world.door.parts.conversations.packet(first.conversation_id)
    assert packet.verification.level == 2


async def test_a_number_vouched_for_that_is_not_the_accounts_keeps_no_proof(world):
    """An office whose people share one number."""
    async with world.call("+15559990000", attested=True) as first:
        await first.say("4021")
    async with world.call("+15559990000", attested=True) as again:
        assert again.welcome.redial == "unproved"


async def test_the_same_call_that_comes_back_is_the_same_caller(world):
    async with world.call(call_id="CA7") as first:
        await first.say("4021")
    world.clock.now += timedelta(minutes=20)
    async with world.call(call_id="CA7") as again:
        assert (again.welcome.redial, again.conversation_id) == ("whole", first.conversation_id)


async def test_while_a_call_is_on_another_from_its_number_is_somebody_elses(world):
    async with world.call() as first:
        await first.say("no signal")
        async with world.call() as second:
            assert second.welcome.redial is None
            assert second.conversation_id != first.conversation_id


async def test_a_call_that_an_agent_holds_goes_to_that_agent(world):
    async with world.call() as first:
        await first.say("no signal")
        await world.door.parts.conversations.prefer(first.conversation_id, "team")
        await world.door.parts.conversations.claim(first.conversation_id, MAYA)
    async with world.call() as again:
        assert (again.welcome.redial, again.welcome.owner) == ("whole", Owner.AGENT)
        assert again.welcome.agent is not None
        assert again.welcome.agent.name == MAYA.name


async def test_a_closed_conversation_is_not_taken_up_by_a_call(world):
    async with world.call() as first:
        await first.say("thanks")
        await world.door.parts.conversations.end(first.conversation_id)
    async with world.call() as again:
        assert again.welcome.redial is None


async def test_a_crash_leaves_no_call_that_is_on_for_ever(tmp_path):
    clock = Clock()
    async with front_door(tmp_path, ScriptedAssistant(proves), clock=clock) as door:
        world = World(door, clock)
        async with world.call() as first:
            await first.say("no signal")
        lost = PhoneCall(call_id="CA8", number=NUMBER)
        await door.parts.conversations.calls.joined(first.conversation_id, lost)
    async with (
        front_door(tmp_path, ScriptedAssistant(proves), clock=clock) as door,
        World(door, clock).call(call_id="CA9") as again,
    ):
        assert again.conversation_id == first.conversation_id


async def test_only_a_gateway_tells_of_consent_and_the_packet_has_its_wording(world):
    async with world.call() as call:
        await call.socket.send_json({"type": "consent", "given": True, "wording": "1"})
        await call.say("hello")
        assert call.welcome.recording == "not_asked"
    async with world.call() as again:
        assert again.welcome.recording == "given"
    consent = (await world.door.parts.conversations.packet(call.conversation_id)).consent
    assert (consent.recording, consent.recording_wording, consent.recording_asked_at) == ("given", "1", NOW)
    async with world.door.customer() as page:
        await page.connect()
        await page.send(Consent(given=True, wording="1"))
        assert (await page.wait_for(Problem)).code == "not_offered"
        told = await world.payloads(page.conversation_id)
    assert not any(isinstance(each, RecordingConsent) for each in told)


async def test_erasing_takes_the_number_out_of_the_call(world):
    async with world.call() as call:
        await call.say("hello")
    await world.door.parts.ledger.erase(call.conversation_id)
    assert NUMBER not in str(await world.payloads(call.conversation_id))
    assert await world.door.parts.ledger.of_caller(NUMBER) == []
