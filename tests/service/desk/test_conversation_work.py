from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from conversation.owner import Owner
from conversation.payloads.findings import Verified
from conversation.payloads.owners import LearntAtDesk
from tests.service.desk.world import billing_story, fact, network_story, proof


@pytest.fixture
async def mine(world, maya):
    """A conversation Maya has open and holds."""
    conversation_id = await billing_story(world)
    await maya.do("claim", conversation_id=conversation_id)
    await maya.do("open", conversation_id=conversation_id)
    await maya.wait_for("inbox_changed", lambda frame: frame.item.owner is Owner.AGENT)
    return conversation_id


async def kinds(world, conversation_id):
    return [event.payload.kind for event in await world.ledger.events(conversation_id)]


async def test_what_reaches_the_desk_has_everything_on_it(world, maya):
    conversation_id = await billing_story(world)
    item = (await maya.wait_for("inbox_changed", lambda frame: frame.item.customer)).item
    assert (item.customer, item.verification_level, item.owner) == ("Hannah Voss", 2, Owner.QUEUE)
    assert item.wants == "nobody told me about that. I want it back"
    assert (item.reason, item.mood, item.unread) == ("policy", "negative", 0)
    assert item.waiting_since is not None
    view = await maya.do("open", conversation_id=conversation_id)
    assert {fact.name for fact in view.packet.facts} >= {"phone_number", "bill_amount", "bill_change"}
    assert [line.kind for line in view.transcript].count("turn") == 4
    assert view.transcript[-1].kind == "owner_changed"


async def test_a_reply_reaches_the_customer_once_however_often_it_is_sent(world, maya, mine):
    for _ in range(3):
        await maya.do("reply", conversation_id=mine, client_id="c1", text="Hello Hannah")
    events = await world.ledger.events(mine)
    replies = [event for event in events if getattr(event.payload, "client_id", None) == "c1"]
    assert [event.payload.text for event in replies] == ["Hello Hannah"]
    assert replies[0].author.name == "Maya Lindqvist"
    grown = await maya.wait_for("transcript", lambda frame: frame.item.client_id == "c1")
    assert grown.item.text == "Hello Hannah"


async def test_what_the_customer_says_and_does_shows_at_once(world, maya, mine):
    world.types(mine)
    await maya.wait_for("typing", lambda frame: frame.conversation_id == mine)
    await world.say(mine, "are you there?")
    grown = await maya.wait_for("transcript", lambda frame: frame.item.text == "are you there?")
    assert grown.item.role == "customer"
    changed = await maya.wait_for("inbox_changed", lambda frame: frame.item.unread == 1)
    assert changed.item.waiting_since is not None
    world.reads(mine, 3)
    assert (await maya.wait_for("seen")).seq == 3


async def test_reading_clears_the_unread_count_and_tells_the_customer(world, maya, mine):
    told = world.hub.subscribe(mine)
    seq = await world.say(mine, "hello?")
    await maya.wait_for("inbox_changed", lambda frame: frame.item.unread == 1)
    await maya.send("seen", conversation_id=mine, seq=seq)
    await maya.send("typing", conversation_id=mine)
    await maya.wait_for("inbox_changed", lambda frame: frame.item.unread == 0)
    signs = set()
    async for item in told:
        signs.add(type(item).__name__)
        if {"AgentSeen", "AgentTyping"} <= signs:
            break


async def test_the_packet_is_refreshed_when_something_becomes_known(world, maya, mine):
    turn = await world.say(mine, "I have a Pixel 8")
    await world.answer(mine, "Noted.", fact("device", "Pixel 8", turn))
    fresh = await maya.wait_for(
        "packet", lambda frame: any(known.name == "device" for known in frame.packet.facts)
    )
    assert fresh.conversation_id == mine


async def test_a_note_is_seen_by_colleagues_and_never_public(world, maya, tomas, mine):
    await tomas.do("open", conversation_id=mine)
    await maya.do("note", conversation_id=mine, text="Sounds close to leaving us")
    grown = await tomas.wait_for("transcript", lambda frame: frame.item.kind == "note")
    assert (grown.item.text, grown.item.name) == ("Sounds close to leaving us", "Maya Lindqvist")
    assert grown.item.public_seq is None
    public = await world.ledger.public_events(mine)
    assert all("leaving us" not in event.model_dump_json() for event in public)


async def test_a_transfer_to_a_colleague_moves_everything_at_once(world, maya, tomas, mine):
    note = "Please credit the $12.40"
    await maya.do("transfer", conversation_id=mine, to="agent", agent_id="agent_tomas", note=note)
    await tomas.wait_for("inbox_changed", lambda frame: frame.item.agent_id == "agent_tomas")
    view = await tomas.do("open", conversation_id=mine)
    assert (view.owner, view.agent_id) == (Owner.AGENT, "agent_tomas")
    assert note in view.packet.notes
    assert any(note in line.text for line in view.transcript)
    assert (await maya.refused("reply", conversation_id=mine, client_id="c9", text="x")).by == "Tomás Herrera"
    await tomas.do("reply", conversation_id=mine, client_id="t1", text="Hello, Tomás here")


async def test_a_transfer_to_the_queue_waits_for_anybody(world, maya, tomas, mine):
    await maya.do("transfer", conversation_id=mine, to="queue", note="For network")
    item = (await tomas.wait_for("inbox_changed", lambda frame: frame.item.owner is Owner.QUEUE)).item
    assert item.agent_id is None
    await tomas.do("claim", conversation_id=mine)


@pytest.mark.parametrize(
    ("agent_id", "code"),
    [
        ("agent_linh", "agent_offline"),
        ("agent_maya", "illegal_move"),
        ("nobody", "unknown_agent"),
        (None, "unknown_agent"),
    ],
)
async def test_nobody_is_transferred_to_an_empty_chair(world, maya, mine, agent_id, code):
    values = {"conversation_id": mine, "to": "agent", "agent_id": agent_id, "note": "x"}
    assert (await maya.refused("transfer", **values)).code == code
    assert (await world.ledger.conversation(mine)).agent_id == "agent_maya"


async def test_nor_to_somebody_who_is_away(maya, tomas, mine):
    await tomas.send("presence", state="away")
    await maya.wait_for("agents_changed", lambda frame: state_of(frame, "agent_tomas") == "away")
    refusal = await maya.refused("transfer", conversation_id=mine, to="agent", agent_id="agent_tomas")
    assert refusal.code == "agent_offline"
    assert "Tomás Herrera is away" in refusal.text


async def test_handing_back_takes_along_what_was_learnt(world, maya, mine):
    learnt = [LearntAtDesk(name="device", value="Pixel 8").model_dump()]
    await maya.do("hand_back", conversation_id=mine, learnt=learnt, note="Credit given")
    await maya.wait_for("inbox_removed", lambda frame: frame.conversation_id == mine)
    assert (await world.ledger.conversation(mine)).owner is Owner.ASSISTANT
    assert world.assistant.brought_back == [mine]
    packet = await world.conversations.packet(mine)
    assert ("device", "Pixel 8") in {(known.name, known.value) for known in packet.facts}


async def test_resolving_needs_a_code_of_the_list(world, maya, mine):
    assert (await maya.refused("resolve", conversation_id=mine, code="whatever")).code == "unknown_code"
    await maya.do("resolve", conversation_id=mine, code="bill_corrected", note="Credited")
    await maya.wait_for("inbox_removed")
    assert (await world.ledger.conversation(mine)).owner is Owner.CLOSED
    assert "resolved" in await kinds(world, mine)


async def test_a_parked_conversation_keeps_its_promise_and_can_be_taken_up(world, maya, mine):
    due = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    await maya.do("park", conversation_id=mine, promise="a call from billing", due_at=due)
    await maya.wait_for("inbox_changed", lambda frame: frame.item.owner is Owner.PARKED)
    packet = await world.conversations.packet(mine)
    assert [promise.what for promise in packet.promises] == ["a call from billing"]
    await maya.do("claim", conversation_id=mine)


async def test_asking_what_is_known_is_warned_of_with_its_turn(maya, mine):
    await maya.send("draft", conversation_id=mine, text="Hello Hannah, what is your phone number?")
    warning = await maya.wait_for("already_known", lambda frame: frame.label)
    assert (warning.label, warning.value, warning.turn) == ("Phone number", "612-555-0142", 4)
    await maya.send("draft", conversation_id=mine, text="Hello Hannah, I am looking into it.")
    await maya.wait_for("already_known", lambda frame: not frame.label)


async def test_the_account_opens_for_who_proved_who_they_are(world, maya, mine):
    answer = await maya.do("account", conversation_id=mine)
    assert answer.account["customer"]["full_name"] == "Hannah Voss"
    assert world.accounts.asked == [("C1001", mine)]


async def test_and_stays_closed_for_everybody_else(world, maya):
    unproved = await network_story(world)
    refusal = await maya.refused("account", conversation_id=unproved)
    assert refusal.code == "not_verified"
    assert world.accounts.asked == []


async def test_a_proof_that_ran_out_still_opens_the_account_and_the_look_is_logged_as_such(world, maya, mine):
    ran_out = proof().model_copy(update={"expires_at": datetime.now(UTC) - timedelta(minutes=1)})
    await world.answer(mine, "A moment.", ran_out)
    with capture_logs() as logs:
        answer = await maya.do("account", conversation_id=mine)
    assert answer.account is not None
    assert [line["expired"] for line in logs if line["event"] == "account.shown"] == [True]


async def test_a_proof_that_was_taken_back_opens_nothing(world, maya, mine):
    taken_back = Verified(customer_id="", level=0, method="withdrawn")
    await world.answer(mine, "Which number is right?", taken_back)
    refusal = await maya.refused("account", conversation_id=mine)
    assert refusal.code == "not_verified"
    await world.answer(mine, "Thank you.", proof())
    assert (await maya.do("account", conversation_id=mine)).account is not None


async def test_a_carrier_that_does_not_answer_is_told_in_words(world, maya, mine):
    world.accounts.down = True
    answer = await maya.do("account", conversation_id=mine)
    assert answer.account is None
    assert "did not answer" in answer.problem


async def test_earlier_conversations_of_the_customer_are_one_request_away(world, maya, mine):
    await maya.do("resolve", conversation_id=mine, code="bill_corrected")
    again = await billing_story(world)
    linked = await world.open(follows=mine)
    found = await maya.do("earlier", conversation_id=again)
    assert [(item.conversation_id, item.outcome) for item in found.conversations] == [
        (mine, "Bill corrected or credited")
    ]
    assert found.conversations[0].matter == "Disputes a charge"
    follows = await maya.do("earlier", conversation_id=linked)
    assert [item.conversation_id for item in follows.conversations] == [mine]


@pytest.mark.parametrize("query", ["612-555-0142", "6125550142", "hannah voss"])
async def test_search_finds_by_number_or_name(maya, mine, query):
    found = await maya.do("search", query=query)
    assert [item.conversation_id for item in found.items] == [mine]


async def test_search_finds_by_reference_and_finds_nothing_for_nothing(world, maya, mine):
    reference = (await world.ledger.conversation(mine)).reference
    assert [item.reference for item in (await maya.do("search", query=reference)).items] == [reference]
    assert (await maya.do("search", query="   ")).items == []
    assert (await maya.do("search", query="Zacharias")).items == []


def state_of(frame, agent_id: str) -> str:
    return next(agent.state for agent in frame.agents if agent.agent_id == agent_id)
