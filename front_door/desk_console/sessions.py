"""Sign-in sessions: a random token in a cookie, its hash in the database, an end for each."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import time

from conversation.ids import new_token
from front_door.desk_console.store import DeskStore

IDLE = timedelta(hours=2)
"""Signed out after so long without a request or a frame."""

ABSOLUTE = timedelta(hours=14)
"""Signed out after so long whatever happens: a shift and its margins."""

TOUCH_AFTER_S = 60.0
"""`used_at` is written at most this often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser."""

    token_hash: str
    agent_id: str


def hash_token(token: str) -> str:
    """What is stored of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(token: str) -> str:
    """The token a page must send with what it changes; only who has the cookie's value can make it."""
    return hmac.new(token.encode(), b"desk csrf", hashlib.sha256).hexdigest()


def is_csrf_token(token: str, given: str) -> bool:
    """Whether the page's token belongs to the cookie's, compared in constant time."""
    return hmac.compare_digest(csrf_token(token).encode(), given.encode())


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(
        self,
        store: DeskStore,
        *,
        idle: timedelta = IDLE,
        absolute: timedelta = ABSOLUTE,
        now: Callable[[], float] = time,
    ) -> None:
        self._store = store
        self._idle_s = idle.total_seconds()
        self._absolute_s = absolute.total_seconds()
        self._now = now

    async def begin(self, agent_id: str) -> str:
        """A new session; returns the token for the cookie, which is stored nowhere."""
        token, now = new_token(), self._now()

        def work(db: sqlite3.Connection) -> None:
            self._forget_old(db, now)
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (hash_token(token), agent_id, now, now))

        await self._store.run(work)
        return token

    async def find(self, token: str) -> Session | None:
        """The session of this token, or None when it is unknown, too old, or its account closed."""
        return await self.find_by_hash(hash_token(token), touch=True)

    async def find_by_hash(self, token_hash: str, *, touch: bool) -> Session | None:
        """The same for a socket that remembers only the hash; `touch` counts as a use."""
        now = self._now()

        def work(db: sqlite3.Connection) -> Session | None:
            row = db.execute(
                "SELECT s.* FROM sessions s JOIN agents a USING (agent_id)"
                " WHERE s.token_hash = ? AND a.closed = 0",
                (token_hash,),
            ).fetchone()
            if row is None or self._is_over(row, now):
                db.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))
                return None
            if touch and now - row["used_at"] > TOUCH_AFTER_S:
                db.execute("UPDATE sessions SET used_at = ? WHERE token_hash = ?", (now, token_hash))
            return Session(token_hash=token_hash, agent_id=row["agent_id"])

        return await self._store.run(work)

    async def end(self, token_hash: str) -> None:
        """Sign this browser out."""
        await self._store.run(
            lambda db: db.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))
        )

    async def end_all(self, agent_id: str) -> None:
        """Sign the agent out everywhere."""
        await self._store.run(lambda db: db.execute("DELETE FROM sessions WHERE agent_id = ?", (agent_id,)))

    def _is_over(self, row: sqlite3.Row, now: float) -> bool:
        return bool(now - row["used_at"] > self._idle_s or now - row["created_at"] > self._absolute_s)

    def _forget_old(self, db: sqlite3.Connection, now: float) -> None:
        db.execute(
            "DELETE FROM sessions WHERE used_at < ? OR created_at < ?",
            (now - self._idle_s, now - self._absolute_s),
        )
