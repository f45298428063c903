"""One front door serves a ledger: a second one on the same file is told so at its start.

Conversations are held in memory, so two processes would answer the same turn twice and overwrite each other's
order. The lock is the operating system's (flock), gone with the process however it ended.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from front_door.ledger.port import LedgerUnavailable

SUFFIX = ".lock"


@contextmanager
def sole_server(ledger: Path) -> Iterator[None]:
    """Hold the ledger for this process.

    Raises:
        LedgerUnavailable: another process holds it, named by its id; or the folder cannot be written.
    """
    path = ledger.with_name(ledger.name + SUFFIX)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerUnavailable(f"{path} cannot be used: {error}") from error
    try:
        _take(file, ledger)
        yield
    finally:
        os.close(file)


def _take(file: int, ledger: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(file, 20, 0).decode(errors="replace").strip() or "unknown"
        message = (
            f"{ledger} is served by another front door (process {holder}); end that one,"
            " or give this one a ledger of its own with FRONT_DOOR_LEDGER_DATABASE"
        )
        raise LedgerUnavailable(message) from error
    os.ftruncate(file, 0)
    os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
