"""The ledger as it stands on disk, read past the front door."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from conversation.events import Event


def events_of(database: Path, conversation_id: str) -> list[Event]:
    """All events of a conversation, in ledger order."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT conversation_id, seq, public_seq, at, author, payload, kind FROM events"
            " WHERE conversation_id = ? ORDER BY seq",
            (conversation_id,),
        ).fetchall()
    return [
        Event.model_validate(
            {
                "conversation_id": row[0],
                "seq": row[1],
                "public_seq": row[2],
                "at": row[3],
                "author": json.loads(row[4]),
                "payload": {**json.loads(row[5]), "kind": row[6]},
            }
        )
        for row in rows
    ]


def forget_visits(ledger: Path) -> None:
    """No conversation so far is anybody's earlier visit: stories share their customers, and each is a first one."""
    with closing(sqlite3.connect(ledger, timeout=30)) as connection, connection:
        connection.execute("UPDATE conversations SET customer_id = NULL")
