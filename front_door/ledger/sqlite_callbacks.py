"""Callbacks, leave to call, and timers as projections of the ledger, and how they are asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from conversation.callbacks import OPEN, Callback, Standing, after
from conversation.events import Event, NewEvent
from conversation.payloads.callbacks import (
    CallbackBooked,
    CallbackEvent,
    CallbackMoved,
    CallConsent,
    PromiseDue,
)
from conversation.payloads.findings import Promised
from desk.callbacks.tries import missed_at
from desk.clocks import quarter_of
from front_door.ledger.callback_store import DueTimer, TimerKind
from front_door.ledger.port import SlotTaken
from front_door.ledger.sqlite_store import SqliteStore

AT_ONCE = 50
_COLUMNS = (
    "conversation_id, callback_id, at, due_at, quarter, number, time_zone, team_id, team, waiting_since,"
    " standing, tries, expires_at"
)
_OPEN = ",".join(f"'{standing.value}'" for standing in sorted(OPEN))


# -- writing: called inside the transaction that appends ------------------------------------------------


def check_slots(connection: sqlite3.Connection, conversation_id: str, events: Sequence[NewEvent]) -> None:
    """No quarter hour gets more callbacks than its team calls.

    Raises:
        SlotTaken: the last place has just gone; nothing may be written.
    """
    for event in events:
        payload = event.payload
        if isinstance(payload, CallbackBooked):
            team_id = payload.team_id
        elif isinstance(payload, CallbackMoved):
            team_id = _team_of(connection, conversation_id)
        else:
            continue
        taken = connection.execute(
            f"SELECT COUNT(*) FROM callbacks WHERE team_id = ? AND quarter = ? AND standing IN ({_OPEN})"  # noqa: S608
            " AND conversation_id <> ?",
            (team_id, _text(quarter_of(payload.at)), conversation_id),
        ).fetchone()[0]
        if taken >= payload.places:
            raise SlotTaken("that quarter hour has no place left")


def apply_callback(connection: sqlite3.Connection, event: Event) -> None:
    """Let a callback's event change its row and timers."""
    payload = event.payload
    if isinstance(payload, CallConsent):
        _consent(connection, event.at, payload)
    elif isinstance(payload, PromiseDue):
        connection.execute(
            "DELETE FROM timers WHERE conversation_id = ? AND kind = 'promise' AND due_at <= ?",
            (event.conversation_id, _text(payload.due_at)),
        )
    elif isinstance(payload, CallbackEvent):
        _fold(connection, event.conversation_id, payload)


def apply_promise(connection: sqlite3.Connection, event: Event, promise: Promised) -> None:
    """A promise with a time is looked at when it has come."""
    if promise.due_at is not None:
        set_timer(connection, event.conversation_id, TimerKind.PROMISE, promise.due_at, name=str(event.seq))


def forget_timers(connection: sqlite3.Connection, conversation_id: str) -> None:
    """Nothing is awaited any more."""
    connection.execute("DELETE FROM timers WHERE conversation_id = ?", (conversation_id,))
    connection.execute(
        f"UPDATE callbacks SET standing = 'cancelled' WHERE conversation_id = ? AND standing IN ({_OPEN})",  # noqa: S608
        (conversation_id,),
    )


def set_timer(
    connection: sqlite3.Connection, conversation_id: str, kind: TimerKind, due_at: datetime, *, name: str = ""
) -> None:
    """One timer of a kind and name; a new time takes the place of the old one."""
    connection.execute(
        "INSERT OR REPLACE INTO timers (conversation_id, kind, name, due_at) VALUES (?,?,?,?)",
        (conversation_id, kind.value, name, _text(due_at)),
    )


def _fold(connection: sqlite3.Connection, conversation_id: str, payload: CallbackEvent) -> None:
    before = _read(connection, conversation_id)
    callback = after(before, payload)
    if callback is None or callback == before:
        return
    _write(connection, conversation_id, callback)
    connection.execute(
        "DELETE FROM timers WHERE conversation_id = ? AND kind IN ('callback', 'callback_missed', 'expiry')",
        (conversation_id,),
    )
    match callback.standing:
        case Standing.BOOKED:
            set_timer(connection, conversation_id, TimerKind.CALLBACK, callback.due_at)
        case Standing.DUE:
            set_timer(connection, conversation_id, TimerKind.CALLBACK_MISSED, missed_at(callback.due_at))
        case Standing.NOT_REACHED if callback.expires_at is not None:
            set_timer(connection, conversation_id, TimerKind.EXPIRY, callback.expires_at)
        case _:
            pass


def _consent(connection: sqlite3.Connection, at: datetime, consent: CallConsent) -> None:
    connection.execute(
        "INSERT INTO call_consents (number, given, wording, at) VALUES (?,?,?,?)"
        " ON CONFLICT (number) DO UPDATE SET given = excluded.given, wording = excluded.wording,"
        " at = excluded.at WHERE excluded.at >= call_consents.at",
        (consent.number, consent.given, consent.wording, _text(at)),
    )


def _team_of(connection: sqlite3.Connection, conversation_id: str) -> str:
    row = connection.execute(
        "SELECT team_id FROM callbacks WHERE conversation_id = ?", (conversation_id,)
    ).fetchone()
    return str(row["team_id"]) if row is not None else ""


def _read(connection: sqlite3.Connection, conversation_id: str) -> Callback | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM callbacks WHERE conversation_id = ?",  # noqa: S608
        (conversation_id,),
    ).fetchone()
    return None if row is None else _callback(row)


def _write(connection: sqlite3.Connection, conversation_id: str, callback: Callback) -> None:
    connection.execute(
        f"INSERT OR REPLACE INTO callbacks ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
        (
            conversation_id,
            callback.callback_id,
            _text(callback.at),
            _text(callback.due_at),
            _text(quarter_of(callback.due_at)),
            callback.number,
            callback.time_zone,
            callback.team_id,
            callback.team,
            _text_or_none(callback.waiting_since),
            callback.standing.value,
            callback.tries,
            _text_or_none(callback.expires_at),
        ),
    )


def _callback(row: sqlite3.Row) -> Callback:
    return Callback(
        callback_id=row["callback_id"],
        at=datetime.fromisoformat(row["at"]),
        due_at=datetime.fromisoformat(row["due_at"]),
        number=row["number"],
        time_zone=row["time_zone"],
        team_id=row["team_id"],
        team=row["team"],
        waiting_since=_time_or_none(row["waiting_since"]),
        standing=Standing(row["standing"]),
        tries=row["tries"],
        expires_at=_time_or_none(row["expires_at"]),
    )


def _text(at: datetime) -> str:
    """One form for all, so that texts compare as moments do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _text_or_none(at: datetime | None) -> str | None:
    return None if at is None else _text(at)


def _time_or_none(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


# -- asking ---------------------------------------------------------------------------------------------


class SqliteCallbacks:
    """`CallbackStore` on the ledger's file."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def taken(self, team_id: str) -> Mapping[datetime, int]:
        """See `CallbackStore`."""

        def job(connection: sqlite3.Connection) -> dict[datetime, int]:
            rows = connection.execute(
                f"SELECT quarter, COUNT(*) AS n FROM callbacks WHERE team_id = ? AND standing IN ({_OPEN})"  # noqa: S608
                " GROUP BY quarter",
                (team_id,),
            )
            return {datetime.fromisoformat(row["quarter"]): row["n"] for row in rows}

        return await self._store.read(job)

    async def open_to(self, number: str) -> list[str]:
        """See `CallbackStore`."""

        def job(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                f"SELECT conversation_id FROM callbacks WHERE number = ? AND standing IN ({_OPEN})"  # noqa: S608
                " ORDER BY conversation_id",
                (number,),
            )
            return [row["conversation_id"] for row in rows]

        return await self._store.read(job)

    async def is_refused(self, number: str) -> bool:
        """See `CallbackStore`."""

        def job(connection: sqlite3.Connection) -> bool:
            row = connection.execute("SELECT given FROM call_consents WHERE number = ?", (number,)).fetchone()
            return row is not None and not row["given"]

        return await self._store.read(job)


class SqliteTimers:
    """`Timers` on the ledger's file."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def claim(self, now: datetime, lease: timedelta) -> list[DueTimer]:
        """See `Timers`."""

        def job(connection: sqlite3.Connection) -> list[DueTimer]:
            rows = connection.execute(
                "UPDATE timers SET claimed_until = ?1 WHERE (conversation_id, kind, name) IN (SELECT"
                " conversation_id, kind, name FROM timers WHERE due_at <= ?2 AND claimed_until <= ?2"
                " ORDER BY due_at LIMIT ?3) RETURNING conversation_id, kind, name, due_at",
                (_text(now + lease), _text(now), AT_ONCE),
            ).fetchall()
            return _in_order(rows)

        return await self._store.write(job)

    async def settle(self, timer: DueTimer) -> None:
        """See `Timers`."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM timers WHERE conversation_id = ? AND kind = ? AND name = ? AND due_at = ?",
                (timer.conversation_id, timer.kind.value, timer.name, _text(timer.due_at)),
            )

        await self._store.write(job)


def _in_order(rows: Iterable[sqlite3.Row]) -> list[DueTimer]:
    timers = [
        DueTimer(
            conversation_id=row["conversation_id"],
            kind=TimerKind(row["kind"]),
            name=row["name"],
            due_at=datetime.fromisoformat(row["due_at"]),
        )
        for row in rows
    ]
    return sorted(timers, key=lambda timer: timer.due_at)
