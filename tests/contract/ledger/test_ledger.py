"""What every ledger promises, whatever it is stored in. A new store joins by one more factory."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conversation.channel import Channel
from conversation.events import Author, NewEvent, Role
from conversation.facts import FactStatus
from conversation.ids import new_reference
from conversation.owner import IllegalMove, Owner
from conversation.payloads.customer import NumberLeft, Opened, Preferred
from conversation.payloads.findings import Fact, Verified
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.routed import Routed
from conversation.payloads.turns import Failed, Redaction, Reply, Turn
from front_door.ledger.port import Ledger, OwnerConflict, RepeatedClientId, UnknownConversation
from front_door.ledger.sqlite_ledger import SqliteLedger
from front_door.ledger.sqlite_store import SqliteStore

Factory = Callable[[Path, Callable[[], datetime]], AbstractAsyncContextManager[Ledger]]

CUSTOMER = Author(role=Role.CUSTOMER)
ASSISTANT = Author(role=Role.ASSISTANT)
AGENT = Author(role=Role.AGENT, id="maya", name="Maya")


@asynccontextmanager
async def sqlite_ledger(folder: Path, clock: Callable[[], datetime]) -> AsyncIterator[Ledger]:
    store = SqliteStore(folder / "ledger.sqlite")
    store.start()
    try:
        yield SqliteLedger(store, clock=clock)
    finally:
        store.close()


FACTORIES: dict[str, Factory] = {"sqlite": sqlite_ledger}


@pytest.fixture(params=FACTORIES)
async def ledger(request, tmp_path):
    ticks = itertools.count()

    def clock() -> datetime:
        return datetime(2026, 7, 20, 9, tzinfo=UTC) + timedelta(seconds=next(ticks))

    async with FACTORIES[request.param](tmp_path, clock) as made:
        yield made


def opened(**changes: object) -> NewEvent:
    payload = Opened(channel=Channel.WEB_CHAT, reference=new_reference(), sender="sender", **changes)
    return NewEvent(author=Author(role=Role.SYSTEM), payload=payload)


def turn(client_id: str, text: str = "hello", *, sealed: str | None = None) -> NewEvent:
    payload = Turn(turn_id=f"turn-{client_id}", client_id=client_id, text=text, sealed=sealed)
    return NewEvent(author=CUSTOMER, payload=payload)


def reply(text: str = "hi", *, to: str | None = None, last: bool = True) -> NewEvent:
    payload = Reply(text=text, turn_id=f"turn-{to}" if to else None, client_id=to, last=last)
    return NewEvent(author=ASSISTANT, payload=payload)


def fact(name: str, value: str, status: FactStatus = FactStatus.STATED) -> NewEvent:
    return NewEvent(author=ASSISTANT, payload=Fact(name=name, value=value, status=status, source="customer"))


def move(before: Owner, after: Owner, *, agent_id: str | None = None) -> NewEvent:
    payload = OwnerChanged(before=before, after=after, why="test", agent_id=agent_id)
    return NewEvent(author=AGENT if agent_id else CUSTOMER, payload=payload)


async def owed(ledger: Ledger) -> list[str]:
    return [pending.turn_id for pending in await ledger.pending_turns()]


async def test_events_are_numbered_without_gaps_and_public_ones_apart(ledger):
    await ledger.open("c", [opened(), reply("greeting")])
    await ledger.append("c", [turn("1"), fact("area", "55401"), reply(to="1")])
    events = await ledger.events("c")
    assert [(event.seq, event.public_seq, event.payload.kind) for event in events] == [
        (1, None, "opened"),
        (2, 1, "reply"),
        (3, 2, "turn"),
        (4, None, "fact"),
        (5, 3, "reply"),
    ]
    assert [event.seq for event in await ledger.events("c", after=3)] == [4, 5]
    assert [event.public_seq for event in await ledger.public_events("c", after=1)] == [2, 3]


async def test_what_is_read_is_what_was_appended(ledger):
    written = await ledger.open("c", [opened(language="es"), reply("¡Hola! 👋")])
    assert await ledger.events("c") == written


async def test_a_conversation_begins_with_opened(ledger):
    with pytest.raises((ValueError, TypeError)):
        await ledger.open("c", [reply()])
    with pytest.raises(UnknownConversation):
        await ledger.conversation("c")


async def test_nothing_can_be_appended_to_what_is_not_there(ledger):
    with pytest.raises(UnknownConversation):
        await ledger.append("nowhere", [reply()])
    with pytest.raises(UnknownConversation):
        await ledger.erase("nowhere")


async def test_a_repeated_client_id_writes_nothing_of_its_append(ledger):
    await ledger.open("c", [opened()])
    await ledger.append("c", [turn("1")])
    with pytest.raises(RepeatedClientId) as repeated:
        await ledger.append("c", [fact("area", "55401"), turn("1", "other words")])
    assert (repeated.value.seq, repeated.value.public_seq) == (2, 1)
    assert len(await ledger.events("c")) == 2
    assert (await ledger.events("c"))[-1].payload.text == "hello"


async def test_a_client_id_counts_per_conversation_and_author(ledger):
    await ledger.open("a", [opened()])
    await ledger.open("b", [opened()])
    await ledger.append("a", [turn("1")])
    await ledger.append("b", [turn("1")])
    agents = NewEvent(author=AGENT, payload=Reply(text="x", client_id="1"))
    await ledger.append("a", [agents])
    with pytest.raises(RepeatedClientId):
        await ledger.append("a", [agents])


async def test_an_owner_who_is_not_the_expected_one_refuses_the_append(ledger):
    await ledger.open("c", [opened()])
    await ledger.append("c", [move(Owner.ASSISTANT, Owner.QUEUE)], expect_owner=Owner.ASSISTANT)
    with pytest.raises(OwnerConflict) as conflict:
        await ledger.append("c", [reply()], expect_owner=Owner.ASSISTANT)
    assert conflict.value.owner is Owner.QUEUE
    await ledger.append("c", [move(Owner.QUEUE, Owner.AGENT, agent_id="maya")])
    with pytest.raises(OwnerConflict) as conflict:
        await ledger.append("c", [reply()], expect_owner=Owner.AGENT, expect_agent="omar")
    assert conflict.value.agent_id == "maya"
    assert (await ledger.conversation("c")).agent_id == "maya"


async def test_an_illegal_move_writes_nothing(ledger):
    await ledger.open("c", [opened()])
    with pytest.raises(IllegalMove):
        await ledger.append("c", [reply(), move(Owner.ASSISTANT, Owner.AGENT, agent_id="maya")])
    assert len(await ledger.events("c")) == 1
    assert (await ledger.conversation("c")).owner is Owner.ASSISTANT


async def test_fifty_claims_at_once_have_one_winner(ledger):
    await ledger.open("c", [opened(), move(Owner.ASSISTANT, Owner.QUEUE)])

    async def claim(agent_id: str) -> bool:
        try:
            await ledger.append(
                "c", [move(Owner.QUEUE, Owner.AGENT, agent_id=agent_id)], expect_owner=Owner.QUEUE
            )
        except OwnerConflict:
            return False
        return True

    won = await asyncio.gather(*(claim(f"agent-{number}") for number in range(50)))
    assert sum(won) == 1
    assert (await ledger.conversation("c")).agent_id == f"agent-{won.index(True)}"


async def test_many_appends_at_once_leave_no_gap(ledger):
    for name in ("a", "b"):
        await ledger.open(name, [opened()])
    await asyncio.gather(
        *(ledger.append(name, [turn(f"{number}"), reply()]) for number in range(60) for name in ("a", "b"))
    )
    for name in ("a", "b"):
        events = await ledger.events(name)
        assert [event.seq for event in events] == list(range(1, 122))
        assert [event.public_seq for event in events[1:]] == list(range(1, 121))


async def test_a_turn_is_owed_until_its_last_reply(ledger):
    await ledger.open("c", [opened()])
    await ledger.append("c", [turn("1")])
    await ledger.append("c", [reply("wait", to="1", last=False)])
    assert await owed(ledger) == ["turn-1"]
    await ledger.append("c", [reply("there", to="1")])
    assert await owed(ledger) == []


async def test_a_turn_given_up_or_taken_over_by_a_person_is_owed_nothing(ledger):
    await ledger.open("c", [opened()])
    await ledger.append("c", [turn("1"), turn("2")])
    await ledger.append("c", [NewEvent(author=ASSISTANT, payload=Failed(turn_id="turn-1", code="timeout"))])
    assert await owed(ledger) == ["turn-2"]
    await ledger.append("c", [move(Owner.ASSISTANT, Owner.QUEUE)])
    assert await owed(ledger) == []
    await ledger.append("c", [turn("3")])
    assert await owed(ledger) == []


async def test_a_turn_while_waiting_is_owed_an_answer_only_in_company(ledger):
    company = NewEvent(author=CUSTOMER, payload=Preferred(door="assistant"))
    await ledger.open("c", [opened(), move(Owner.ASSISTANT, Owner.QUEUE)])
    await ledger.append("c", [turn("1"), company, turn("2")])
    assert await owed(ledger) == ["turn-2"]
    await ledger.append("c", [move(Owner.QUEUE, Owner.AGENT, agent_id="maya")])
    assert await owed(ledger) == []


async def test_a_sealed_secret_is_gone_once_its_turn_is_answered(ledger, tmp_path):
    await ledger.open("c", [opened()])
    await ledger.append("c", [turn("1", "[secret]", sealed="ciphertext-of-a-pin")])
    await ledger.append("c", [reply(to="1")])
    stored = next(event.payload for event in await ledger.events("c") if event.payload.kind == "turn")
    assert stored.sealed is None


async def test_blanked_words_are_gone_from_disk_and_told(ledger, tmp_path):
    await ledger.open("c", [opened()])
    await ledger.append("c", [turn("1", "four one one one")])
    written = await ledger.blank("c", 2, "[card_number]", [Redaction(kind="card_number", count=1)])
    assert [event.payload.kind for event in written] == ["redacted"]
    assert (await ledger.events("c"))[1].payload.text == "[card_number]"
    for file in tmp_path.iterdir():
        assert b"four one one one" not in file.read_bytes()
    with pytest.raises(UnknownConversation):
        await ledger.blank("c", 1, "x", [])


async def test_conversations_are_found_by_reference_number_and_name(ledger):
    begun = await ledger.open("c", [opened()])
    await ledger.append(
        "c", [fact("phone_number", "(612) 555-0142"), fact("customer_name", "Zoë O'Brien-Lee")]
    )
    await ledger.open("d", [opened(), NewEvent(author=CUSTOMER, payload=NumberLeft(number="+16125550199"))])
    reference = begun[0].payload.reference
    for query in (
        reference,
        reference.lower().replace("-", ""),
        "612-555-0142",
        "0142",
        "zoe o brien lee",
        "LEE",
    ):
        assert [row.conversation_id for row in await ledger.find(query)] == ["c"], query
    assert [row.conversation_id for row in await ledger.find("+1 612 555 0199")] == ["d"]
    assert {row.conversation_id for row in await ledger.find("5550")} == set()
    for query in ("", "%", "_", "nobody", "AAA-AAA-AAA"):
        assert await ledger.find(query) == [], query


async def test_a_retracted_fact_is_no_key(ledger):
    await ledger.open("c", [opened(), fact("customer_name", "Ann Other", FactStatus.RETRACTED)])
    assert await ledger.find("ann other") == []


async def test_a_customers_conversations_come_newest_first(ledger):
    proof = Verified(customer_id="C1", level=2, method="pin")
    for name in ("a", "b"):
        await ledger.open(name, [opened(), NewEvent(author=ASSISTANT, payload=proof)])
    assert [row.conversation_id for row in await ledger.conversations_of("C1")] == ["b", "a"]
    assert await ledger.conversations_of("C2") == []


async def test_open_conversations_come_in_the_order_they_joined(ledger):
    for name in ("a", "b", "c"):
        await ledger.open(name, [opened()])
    for name in ("b", "a"):
        await ledger.append(name, [move(Owner.ASSISTANT, Owner.QUEUE)])
    await ledger.append("b", [reply()])
    rows = await ledger.open_conversations(frozenset({Owner.QUEUE}))
    assert [row.conversation_id for row in rows] == ["b", "a"]


async def test_the_follower_and_the_newest_of_a_sender_are_known(ledger):
    await ledger.open("a", [opened()])
    assert await ledger.follower_of("a") is None
    await ledger.open("b", [opened(follows="a")])
    follower = await ledger.follower_of("a")
    assert follower is not None
    assert follower.conversation_id == "b"
    newest = await ledger.newest_of_sender(Channel.WEB_CHAT, "sender")
    assert newest is not None
    assert newest.conversation_id == "b"
    assert await ledger.newest_of_sender(Channel.REST, "sender") is None


async def test_erasing_leaves_order_and_nothing_of_the_customer(ledger, tmp_path):
    secrets = ("Zelda Quimby", "+16125550199", "my neighbour Bartholomew", "CUST-77", "Quimby Falls")
    await ledger.open("c", [opened(), reply()])
    await ledger.append("c", [turn("1", secrets[2]), reply(f"Hello {secrets[0]}", to="1")])
    await ledger.append("c", [fact("customer_name", secrets[0])])
    await ledger.append("c", [NewEvent(author=CUSTOMER, payload=NumberLeft(number=secrets[1]))])
    proof = Verified(customer_id=secrets[3], level=2, method="pin")
    await ledger.append("c", [NewEvent(author=ASSISTANT, payload=proof)])
    routed = Routed(team="A team", market=secrets[4], waited_s=0, ahead=0)
    await ledger.append("c", [NewEvent(author=ASSISTANT, payload=routed)])
    before = [(event.seq, event.public_seq, event.payload.kind) for event in await ledger.events("c")]
    await ledger.erase("c")
    after = [(event.seq, event.public_seq, event.payload.kind) for event in await ledger.events("c")]
    assert before == after
    assert await ledger.find("zelda") == []
    assert await ledger.conversations_of(secrets[3]) == []
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [secret for secret in secrets if secret.encode() in stored] == []


async def test_projections_made_anew_are_what_they_were(ledger):
    await ledger.open("a", [opened(), fact("phone_number", "612 555 0142"), turn("1")])
    await ledger.open("b", [opened(), move(Owner.ASSISTANT, Owner.QUEUE)])
    await ledger.append("b", [move(Owner.QUEUE, Owner.AGENT, agent_id="maya")])

    async def seen() -> tuple[object, ...]:
        return (
            await ledger.conversation("a"),
            await ledger.conversation("b"),
            await ledger.find("6125550142"),
            await ledger.pending_turns(),
        )

    before = await seen()
    assert await ledger.rebuild() == 2
    assert await seen() == before
