"""Whoever asks for a person gets one in that very turn: any wording, any state."""

import itertools
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import yaml

from conversation.packet_groups import owner_of
from tests.harness.bare_assistant import BareConversation, handoff_reason
from tests.harness.customer import Customer
from tests.harness.ledger_file import events_of
from tests.harness.play import values_of
from tests.harness.system import ROOT, Part

TABLE = yaml.safe_load((Path(__file__).parent / "person.yml").read_text(encoding="utf-8"))
WORDINGS = TABLE["wordings"]
NOT_MEANT = TABLE["not_meant"]
STATES = TABLE["states"]
SAMPLES = list(zip(WORDINGS, itertools.cycle(STATES), strict=False))
"""Each wording once, each state at least twice."""


def test_the_table_is_as_large_as_it_claims_and_none_of_it_is_trained():
    trained = {
        line.strip().removeprefix("- ").casefold()
        for file in (ROOT / "nlu_data").glob("*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    assert len(set(WORDINGS)) >= 30
    assert len(STATES) >= 10
    assert not {wording.casefold() for wording in WORDINGS} & trained


@pytest.mark.parametrize("state", STATES, ids=[state["name"] for state in STATES])
async def test_a_person_is_one_turn_away_however_it_is_said(state, whole_system, demo_customers):
    refused = []
    async with aiohttp.ClientSession() as session:
        for wording in WORDINGS:
            conversation = await _brought_to(state, session, whole_system, demo_customers)
            answer = await conversation.say(wording)
            if handoff_reason(answer) != "asked_for_person":
                said = [reply["text"] for reply in answer["replies"]]
                best = [(i["name"], round(i["confidence"], 2)) for i in answer["intent_ranking"][:3]]
                refused.append(f"{wording!r}: {handoff_reason(answer)} {best} {said}")
    assert not refused, "\n".join(refused)


@pytest.mark.parametrize("words", NOT_MEANT)
async def test_who_only_speaks_of_people_is_not_passed_on(words, whole_system):
    async with aiohttp.ClientSession() as session:
        answer = await BareConversation(session, whole_system).say(words)
    assert handoff_reason(answer) is None, answer["replies"]


@pytest.mark.parametrize(
    ("wording", "state"), SAMPLES, ids=[f"{state['name']}: {wording}" for wording, state in SAMPLES]
)
async def test_through_the_whole_system_the_conversation_is_the_teams_after_that_turn(
    wording, state, whole_system, demo_customers, signed_identity
):
    known = _known(state, demo_customers)
    async with _socket(whole_system) as customer:
        identity = await signed_identity(known["customer_id"]) if state.get("signed_in") else None
        await customer.connect(signed_identity=identity)
        for line in state["lines"]:
            await customer.say(line.format_map(values_of(known)))
        assert customer.owner() == "assistant"
        await customer.say(wording)
        assert _owner(whole_system, customer) == "queue", customer.replies()[-1].text
        await customer.end()
        await customer.become("closed")


async def test_after_the_end_too(whole_system):
    async with _socket(whole_system) as customer:
        await customer.connect()
        await customer.say("what do I owe")
        await customer.end()
        await customer.become("closed")
        await customer.say(WORDINGS[0])
        assert _owner(whole_system, customer) == "queue", customer.replies()[-1].text
        await customer.end()
        await customer.become("closed")


def _known(state, demo_customers):
    if "story" not in state:
        return {}
    (known,) = [known for told, known in demo_customers.items() if state["story"] in told]
    return known


async def _brought_to(state, session, system, demo_customers):
    known = _known(state, demo_customers)
    login = known["customer_id"] if state.get("signed_in") else None
    conversation = BareConversation(session, system, signed_in_as=login)
    for line in state["lines"]:
        answer = await conversation.say(line.format_map(values_of(known)))
        assert handoff_reason(answer) is None, answer["replies"]
    return conversation


def _owner(system, customer):
    """As the ledger has it: it was written with the reply, the device is told a moment later."""
    return owner_of(events_of(system.folder / "ledger.sqlite", customer.conversation_id)).value


@asynccontextmanager
async def _socket(system):
    async with aiohttp.ClientSession() as session:
        url = system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat"
        async with Customer(session, url) as customer:
            yield customer
