"""The tracker database: events and finished turns as rows of SQLite, written before anybody is answered."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    conversation_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (conversation_id, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (
    conversation_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at REAL NOT NULL,
    PRIMARY KEY (conversation_id, turn_id)
) WITHOUT ROWID;
"""


class EventRows:
    """Rows of one database file. Bodies and answers are JSON texts; `place` counts from 0 without gaps."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10.0)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside stands together, or not at all."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def read(self, conversation_id: str) -> list[str]:
        """The bodies of a conversation's events, oldest first."""
        rows = self._connection.execute(
            "SELECT body FROM events WHERE conversation_id = ? ORDER BY place", (conversation_id,)
        )
        return [body for (body,) in rows]

    def append(self, conversation_id: str, first_place: int, bodies: Sequence[str]) -> None:
        """Add events from `first_place` on; a place that is taken raises sqlite3.IntegrityError."""
        rows = [(conversation_id, first_place + offset, body) for offset, body in enumerate(bodies)]
        self._connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)

    def replace(self, conversation_id: str, bodies: Sequence[str]) -> None:
        """Put these events in the place of all stored ones."""
        self._connection.execute("DELETE FROM events WHERE conversation_id = ?", (conversation_id,))
        self.append(conversation_id, 0, bodies)

    def erase(self, conversation_id: str) -> int:
        """Delete a conversation and leave no trace of it on disk; how many rows there were."""
        with self.transaction():
            count = sum(
                self._connection.execute(
                    f"DELETE FROM {table} WHERE conversation_id = ?",  # noqa: S608 - our own names
                    (conversation_id,),
                ).rowcount
                for table in ("events", "turns")
            )
        self.flush()
        return count

    def answer(self, conversation_id: str, turn_id: str) -> str | None:
        """The stored answer of a finished turn."""
        row = self._connection.execute(
            "SELECT answer FROM turns WHERE conversation_id = ? AND turn_id = ?", (conversation_id, turn_id)
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_answer(self, conversation_id: str, turn_id: str, answer: str) -> None:
        """Store, or after a redaction replace, the answer of a turn."""
        self._connection.execute(
            "INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)",
            (conversation_id, turn_id, answer, time.time()),
        )

    def answers(self, conversation_id: str) -> dict[str, str]:
        """Every stored answer of a conversation by turn."""
        rows = self._connection.execute(
            "SELECT turn_id, answer FROM turns WHERE conversation_id = ?", (conversation_id,)
        )
        return dict(rows.fetchall())

    def conversations(self) -> list[str]:
        """Every conversation with a row."""
        rows = self._connection.execute("SELECT DISTINCT conversation_id FROM events")
        return [conversation_id for (conversation_id,) in rows]

    def flush(self) -> None:
        """Move the write-ahead log into the file and empty it, so that replaced rows are nowhere on disk."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
