"""Resume tokens and used identities in SQLite."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import timedelta

from conversation.ids import new_token
from front_door.ledger.resume_tokens import Resumed
from front_door.ledger.sqlite_ledger import Clock, utc_now
from front_door.ledger.sqlite_store import SqliteStore

MAX_AGE = timedelta(days=30)
SIBLINGS = 8
"""Unused successors one token may have: a device that never got the answer comes again."""


class SqliteResumeTokens:
    """`ResumeTokens` on the ledger's file; only SHA-256 hashes are stored."""

    def __init__(self, store: SqliteStore, *, clock: Clock = utc_now, max_age: timedelta = MAX_AGE) -> None:
        self._store = store
        self._clock = clock
        self._max_age = max_age

    async def issue(self, conversation_id: str) -> str:
        """See `ResumeTokens`."""
        token, now = new_token(), self._clock().isoformat()

        def job(connection: sqlite3.Connection) -> str:
            _insert(connection, token, conversation_id, None, now)
            return token

        return await self._store.write(job)

    async def resume(self, token: str) -> Resumed | None:
        """See `ResumeTokens`."""
        given, successor = _hash(token), new_token()
        now = self._clock()
        oldest = (now - self._max_age).isoformat()

        def job(connection: sqlite3.Connection) -> Resumed | None:
            row = connection.execute(
                "SELECT conversation_id, previous, used FROM resume_tokens"
                " WHERE token_hash = ? AND issued_at >= ?",
                (given, oldest),
            ).fetchone()
            if row is None:
                return None
            if not row["used"]:
                _spend_ancestors(connection, row["previous"])
                connection.execute(
                    "UPDATE resume_tokens SET used = 1, previous = NULL WHERE token_hash = ?", (given,)
                )
            _drop_old_successors(connection, given)
            _insert(connection, successor, row["conversation_id"], given, now.isoformat())
            return Resumed(conversation_id=row["conversation_id"], token=successor)

        return await self._store.write(job)


class SqliteUsedIdentities:
    """`UsedIdentities` on the ledger's file."""

    def __init__(self, store: SqliteStore, *, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def use_once(self, jti: str, expires_at: str) -> bool:
        """See `UsedIdentities`."""
        now = self._clock().isoformat()

        def job(connection: sqlite3.Connection) -> bool:
            connection.execute("DELETE FROM identities_used WHERE expires_at < ?", (now,))
            written = connection.execute(
                "INSERT OR IGNORE INTO identities_used (jti, expires_at) VALUES (?,?)", (jti, expires_at)
            )
            return written.rowcount == 1

        return await self._store.write(job)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _insert(
    connection: sqlite3.Connection, token: str, conversation_id: str, previous: bytes | None, now: str
) -> None:
    connection.execute(
        "INSERT INTO resume_tokens (token_hash, conversation_id, previous, issued_at) VALUES (?,?,?,?)",
        (_hash(token), conversation_id, previous, now),
    )


def _spend_ancestors(connection: sqlite3.Connection, previous: bytes | None) -> None:
    while previous is not None:
        row = connection.execute(
            "SELECT previous FROM resume_tokens WHERE token_hash = ?", (previous,)
        ).fetchone()
        connection.execute("DELETE FROM resume_tokens WHERE token_hash = ?", (previous,))
        previous = row["previous"] if row is not None else None


def _drop_old_successors(connection: sqlite3.Connection, token_hash: bytes) -> None:
    connection.execute(
        "DELETE FROM resume_tokens WHERE token_hash IN (SELECT token_hash FROM resume_tokens"
        " WHERE previous = ? AND used = 0 ORDER BY issued_at DESC LIMIT -1 OFFSET ?)",
        (token_hash, SIBLINGS - 1),
    )
