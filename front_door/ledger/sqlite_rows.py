"""Rows of the table `conversations`: read, and found by a key."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from conversation.channel import Channel
from conversation.owner import Owner
from front_door.ledger.port import ConversationRow

SELECT_ROW = (
    "SELECT conversation_id, reference, channel, sender, owner, agent_id, customer_id, opened_at, changed_at,"
    " last_seq, last_public_seq, follows, level, browser, last_agent_id FROM conversations"
)

BY_KEY = (
    "WHERE conversation_id IN (SELECT conversation_id FROM search WHERE field = ? AND value = ?)"
    " ORDER BY changed_at DESC LIMIT ?"
)
"""Takes the kind of key (`call`, `caller`), the key and how many at most."""


def row_of(row: sqlite3.Row) -> ConversationRow:
    return ConversationRow(
        conversation_id=row["conversation_id"],
        reference=row["reference"],
        channel=Channel(row["channel"]),
        sender=row["sender"],
        owner=Owner(row["owner"]),
        agent_id=row["agent_id"],
        customer_id=row["customer_id"],
        opened_at=datetime.fromisoformat(row["opened_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        last_seq=row["last_seq"],
        last_public_seq=row["last_public_seq"],
        follows=row["follows"],
        level=row["level"],
        browser=row["browser"],
        last_agent_id=row["last_agent_id"],
    )


def escaped(text: str) -> str:
    """For `LIKE ... ESCAPE '!'`: the text itself, without wildcards."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
