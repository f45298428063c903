"""What the ledger knows of a customer over several conversations: the lasting door, and what waits unread."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from conversation.channel import Door
from front_door.ledger.port import KnownAs
from front_door.ledger.search_keys import number_key

PROVED = 2

_NEWEST = "SELECT door FROM conversations WHERE door IS NOT NULL AND {} ORDER BY door_at DESC LIMIT 1"
_UNREAD = (
    "SELECT count(*) FROM events JOIN conversations USING (conversation_id) WHERE conversation_id = ?"
    " AND public_seq > seen_up_to AND kind = 'reply' AND json_extract(author, '$.role') = 'agent'"
)


def door_of(connection: sqlite3.Connection, known: KnownAs) -> Door | None:
    """The newest lasting choice: of the customer, else of the browser, else of calls from the number."""
    looks: list[tuple[str, tuple[object, ...]]] = []
    if known.customer_id is not None:
        looks.append(("customer_id = ? AND level = ?", (known.customer_id, PROVED)))
    if known.browser is not None:
        theirs = "browser = ?1 AND (customer_id IS NULL OR ?2 IS NULL OR customer_id = ?2)"
        looks.append((theirs, (known.browser, known.customer_id)))
    if known.number is not None:
        theirs = "(number = ? OR (customer_id = ? AND level = ?))"
        looks.append((theirs, (number_key(known.number), known.number_of, PROVED)))
    for where, values in looks:
        row = connection.execute(_NEWEST.format(where), values).fetchone()
        if row is not None:
            return "team" if row["door"] == "team" else "assistant"
    return None


def unread(connection: sqlite3.Connection, conversation_ids: Sequence[str]) -> dict[str, int]:
    """Agents' replies that came after what the customer has seen, by conversation."""
    counts = {each: int(connection.execute(_UNREAD, (each,)).fetchone()[0]) for each in conversation_ids}
    return {each: count for each, count in counts.items() if count}
