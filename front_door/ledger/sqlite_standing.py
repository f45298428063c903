"""Where a conversation stands: the changing part of its row."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from conversation.owner import Owner

WAITING = frozenset({Owner.QUEUE, Owner.PARKED})


@dataclass(slots=True)
class Standing:
    """The changing part of a conversation's row while events are applied to it."""

    conversation_id: str
    owner: Owner
    agent_id: str | None
    customer_id: str | None
    company: bool
    owner_since: str
    changed_at: str
    last_seq: int
    last_public_seq: int
    level: int = 0
    door: str | None = None
    door_at: str | None = None
    last_agent_id: str | None = None
    seen_up_to: int = 0

    @property
    def assistant_answers(self) -> bool:
        """Whether a turn now is one the assistant owes an answer."""
        return self.owner is Owner.ASSISTANT or (self.owner in WAITING and self.company)


def read_standing(connection: sqlite3.Connection, conversation_id: str) -> Standing | None:
    """The row as it stands, None when there is none."""
    row = connection.execute(
        "SELECT owner, agent_id, customer_id, company, owner_since, changed_at, last_seq, last_public_seq,"
        " level, door, door_at, last_agent_id, seen_up_to FROM conversations WHERE conversation_id = ?",
        (conversation_id,),
    ).fetchone()
    if row is None:
        return None
    return Standing(
        conversation_id=conversation_id,
        owner=Owner(row["owner"]),
        agent_id=row["agent_id"],
        customer_id=row["customer_id"],
        company=bool(row["company"]),
        owner_since=row["owner_since"],
        changed_at=row["changed_at"],
        last_seq=row["last_seq"],
        last_public_seq=row["last_public_seq"],
        level=row["level"],
        door=row["door"],
        door_at=row["door_at"],
        last_agent_id=row["last_agent_id"],
        seen_up_to=row["seen_up_to"],
    )
