"""One SQLite file of the actions' own (WAL), safe between threads of one process."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path


class OperationsUnavailable(Exception):
    """The store cannot be read or written: nothing that costs money may be done."""


class SqliteFile:
    """Opens the file with its table; every failure afterwards is OperationsUnavailable."""

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(schema)

    def run(self, statement: str, values: tuple[str, ...]) -> sqlite3.Cursor:
        """One statement, committed. Raises OperationsUnavailable."""
        try:
            with self._lock:
                return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise OperationsUnavailable(str(error)) from error

    def erase(self, statement: str, values: tuple[str, ...]) -> int:
        """Delete rows so that nothing of them stays on disk; how many. Raises OperationsUnavailable."""
        self.run("PRAGMA secure_delete=ON", ())
        erased = self.run(statement, values).rowcount
        self.run("PRAGMA wal_checkpoint(TRUNCATE)", ())
        return erased

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()
