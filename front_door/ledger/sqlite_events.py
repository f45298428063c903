"""Events as rows: numbering, encoding, decoding."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from conversation.events import Author, Event, NewEvent
from conversation.payloads.payload import PUBLIC_KINDS, Payload

_payload: TypeAdapter[Payload] = TypeAdapter(Payload)

INSERT = (
    "INSERT INTO events (conversation_id, seq, public_seq, at, kind, author, payload) VALUES (?,?,?,?,?,?,?)"
)
SELECT = "SELECT conversation_id, seq, public_seq, at, author, payload FROM events"


def number(
    conversation_id: str, events: Sequence[NewEvent], *, at: datetime, last_seq: int, last_public_seq: int
) -> list[Event]:
    """Give the events their place after what is there; public kinds also a public seq."""
    numbered = []
    for event in events:
        last_seq += 1
        public = event.payload.kind in PUBLIC_KINDS
        last_public_seq += public
        numbered.append(
            Event.model_construct(
                conversation_id=conversation_id,
                seq=last_seq,
                public_seq=last_public_seq if public else None,
                at=at,
                author=event.author,
                payload=event.payload,
            )
        )
    return numbered


def insert(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Write numbered events."""
    connection.executemany(
        INSERT,
        [
            (
                event.conversation_id,
                event.seq,
                event.public_seq,
                event.at.isoformat(),
                event.payload.kind,
                event.author.model_dump_json(exclude_none=True),
                payload_json(event.payload),
            )
            for event in events
        ],
    )


def payload_json(payload: Payload) -> str:
    """The payload as it is stored."""
    return payload.model_dump_json(exclude_none=True)


def payload_of(text: str) -> Payload:
    """A stored payload."""
    return _payload.validate_json(text)


def event_of(row: sqlite3.Row) -> Event:
    """A row of `SELECT` as an event."""
    return Event(
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        public_seq=row["public_seq"],
        at=datetime.fromisoformat(row["at"]),
        author=Author.model_validate_json(row["author"]),
        payload=payload_of(row["payload"]),
    )
