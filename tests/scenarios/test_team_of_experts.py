"""A customer and their team over several conversations and channels, through the whole system."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing

import aiohttp
import pytest

from conversation.channel import Channel
from conversation.desk_protocol import ConversationView, DeskWelcome, InboxChanged
from conversation.desk_requests import Claim, Open, Presence, Resolve
from conversation.payloads.routed import Routed
from conversation.server_frames import DoorKept, ReplyFrame
from desk.teams.directory import read_directory
from tests.harness.agent import Agent
from tests.harness.customer import Customer
from tests.harness.ledger_file import events_of, forget_visits
from tests.harness.system import Part


@pytest.fixture
def known(whole_system, demo_customers):
    """A customer with whom everything is fine, and of whom nothing is remembered."""
    forget_visits(whole_system.folder / "ledger.sqlite")
    (customer,) = [each for story, each in demo_customers.items() if "everything is fine" in story]
    return customer


@asynccontextmanager
async def device(system, *, caller: str | None = None):
    """A browser of its own, or a call from this number as the gateway brings it."""
    token = system.environment["CARE_INTERNAL_TOKEN"]
    headers = {"Authorization": f"Bearer {token}"} if caller else {}
    url = system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat"
    async with aiohttp.ClientSession(headers=headers) as session, Customer(session, url) as customer:
        if caller:
            customer.channel, customer.claimed_number = Channel.VOICE, caller
        yield customer
        if customer.connected and customer.owner() != "closed":
            await customer.end()
            await customer.become("closed")


@asynccontextmanager
async def at_the_desk(system, login):
    agent = Agent(system.url(Part.FRONT_DOOR))
    try:
        await agent.sign_in(login["login"], login["password"])
        welcome = await agent.connect()
        await settle(agent, welcome)
        yield agent
        await agent.sign_out()
    finally:
        await agent.close()


async def settle(agent, welcome: DeskWelcome) -> None:
    """Finish what other conversations left waiting: it would be offered before anything of this test."""
    for item in welcome.inbox:
        if item.owner == "queue":
            await agent.do(Claim, conversation_id=item.conversation_id)
            await agent.do(
                Resolve, conversation_id=item.conversation_id, code=welcome.wrap_up_codes[0].code, note=""
            )
    await agent.send(Presence(state="available"))


async def routed(system, customer, agent, *, offered: bool = False) -> Routed:
    """The decision that stands for this conversation, once an agent's inbox shows it (and that it is offered)."""

    def is_it(frame):
        item = frame.item
        return (
            item.conversation_id == customer.conversation_id and item.why and (item.offered_to or not offered)
        )

    await agent.wait_for(InboxChanged, where=is_it)
    events = events_of(system.folder / "ledger.sqlite", customer.conversation_id)
    return next(each.payload for each in reversed(events) if isinstance(each.payload, Routed))


async def test_a_choice_made_on_one_channel_is_the_default_on_the_other_and_changed_in_one_turn(
    whole_system, known, signed_identity
):
    async with device(whole_system) as chat:
        await chat.arrive(signed_identity=await signed_identity(known["customer_id"]))
        await chat.choose("My team")
        await chat.become("queue")
    async with device(whole_system, caller=known["phone"]) as call:
        assert (await call.arrive()).owner == "queue"
        assert (await call.wait_for(ReplyFrame)).author == "system"
        await call.choose("The assistant")
        await call.say("from now on the assistant first is fine")
        assert (await call.wait_for(DoorKept)).door == "assistant"
    async with device(whole_system, caller=known["phone"]) as call:
        assert (await call.arrive()).owner == "assistant"
    async with device(whole_system) as chat:
        signed = await signed_identity(known["customer_id"])
        assert (await chat.arrive(signed_identity=signed)).door == "team", "a number alone proves nothing"
        await chat.choose("The assistant")
        await chat.say("the assistant may always answer me first")
        assert (await chat.wait_for(DoorKept)).door == "assistant"
        await chat.say("no, people only, always a person please")
        await chat.become("queue")
    async with device(whole_system, caller=known["phone"]) as call:
        assert (await call.arrive()).owner == "queue"


async def test_the_same_agent_is_found_after_a_return_in_the_customers_own_market(
    whole_system, known, signed_identity, agent_login
):
    async with at_the_desk(whole_system, agent_login) as agent:
        async with device(whole_system) as first:
            await first.arrive(signed_identity=await signed_identity(known["customer_id"]))
            await first.choose("My team")
            decided = await routed(whole_system, first, agent)
            assert decided.team == read_directory().team_at(_zip_code(whole_system, known))[0].name
            await agent.do(Claim, conversation_id=first.conversation_id)
            await first.become("agent")
            helped_by = next(frame for frame in reversed(first.frames) if getattr(frame, "agent", None)).agent
            assert helped_by.photo
            await agent.do(Resolve, conversation_id=first.conversation_id, code=_code(agent), note="")
            await first.become("closed")
            await agent.send(Presence(state="available"))
        async with device(whole_system) as back:
            await back.arrive(signed_identity=await signed_identity(known["customer_id"]))
            listed = await back.conversations()
            assert [line.agent.name for line in listed.items if line.agent] == [helped_by.name]
            await back.say("one more thing about it")
            await back.become("queue")
            again = await routed(whole_system, back, agent, offered=True)
            assert (again.rule, again.agent_name) == ("last_agent", helped_by.name)


async def test_what_a_caller_told_the_assistant_is_on_the_chat_agents_screen(
    whole_system, known, agent_login
):
    async with (
        at_the_desk(whole_system, agent_login) as agent,
        device(whole_system, caller="+16125550199") as call,
    ):
        await call.arrive()
        await call.say("my phone has no signal")
        await call.say("55408")
        await call.say("let me talk to a person")
        await call.become("queue")
        await agent.do(Claim, conversation_id=call.conversation_id)
        view = await agent.do(Open, conversation_id=call.conversation_id)
        assert isinstance(view, ConversationView)
        packet = view.packet
        assert {"area": "55408"}.items() <= {fact.name: fact.value for fact in packet.facts}.items()
        assert packet.conversation.channels == [Channel.VOICE]
        assert any("55408" in line.text for line in packet.transcript)


def _zip_code(system, known) -> str:
    with closing(sqlite3.connect(system.folder / "backoffice.sqlite")) as books:
        return books.execute(
            "SELECT zip_code FROM customers WHERE customer_id = ?", (known["customer_id"],)
        ).fetchone()[0]


def _code(agent) -> str:
    welcome = next(frame for frame in agent.frames if isinstance(frame, DeskWelcome))
    return welcome.wrap_up_codes[0].code
