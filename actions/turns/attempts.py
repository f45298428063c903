"""Wrong guesses at who somebody is, kept over restarts and over conversations, in SQLite.

What is counted is whose proof was guessed (a customer, or a name nobody could be found for) and who guessed
(an address or a session). Keys are hashed; whatever is older than the window is deleted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from actions.turns.sqlite_file import SqliteFile
from actions.words.sounds import sound

SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (key, operation)
) WITHOUT ROWID
"""
WINDOW = timedelta(hours=24)
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """How many wrong guesses, and codes sent, there may be within the window."""

    of_customer: int = 6
    """At one customer's proof, by whomever: one more than carriers allow at a PIN."""
    of_peer: int = 40
    """By one address or session, at whomever."""
    codes: int = 6
    """Texts with a code to one customer, or asked for by one address or session."""


class Attempts(Protocol):
    """Remembers wrong guesses and codes sent."""

    def count(self, key: str, *, now: datetime) -> int:
        """How many within the window. Raises OperationsUnavailable."""

    def add(self, keys: Iterable[str], *, operation: str, now: datetime) -> None:
        """One more for each key; the same operation counts once. Raises OperationsUnavailable."""

    def clear(self, key: str) -> None:
        """The customer proved to be who they say. Raises OperationsUnavailable."""


def of_customer(customer_id: str) -> str:
    """Guesses at one customer's PIN, code or date of birth."""
    return f"customer:{customer_id}"


def of_name(name: str) -> str:
    """Guesses with a name; spellings that differ in their vowels count together."""
    return "name:" + "".join(letter for letter in sound(name.replace(" ", "")) if letter not in _VOWELS)


def of_peer(peer: str) -> str:
    """Guesses by an address or session."""
    return f"peer:{peer}"


def codes_to(key: str) -> str:
    """Codes sent, beside the guesses of the same key."""
    return f"codes:{key}"


class SqliteAttempts:
    """Attempts in one SQLite file (WAL); safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, SCHEMA)

    def count(self, key: str, *, now: datetime) -> int:
        """As the protocol says."""
        row = self._file.run(
            "SELECT count(*) FROM attempts WHERE key = ? AND at > ?", (_hash(key), _oldest(now))
        ).fetchone()
        return int(row[0])

    def add(self, keys: Iterable[str], *, operation: str, now: datetime) -> None:
        """As the protocol says."""
        self._file.run("DELETE FROM attempts WHERE at <= ?", (_oldest(now),))
        for key in keys:
            self._file.run(
                "INSERT OR IGNORE INTO attempts VALUES (?, ?, ?)", (_hash(key), operation, now.isoformat())
            )

    def clear(self, key: str) -> None:
        """As the protocol says."""
        self._file.run("DELETE FROM attempts WHERE key = ?", (_hash(key),))

    def close(self) -> None:
        """Release the file."""
        self._file.close()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _oldest(now: datetime) -> str:
    return (now - WINDOW).isoformat()
