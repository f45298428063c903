"""SQLite behind one writer thread: group commit for writes, a small pool of threads for reads."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from front_door.ledger.port import LedgerUnavailable
from front_door.ledger.sqlite_schema import prepare

Result = TypeVar("Result")
Job = Callable[[sqlite3.Connection], Result]

GROUP = 256
"""Writes committed together at most."""
READERS = 2


@dataclass(slots=True, eq=False)
class _Write:
    job: Job[Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: object = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class SqliteStore:
    """One database file in WAL mode.

    Writes run one after the other in one thread, each in a savepoint of its own, many in one commit:
    a job that raises leaves nothing behind and disturbs no other. Jobs must not keep the connection.
    """

    def __init__(self, path: Path, *, synchronous: Literal["NORMAL", "FULL"] = "NORMAL") -> None:
        self._path = path
        self._synchronous = synchronous
        self._writes: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ledger-read")
        self._local = threading.local()
        self._read_connections: list[sqlite3.Connection] = []

    def start(self) -> None:
        """Open the file, bring its tables up to date and start the writer.

        Raises:
            LedgerUnavailable: the file cannot be opened or belongs to something newer.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600, exist_ok=True)
            connection = self._connect()
            prepare(connection)
        except (OSError, sqlite3.Error) as error:
            raise LedgerUnavailable(f"{self._path} cannot be used: {error}") from error
        self._thread = threading.Thread(
            target=self._write_all, args=(connection,), name="ledger-write", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Commit what is queued, then close; harmless twice."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._writes.put(None)
            thread.join()
        self._readers.shutdown(wait=True)
        for connection in self._read_connections:
            connection.close()
        self._read_connections.clear()

    async def write(self, job: Job[Result]) -> Result:
        """Run a job in a transaction; returns once it is committed.

        Raises:
            LedgerUnavailable: the commit failed or the store is closed; nothing was written.
        """
        if self._thread is None:
            raise LedgerUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._writes.put(_Write(job=job, future=future, loop=loop))
        return await future

    async def read(self, job: Job[Result]) -> Result:
        """Run a job that only reads what is committed.

        Raises:
            LedgerUnavailable: the file could not be read.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._readers, self._read, job)
        except (sqlite3.Error, RuntimeError) as error:
            raise LedgerUnavailable(str(error)) from error

    async def forget_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that blanked words are gone from both."""
        if self._thread is None:
            raise LedgerUnavailable("the store is closed")
        await asyncio.get_running_loop().run_in_executor(self._readers, self._checkpoint)

    def _read(self, job: Job[Result]) -> Result:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            self._read_connections.append(connection)
        return job(connection)

    def _checkpoint(self) -> None:
        connection = self._connect()
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=10, cached_statements=256
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {self._synchronous}")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _write_all(self, connection: sqlite3.Connection) -> None:
        open_for_more = True
        while open_for_more:
            group, open_for_more = self._next_group()
            if group:
                _commit(connection, group)
                _deliver(group)
        connection.close()

    def _next_group(self) -> tuple[list[_Write], bool]:
        group: list[_Write] = []
        item = self._writes.get()
        while True:
            if item is None:
                return group, False
            group.append(item)
            if len(group) >= GROUP:
                return group, True
            try:
                item = self._writes.get_nowait()
            except queue.Empty:
                return group, True


def _commit(connection: sqlite3.Connection, group: list[_Write]) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
        for write in group:
            _run(connection, write)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for write in group:
            write.result = None
            write.error = LedgerUnavailable(str(error))


def _run(connection: sqlite3.Connection, write: _Write) -> None:
    """One job in its savepoint. Disk errors go up: they concern the whole group."""
    connection.execute("SAVEPOINT job")
    try:
        write.result = write.job(connection)
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if not isinstance(error, sqlite3.IntegrityError):
            raise
        write.error = LedgerUnavailable(str(error))
    except Exception as error:  # noqa: BLE001 - handed to the caller, whose transaction is undone
        write.error = error
    if write.error is not None:
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")


def _deliver(group: list[_Write]) -> None:
    """Wake the callers, one call per event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[_Write]] = {}
    for write in group:
        loops.setdefault(write.loop, []).append(write)
    for loop, writes in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, writes)
        except RuntimeError:
            # The loop is closed: nobody waits any more, and what was committed stays.
            continue


def _settle_all(writes: list[_Write]) -> None:
    for write in writes:
        write.settle()
