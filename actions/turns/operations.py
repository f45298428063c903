"""What was set going already: (conversation, turn, operation) -> started or its result, in SQLite.

A turn may run twice (a crash, a lost reply). Before something costs money or counts against the customer it
is written down here; a second run finds the result, or learns that the outcome is unknown and reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from actions.turns.sqlite_file import SqliteFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS operations (
    conversation_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    started_at TEXT NOT NULL,
    result TEXT,
    PRIMARY KEY (conversation_id, turn_id, operation)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Names one thing to do once."""

    conversation_id: str
    turn_id: str
    name: str
    """`payment:B100`, `pin_check`."""

    @property
    def key(self) -> str:
        """The Idempotency-Key the carrier gets with it."""
        return f"{self.conversation_id}:{self.turn_id}:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Nobody has tried it before: go ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUnknown:
    """It was started and never finished: read, do not repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It was finished with this result."""

    result: Mapping[str, str]


Started = Begun | OutcomeUnknown | Done


class Operations(Protocol):
    """Remembers operations beyond the life of a process."""

    def begin(self, operation: Operation, *, at: datetime) -> Started:
        """Write down that it starts now, or say what became of it before. Raises OperationsUnavailable."""

    def finish(self, operation: Operation, result: Mapping[str, str]) -> None:
        """Write down its result. Raises OperationsUnavailable."""

    def forget(self, operation: Operation) -> None:
        """It certainly did not happen: it may be begun anew. Raises OperationsUnavailable."""

    def begun(self, conversation_id: str, prefix: str) -> tuple[str, ...]:
        """Names of a conversation's operations that start so, whatever came of them.

        Raises OperationsUnavailable.
        """


class SqliteOperations:
    """Operations in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, SCHEMA)

    def begin(self, operation: Operation, *, at: datetime) -> Started:
        """As the protocol says; of two that begin at once exactly one gets Begun."""
        inserted = self._file.run(
            "INSERT OR IGNORE INTO operations VALUES (?, ?, ?, ?, NULL)", (*_key(operation), at.isoformat())
        )
        if inserted.rowcount == 1:
            return Begun()
        row = self._file.run(
            "SELECT result FROM operations WHERE conversation_id = ? AND turn_id = ? AND operation = ?",
            _key(operation),
        ).fetchone()
        if row is None or row[0] is None:
            return OutcomeUnknown()
        return Done(result={str(name): str(value) for name, value in json.loads(row[0]).items()})

    def finish(self, operation: Operation, result: Mapping[str, str]) -> None:
        """As the protocol says."""
        self._file.run(
            "UPDATE operations SET result = ? WHERE conversation_id = ? AND turn_id = ? AND operation = ?",
            (json.dumps(dict(result)), *_key(operation)),
        )

    def forget(self, operation: Operation) -> None:
        """As the protocol says."""
        self._file.run(
            "DELETE FROM operations WHERE conversation_id = ? AND turn_id = ? AND operation = ?",
            _key(operation),
        )

    def begun(self, conversation_id: str, prefix: str) -> tuple[str, ...]:
        """As the protocol says."""
        rows = self._file.run(
            "SELECT operation FROM operations WHERE conversation_id = ? ORDER BY started_at, operation",
            (conversation_id,),
        ).fetchall()
        return tuple(name for (name,) in rows if name.startswith(prefix))

    def erase(self, conversation_id: str) -> int:
        """Forget a conversation's operations for good; how many. Raises OperationsUnavailable."""
        return self._file.erase("DELETE FROM operations WHERE conversation_id = ?", (conversation_id,))

    def close(self) -> None:
        """Release the file."""
        self._file.close()


def _key(operation: Operation) -> tuple[str, str, str]:
    return (operation.conversation_id, operation.turn_id, operation.name)
