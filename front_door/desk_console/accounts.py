"""Agents' accounts: who may sign in at the desk, kept in the desk's database."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from desk.agents import AgentIdentity, portrait_path
from front_door.desk_console.errors import AccountRefused, SignInRefused
from front_door.desk_console.passwords import hash_password, is_password
from front_door.desk_console.store import DeskStore

LOGIN_PATTERN = re.compile(r"^[a-z0-9][a-z0-9._@+-]{1,99}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAccount:
    """An agent's account without its secret."""

    agent_id: str
    login: str
    name: str
    team: str
    title: str | None
    admin: bool
    closed: bool

    @property
    def identity(self) -> AgentIdentity:
        """The agent as customers and colleagues know them."""
        return AgentIdentity(
            agent_id=self.agent_id,
            name=self.name,
            team=self.team,
            photo=portrait_path(self.agent_id),
            title=self.title,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is asked for when an account is made."""

    login: str
    name: str
    team: str
    title: str | None = None
    admin: bool = False
    agent_id: str | None = None
    """Made from the login when not given."""


class Accounts:
    """Makes, lists and checks accounts."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    async def sign_in(self, login: str, password: str) -> AgentAccount:
        """The account when login and password belong together.

        Raises:
            SignInRefused: they do not, or the account is closed; which of them is not told.
        """
        row = await self._store.run(
            lambda db: db.execute("SELECT * FROM agents WHERE login = ?", (login.strip(),)).fetchone()
        )
        stored = row["password_hash"] if row is not None and not row["closed"] else None
        if not await asyncio.to_thread(is_password, stored, password):
            raise SignInRefused
        return _account(row)

    async def get(self, agent_id: str) -> AgentAccount | None:
        """The account of this id, closed ones included."""
        row = await self._store.run(
            lambda db: db.execute("SELECT * FROM agents WHERE agent_id = ?", (agent_id,)).fetchone()
        )
        return _account(row) if row is not None else None

    async def everybody(self) -> list[AgentAccount]:
        """All open accounts by name."""
        return await self._store.run(all_accounts)


def all_accounts(db: sqlite3.Connection) -> list[AgentAccount]:
    """All open accounts by name."""
    return [
        _account(row) for row in db.execute("SELECT * FROM agents WHERE closed = 0 ORDER BY name, agent_id")
    ]


def add_account(db: sqlite3.Connection, new: NewAccount, password: str) -> AgentAccount:
    """Make an account; the very first one has to be an admin's.

    Raises:
        AccountRefused: the login is taken or malformed, a field is empty, the password is too short.
    """
    login = new.login.strip()
    _check(db, new, login)
    agent_id = new.agent_id or _free_agent_id(db, login)
    values = (
        agent_id,
        login,
        " ".join(new.name.split()),
        new.team.strip(),
        new.title,
        int(new.admin),
        hash_password(password),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
    try:
        db.execute(
            "INSERT INTO agents (agent_id, login, name, team, title, admin, password_hash, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    except sqlite3.IntegrityError as error:
        message = f"The login {login} is taken."
        raise AccountRefused(message) from error
    return _account(db.execute("SELECT * FROM agents WHERE agent_id = ?", (agent_id,)).fetchone())


def reset_password(db: sqlite3.Connection, login: str, password: str) -> AgentAccount:
    """Give an account a new password and sign it out everywhere.

    Raises:
        AccountRefused: there is no such login, or the password is too short.
    """
    row = _by_login(db, login)
    db.execute(
        "UPDATE agents SET password_hash = ?, closed = 0 WHERE agent_id = ?",
        (hash_password(password), row["agent_id"]),
    )
    db.execute("DELETE FROM sessions WHERE agent_id = ?", (row["agent_id"],))
    return _account(row)


def close_account(db: sqlite3.Connection, login: str) -> AgentAccount:
    """Close an account and sign it out everywhere; what its agent wrote stays.

    Raises:
        AccountRefused: there is no such login.
    """
    row = _by_login(db, login)
    db.execute("UPDATE agents SET closed = 1 WHERE agent_id = ?", (row["agent_id"],))
    db.execute("DELETE FROM sessions WHERE agent_id = ?", (row["agent_id"],))
    return _account(row)


def _by_login(db: sqlite3.Connection, login: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM agents WHERE login = ?", (login.strip(),)).fetchone()
    if row is None:
        message = f"There is no agent with the login {login.strip()}."
        raise AccountRefused(message)
    return row


def _check(db: sqlite3.Connection, new: NewAccount, login: str) -> None:
    if not LOGIN_PATTERN.match(login):
        message = "A login has 2 to 100 letters, digits or . _ @ + - and starts with a letter or digit."
        raise AccountRefused(message)
    if not new.name.strip() or not new.team.strip():
        message = "An agent needs a name and a team."
        raise AccountRefused(message)
    if not new.admin and db.execute("SELECT 1 FROM agents LIMIT 1").fetchone() is None:
        message = "The first account has to be an admin's: add --admin."
        raise AccountRefused(message)


def _free_agent_id(db: sqlite3.Connection, login: str) -> str:
    plain = unicodedata.normalize("NFKD", login.split("@", maxsplit=1)[0]).encode("ascii", "ignore").decode()
    base = "agent_" + (re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "someone")
    taken = {row[0] for row in db.execute("SELECT agent_id FROM agents")}
    return next(name for name in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if name not in taken)


def _account(row: sqlite3.Row) -> AgentAccount:
    return AgentAccount(
        agent_id=row["agent_id"],
        login=row["login"],
        name=row["name"],
        team=row["team"],
        title=row["title"],
        admin=bool(row["admin"]),
        closed=bool(row["closed"]),
    )
