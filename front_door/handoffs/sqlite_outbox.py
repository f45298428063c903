"""Handoff outbox on the ledger's file."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from front_door.handoffs.handoff_outbox import OutboxState, Waiting
from front_door.ledger.sqlite_store import SqliteStore

AT_ONCE = 20
PROBLEMS_SHOWN = 5


class SqliteHandoffOutbox:
    """`HandoffOutbox`; rows are made and delivered by the ledger's projections."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def due(self, now: datetime) -> list[Waiting]:
        """See `HandoffOutbox`."""

        def job(connection: sqlite3.Connection) -> list[Waiting]:
            rows = connection.execute(
                "SELECT handoff_key, conversation_id, body, attempts FROM handoffs"
                " WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at LIMIT ?",
                (now.isoformat(), AT_ONCE),
            )
            return [
                Waiting(
                    key=row["handoff_key"],
                    conversation_id=row["conversation_id"],
                    body=row["body"],
                    attempts=row["attempts"],
                )
                for row in rows
            ]

        return await self._store.read(job)

    async def keep_body(self, key: str, body: str) -> None:
        """See `HandoffOutbox`."""
        await self._update("body = ?", body, key)

    async def later(self, key: str, at: datetime, problem: str) -> None:
        """See `HandoffOutbox`."""
        await self._update("attempts = attempts + 1, next_at = ?, problem = ?", at.isoformat(), problem, key)

    async def refused(self, key: str, problem: str) -> None:
        """See `HandoffOutbox`."""
        await self._update("state = 'refused', attempts = attempts + 1, problem = ?", problem, key)

    async def state(self) -> OutboxState:
        """See `HandoffOutbox`."""
        return await self._store.read(_state)

    async def _update(self, changes: str, *values: object) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"UPDATE handoffs SET {changes} WHERE handoff_key = ?",  # noqa: S608 - columns of ours
                values,
            )

        await self._store.write(job)


def _state(connection: sqlite3.Connection) -> OutboxState:
    counts = {
        row["state"]: row["n"]
        for row in connection.execute("SELECT state, COUNT(*) AS n FROM handoffs GROUP BY state")
    }
    oldest = connection.execute("SELECT MIN(made_at) AS at FROM handoffs WHERE state = 'waiting'").fetchone()[
        "at"
    ]
    problems = connection.execute(
        "SELECT DISTINCT state || ': ' || problem AS told FROM handoffs"
        " WHERE problem IS NOT NULL AND state <> 'delivered' LIMIT ?",
        (PROBLEMS_SHOWN,),
    )
    return OutboxState(
        waiting=counts.get("waiting", 0),
        refused=counts.get("refused", 0),
        oldest_at=datetime.fromisoformat(oldest) if oldest else None,
        problems=tuple(row["told"] for row in problems),
    )
