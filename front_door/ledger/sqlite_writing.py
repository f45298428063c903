"""Inside a transaction: events added after those that stand, words replaced, projections made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from conversation.events import Event, NewEvent
from conversation.payloads.customer import Opened
from conversation.payloads.turns import Reply, Turn
from front_door.ledger import sqlite_projections as projections
from front_door.ledger.port import UnknownConversation
from front_door.ledger.sqlite_events import SELECT, event_of, insert, number, payload_json, payload_of
from front_door.ledger.sqlite_schema import PROJECTIONS
from front_door.ledger.sqlite_standing import Standing, read_standing


def standing_of(connection: sqlite3.Connection, conversation_id: str) -> Standing:
    """How the conversation stands.

    Raises:
        UnknownConversation: there is none.
    """
    standing = read_standing(connection, conversation_id)
    if standing is None:
        raise UnknownConversation(conversation_id)
    return standing


def numbered_after(standing: Standing, events: Sequence[NewEvent], at: datetime) -> list[Event]:
    return number(
        standing.conversation_id,
        events,
        at=at,
        last_seq=standing.last_seq,
        last_public_seq=standing.last_public_seq,
    )


def write(connection: sqlite3.Connection, standing: Standing, numbered: Sequence[Event]) -> list[Event]:
    insert(connection, numbered)
    for event in numbered:
        projections.apply(connection, standing, event)
    projections.save(connection, standing)
    return list(numbered)


def replace_words(connection: sqlite3.Connection, conversation_id: str, seq: int, text: str) -> None:
    """Put `text` where a turn or a reply had its words.

    Raises:
        UnknownConversation: nothing was said there.
    """
    key = (conversation_id, seq)
    row = connection.execute(
        "SELECT payload FROM events WHERE conversation_id = ? AND seq = ?", key
    ).fetchone()
    payload = payload_of(row["payload"]) if row is not None else None
    if isinstance(payload, Turn):
        connection.execute(
            "INSERT OR IGNORE INTO late_redactions (conversation_id, turn_id, length) VALUES (?, ?, ?)",
            (conversation_id, payload.turn_id, len(payload.text)),
        )
        changed: Turn | Reply = payload.model_copy(update={"text": text, "alternatives": [], "sealed": None})
    elif isinstance(payload, Reply):
        changed = payload.model_copy(update={"text": text, "spoken": None, "card": None})
    else:
        raise UnknownConversation(f"nothing was said at {seq}")
    connection.execute(
        "UPDATE events SET payload = ? WHERE conversation_id = ? AND seq = ?", (payload_json(changed), *key)
    )
    # A handoff not delivered yet is made anew from the events as they stand now.
    connection.execute("UPDATE handoffs SET body = NULL WHERE conversation_id = ?", (conversation_id,))


def rebuild(connection: sqlite3.Connection) -> int:
    """Make every projection anew from the events; the number of conversations."""
    for table in PROJECTIONS:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    conversations = 0
    standing: Standing | None = None
    for row in connection.execute(f"{SELECT} ORDER BY conversation_id, seq").fetchall():
        event = event_of(row)
        if isinstance(event.payload, Opened):
            if standing is not None:
                projections.save(connection, standing)
            standing = projections.begin(connection, event, event.payload)
            conversations += 1
        if standing is not None:
            projections.apply(connection, standing, event)
    if standing is not None:
        projections.save(connection, standing)
    return conversations
