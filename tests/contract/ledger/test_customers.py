"""What every ledger knows of a customer over several conversations."""

from __future__ import annotations

import sqlite3

import pytest

from conversation.channel import Channel
from conversation.events import Author, NewEvent, Role
from conversation.owner import Owner
from conversation.payloads.customer import Preferred
from conversation.payloads.findings import Verified
from conversation.payloads.turns import Seen
from front_door.ledger.port import KnownAs
from front_door.ledger.sqlite_store import SqliteStore
from tests.contract.ledger.test_ledger import AGENT, CUSTOMER, ledger, move, opened, reply

__all__ = ["ledger"]

SYSTEM = Author(role=Role.SYSTEM)


def lasting(door: str) -> NewEvent:
    return NewEvent(author=CUSTOMER, payload=Preferred(door=door, lasting=True))


def proved(customer_id: str, level: int = 2) -> NewEvent:
    return NewEvent(author=SYSTEM, payload=Verified(customer_id=customer_id, level=level, method="pin"))


async def test_the_newest_lasting_choice_of_a_customer_counts_over_conversations(ledger):
    await ledger.open("a", [opened(browser="b1"), lasting("team"), proved("C1")])
    await ledger.open("b", [opened(browser="b2"), proved("C1"), lasting("assistant")])
    await ledger.open("c", [opened(browser="b3"), proved("C1", level=1), lasting("team")])
    assert await ledger.door_of(KnownAs(customer_id="C1")) == "assistant"
    assert await ledger.door_of(KnownAs(customer_id="C1", browser="b1")) == "assistant"
    assert await ledger.door_of(KnownAs(browser="b1")) == "team"
    assert await ledger.door_of(KnownAs(customer_id="C2", browser="b1")) is None
    assert await ledger.door_of(KnownAs()) is None


async def test_a_number_is_one_that_called_and_not_one_that_a_page_named(ledger):
    number = "+1 612 555 0142"
    await ledger.open("page", [opened(claimed_number=number), lasting("team")])
    assert await ledger.door_of(KnownAs(number="6125550142")) is None
    called = opened().payload.model_copy(update={"channel": Channel.VOICE, "claimed_number": number})
    await ledger.open("call", [NewEvent(author=SYSTEM, payload=called), lasting("team")])
    assert await ledger.door_of(KnownAs(number="6125550142")) == "team"


@pytest.mark.parametrize("kept", [{}, {"lasting": False}, {"remembered": True}])
async def test_a_choice_for_once_and_one_that_was_only_remembered_are_no_default(ledger, kept):
    once = NewEvent(author=CUSTOMER, payload=Preferred(door="team", **kept))
    await ledger.open("a", [opened(browser="b1"), once])
    assert await ledger.door_of(KnownAs(browser="b1")) is None


async def test_agents_replies_are_unread_until_the_customer_has_seen_them(ledger):
    said = NewEvent(author=AGENT, payload=reply("news").payload)
    await ledger.open("a", [opened(), reply("hello"), move(Owner.ASSISTANT, Owner.QUEUE)])
    await ledger.append("a", [move(Owner.QUEUE, Owner.AGENT, agent_id="maya"), said, said])
    assert await ledger.unread(["a"]) == {"a": 2}
    await ledger.append("a", [NewEvent(author=CUSTOMER, payload=Seen(up_to=4))])
    assert await ledger.unread(["a"]) == {"a": 1}
    await ledger.append("a", [NewEvent(author=AGENT, payload=Seen(up_to=5))])
    assert await ledger.unread(["a"]) == {"a": 1}


async def test_what_is_known_of_a_customer_is_made_anew_from_the_events_and_erased_with_them(ledger):
    held = move(Owner.QUEUE, Owner.AGENT, agent_id="maya")
    await ledger.open("a", [opened(browser="b1"), proved("C1"), lasting("team")])
    await ledger.append("a", [move(Owner.ASSISTANT, Owner.QUEUE), held, move(Owner.AGENT, Owner.QUEUE)])
    before = await ledger.conversations_in_browser("b1")
    assert (before[0].level, before[0].last_agent_id) == (2, "maya")
    await ledger.rebuild()
    assert await ledger.conversations_in_browser("b1") == before
    assert await ledger.door_of(KnownAs(customer_id="C1")) == "team"
    await ledger.erase("a")
    for _ in range(2):
        assert await ledger.conversations_in_browser("b1") == []
        assert await ledger.door_of(KnownAs(customer_id="C1", browser="b1")) is None
        await ledger.rebuild()


async def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path):
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(
            "CREATE TABLE events (conversation_id TEXT, seq INTEGER, public_seq INTEGER, at TEXT, kind TEXT,"
            " author TEXT, payload TEXT, PRIMARY KEY (conversation_id, seq)) WITHOUT ROWID;"
            "CREATE TABLE conversations (conversation_id TEXT PRIMARY KEY, reference TEXT, channel TEXT,"
            " sender TEXT, owner TEXT, agent_id TEXT, customer_id TEXT, company INTEGER DEFAULT 0,"
            " opened_at TEXT, changed_at TEXT, owner_since TEXT, last_seq INTEGER, last_public_seq INTEGER,"
            " follows TEXT) WITHOUT ROWID;"
            "INSERT INTO conversations VALUES ('a','R','web_chat','s','queue',NULL,'C1',0,'t','t','t',3,2,NULL);"
            """INSERT INTO events VALUES ('a',1,NULL,'t','verified','{"role":"system"}','{"level":2}'),"""
            """ ('a',2,1,'t','owner_changed','{"role":"agent"}','{"agent_id":"maya"}'),"""
            """ ('a',3,NULL,'t','seen','{"role":"customer"}','{"up_to":1}');"""
            "CREATE TABLE timers (conversation_id TEXT, kind TEXT, due_at TEXT);"
            "CREATE INDEX timers_due ON timers (due_at); PRAGMA user_version = 1;"
        )
    old.close()
    store = SqliteStore(path)
    store.start()
    try:
        row = await store.read(
            lambda connection: connection.execute(
                "SELECT level, last_agent_id, seen_up_to, browser, door FROM conversations"
            ).fetchone()
        )
    finally:
        store.close()
    assert tuple(row) == (2, "maya", 1, None, None)
