"""Fifty agents claim one case at once: one gets it, all others hear who has it, the assistant is silent."""

import asyncio
import sqlite3
from contextlib import closing

import aiohttp
import pytest

from conversation.client_frames import CustomerTurn
from conversation.desk_protocol import Done, Refused
from conversation.desk_requests import Claim, HandBack
from conversation.events import Role
from conversation.owner import Owner
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Reply, Turn
from conversation.server_frames import StateChanged
from front_door.desk_console.accounts import NewAccount, add_account
from front_door.desk_console.store import DeskStore
from tests.harness.agent import Agent
from tests.harness.customer import Customer
from tests.harness.ledger_file import events_of
from tests.harness.system import Part, System

AGENTS = 50
PASSWORD = "wren-over-the-meadow"


@pytest.fixture
def system(tmp_path):
    system = System(folder=tmp_path / "system")
    _make_agents(system.folder / "desk.sqlite")
    try:
        system.start()
        yield system
    finally:
        system.stop()


@pytest.fixture
async def agents(system):
    """All at their desks."""
    desks = [Agent(system.url(Part.FRONT_DOOR)) for _ in range(AGENTS)]
    try:
        for number, desk in enumerate(desks):
            await desk.sign_in(f"agent{number}", PASSWORD)
        await asyncio.gather(*(desk.connect() for desk in desks))
        yield desks
    finally:
        await asyncio.gather(*(desk.close() for desk in desks))


async def test_one_of_fifty_gets_the_case_and_the_assistant_is_silent_from_then_on(system, agents):
    async with aiohttp.ClientSession() as session:
        customer = Customer(session, system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat")
        welcome = await customer.connect()
        conversation_id = welcome.conversation_id
        await customer.say("my phone has no signal")
        await customer.say("let me talk to a person")

        answers = await asyncio.gather(
            *(desk.request(Claim, conversation_id=conversation_id) for desk in agents)
        )

        winners = [desk for desk, answer in zip(agents, answers, strict=True) if isinstance(answer, Done)]
        losers = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(winners) == 1
        assert len(losers) == AGENTS - 1
        claims = [event for event in _events(system, conversation_id) if _is_claim(event)]
        assert len(claims) == 1
        assert {refused.code for refused in losers} == {"already_claimed"}
        assert {refused.by for refused in losers} == {claims[0].payload.agent_name}
        assert all(claims[0].payload.agent_name in refused.text for refused in losers)

        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.AGENT)
        tracker = _tracker(system, conversation_id)
        for text in ("are you there?", "what do I owe", "my phone has no signal"):
            turn = CustomerTurn(client_id=customer.next_client_id(), text=text)
            await customer.send(turn)
            await customer.acknowledged(turn.client_id)
        await winners[0].do(HandBack, conversation_id=conversation_id)
        await customer.wait_for(StateChanged, where=lambda frame: frame.seq > claims[0].public_seq + 1)

        held = _while_held(_events(system, conversation_id))
        assert [event.payload.text for event in held if isinstance(event.payload, Turn)][-1] == (
            "my phone has no signal"
        )
        said = [event for event in held if isinstance(event.payload, Reply)]
        assert [event for event in said if event.author.role is Role.ASSISTANT] == []
        assert tracker["turns"] == _tracker(system, conversation_id)["turns"], "the assistant ran a turn"
        await customer.hang_up()


def _make_agents(database):
    store = DeskStore(database)
    for number in range(AGENTS):
        new = NewAccount(
            login=f"agent{number}", name=f"Agent {number}", team="Meadowlark Care", admin=number == 0
        )
        store.run_now(lambda db, new=new: add_account(db, new, PASSWORD))
    store.close_now()


def _events(system, conversation_id):
    return events_of(system.folder / "ledger.sqlite", conversation_id)


def _is_claim(event):
    return isinstance(event.payload, OwnerChanged) and event.payload.why == "claim"


def _while_held(events):
    """From the claim until the hand back."""
    places = [
        place
        for place, event in enumerate(events)
        if _is_claim(event) or (isinstance(event.payload, OwnerChanged) and event.payload.why == "hand_back")
    ]
    return events[places[0] + 1 : places[1]]


def _tracker(system, conversation_id):
    """What the assistant itself stored: the turns it answered."""
    path = system.folder / "tracker.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as tracker:
        turns = tracker.execute(
            "SELECT turn_id FROM turns WHERE conversation_id = ? ORDER BY 1", (conversation_id,)
        ).fetchall()
    return {"turns": turns}
