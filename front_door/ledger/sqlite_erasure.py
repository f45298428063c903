"""Erasing what a customer said and what is known of them; order and envelopes stay."""

from __future__ import annotations

import sqlite3
from typing import Any

from conversation.payloads.payload import Payload
from front_door.ledger.sqlite_events import SELECT, event_of, payload_json

ERASED = "[erased]"

_BLANKS: dict[str, dict[str, Any]] = {
    "turn": {"text": ERASED, "alternatives": [], "sealed": None, "payload": None},
    "reply": {"text": ERASED, "spoken": None, "choices": [], "links": [], "card": None},
    "fact": {"value": ERASED},
    "promised": {"what": ERASED},
    "verified": {"customer_id": ERASED, "line_id": None},
    "owner_changed": {"note": None},
    "handed_off": {"note": ""},
    "handed_back": {"learnt": [], "note": ""},
    "resolved": {"note": ""},
    "noted": {"text": ERASED},
    "flagged": {"note": ERASED},
    "number_left": {"number": ERASED},
    "routed": {"market": None},
    "rated": {"comment": None},
    "heard": {"words": ERASED},
    "call_joined": {"call_id": ERASED, "number": None},
    "call_ended": {"call_id": ERASED},
    "callback_booked": {"number": ERASED},
    "call_consent": {"number": ERASED},
    "opened": {"sender": ERASED, "browser": None, "claimed_number": None},
}
"""Per kind, what takes the place of its personal parts."""


def erase_conversation(connection: sqlite3.Connection, conversation_id: str) -> None:
    """Blank every event of a conversation and all that was projected from its words."""
    for row in connection.execute(f"{SELECT} WHERE conversation_id = ?", (conversation_id,)).fetchall():
        event = event_of(row)
        blanked = _blanked(event.payload)
        if blanked is not event.payload:
            connection.execute(
                "UPDATE events SET payload = ? WHERE conversation_id = ? AND seq = ?",
                (payload_json(blanked), conversation_id, event.seq),
            )
    for table in ("search", "pending_turns", "resume_tokens", "client_ids", "timers", "callbacks"):
        connection.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id,))  # noqa: S608
    connection.execute("UPDATE handoffs SET body = NULL WHERE conversation_id = ?", (conversation_id,))
    connection.execute(
        "UPDATE conversations SET customer_id = NULL, level = 0, browser = NULL, number = NULL, door = NULL,"
        " sender = ? WHERE conversation_id = ?",
        (ERASED, conversation_id),
    )


def _blanked(payload: Payload) -> Payload:
    changes = _BLANKS.get(payload.kind)
    return payload if changes is None else payload.model_copy(update=changes)
