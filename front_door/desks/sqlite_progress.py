"""`DeskProgress` on the ledger's file."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from front_door.desks.progress import Answer, CourierState, Told
from front_door.ledger.sqlite_store import SqliteStore

KEPT = timedelta(days=7)


class SqliteDeskProgress:
    """See `DeskProgress`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def told(self, conversation_id: str) -> Told:
        """See `DeskProgress`."""

        def job(connection: sqlite3.Connection) -> Told:
            row = connection.execute(
                "SELECT * FROM desk_told WHERE conversation_id = ?", (conversation_id,)
            ).fetchone()
            return _told(row) if row else Told(conversation_id=conversation_id)

        return await self._store.read(job)

    async def behind(self) -> list[Told]:
        """See `DeskProgress`."""

        def job(connection: sqlite3.Connection) -> list[Told]:
            rows = connection.execute(
                "SELECT desk_told.* FROM desk_told JOIN conversations USING (conversation_id)"
                " WHERE conversations.last_seq > desk_told.seq"
            )
            return [_told(row) for row in rows]

        return await self._store.read(job)

    async def advance(self, conversation_id: str, seq: int) -> None:
        """See `DeskProgress`."""
        await self._write(
            "INSERT INTO desk_told (conversation_id, seq) VALUES (?, ?) ON CONFLICT (conversation_id)"
            " DO UPDATE SET seq = excluded.seq, attempts = 0, next_at = NULL, problem = NULL",
            (conversation_id, seq),
        )

    async def later(self, conversation_id: str, at: datetime, problem: str) -> None:
        """See `DeskProgress`."""
        await self._write(
            "INSERT INTO desk_told (conversation_id, seq, attempts, next_at, problem) VALUES (?, 0, 1, ?, ?)"
            " ON CONFLICT (conversation_id) DO UPDATE SET attempts = attempts + 1,"
            " next_at = excluded.next_at, problem = excluded.problem",
            (conversation_id, at.isoformat(), problem),
        )

    async def give_up(self, conversation_id: str, seq: int, problem: str) -> None:
        """See `DeskProgress`."""
        await self._write(
            "INSERT INTO desk_told (conversation_id, seq, given_up, problem) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (conversation_id) DO UPDATE SET seq = excluded.seq, attempts = 0, next_at = NULL,"
            " given_up = given_up + 1, problem = excluded.problem",
            (conversation_id, seq, problem),
        )

    async def answer_to(self, message_id: str) -> Answer | None:
        """See `DeskProgress`."""

        def job(connection: sqlite3.Connection) -> Answer | None:
            row = connection.execute(
                "SELECT status, body FROM desk_heard WHERE message_id = ?", (message_id,)
            ).fetchone()
            return Answer(status=row["status"], body=row["body"]) if row else None

        return await self._store.read(job)

    async def answered(self, message_id: str, answer: Answer, at: datetime) -> None:
        """See `DeskProgress`."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM desk_heard WHERE at < ?", ((at - KEPT).isoformat(),))
            connection.execute(
                "INSERT OR IGNORE INTO desk_heard (message_id, at, status, body) VALUES (?, ?, ?, ?)",
                (message_id, at.isoformat(), answer.status, answer.body),
            )

        await self._store.write(job)

    async def state(self) -> CourierState:
        """See `DeskProgress`."""

        def job(connection: sqlite3.Connection) -> CourierState:
            waiting, given_up = connection.execute(
                "SELECT COALESCE(SUM(attempts > 0), 0), COALESCE(SUM(given_up), 0) FROM desk_told"
            ).fetchone()
            problem = connection.execute(
                "SELECT problem FROM desk_told WHERE problem IS NOT NULL ORDER BY attempts DESC LIMIT 1"
            ).fetchone()
            return CourierState(
                waiting=waiting,
                given_up=given_up,
                problem=problem["problem"] if problem else None,
            )

        return await self._store.read(job)

    async def _write(self, statement: str, values: tuple[object, ...]) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        await self._store.write(job)


def _told(row: sqlite3.Row) -> Told:
    return Told(
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        attempts=row["attempts"],
        next_at=datetime.fromisoformat(row["next_at"]) if row["next_at"] else None,
    )
