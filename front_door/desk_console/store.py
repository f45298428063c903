"""The desk's database: one SQLite file, one thread that touches it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from front_door.desk_console.errors import DeskUnavailable

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS agents (
    agent_id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    team TEXT NOT NULL,
    title TEXT,
    admin INTEGER NOT NULL DEFAULT 0,
    password_hash TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents (agent_id) ON DELETE CASCADE,
    created_at REAL NOT NULL,
    used_at REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS switches (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    agent_name TEXT NOT NULL,
    what TEXT NOT NULL,
    continuity TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sessions_of ON sessions (agent_id);
"""

BUSY_TIMEOUT_S = 10


class DeskStore:
    """A connection with its own thread; work is handed to it and awaited."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-store")
        self._connection: sqlite3.Connection | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in one transaction: committed when it returns, undone when it raises.

        Raises:
            DeskUnavailable: the database cannot be used.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.run_now, work)

    def run_now(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The same for callers without a loop (the commands); never mixed with `run`."""
        try:
            connection = self._connected()
            with connection:
                return work(connection)
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            message = f"the desk's database {self.path.name} cannot be used: {error}"
            raise DeskUnavailable(message) from error

    async def close(self) -> None:
        """Close the file; later work would open it again."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self.close_now)
        self._thread.shutdown()

    def close_now(self) -> None:
        """The same for callers without a loop."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.executescript(SCHEMA)
            self.path.chmod(0o600)
            self._connection = connection
        return self._connection
