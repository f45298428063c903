"""The ledger in SQLite: one transaction per append, numbered and compared-and-set inside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from conversation.channel import Channel, Door
from conversation.events import Author, Event, NewEvent, Role
from conversation.owner import Owner
from conversation.payloads.customer import Opened
from conversation.payloads.turns import Redacted, Redaction
from front_door.ledger import sqlite_projections as projections
from front_door.ledger.port import (
    ConversationRow,
    KnownAs,
    LateRedaction,
    OwnerConflict,
    PendingTurn,
    UnknownConversation,
)
from front_door.ledger.search_keys import NUMBER_DIGITS, SHORTEST_NUMBER, name_key, number_key, reference_key
from front_door.ledger.sqlite_callbacks import check_slots
from front_door.ledger.sqlite_customers import door_of, unread
from front_door.ledger.sqlite_erasure import erase_conversation
from front_door.ledger.sqlite_events import SELECT, event_of, number
from front_door.ledger.sqlite_rows import BY_KEY, SELECT_ROW, escaped, row_of
from front_door.ledger.sqlite_store import SqliteStore
from front_door.ledger.sqlite_writing import numbered_after, rebuild, replace_words, standing_of, write

Clock = Callable[[], datetime]
SYSTEM = Author(role=Role.SYSTEM)
FOUND = 20


def utc_now() -> datetime:
    """The present moment, UTC-aware."""
    return datetime.now(UTC)


class SqliteLedger:
    """`Ledger` on one SQLite file."""

    def __init__(self, store: SqliteStore, *, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def open(self, conversation_id: str, events: Sequence[NewEvent]) -> list[Event]:
        """See `Ledger`."""
        first = events[0].payload if events else None
        if not isinstance(first, Opened):
            message = "a conversation begins with an `opened` event"
            raise TypeError(message)
        opened = first
        at = self._clock()

        def job(connection: sqlite3.Connection) -> list[Event]:
            numbered = number(conversation_id, events, at=at, last_seq=0, last_public_seq=0)
            standing = projections.begin(connection, numbered[0], opened)
            return write(connection, standing, numbered)

        return await self._store.write(job)

    async def append(
        self,
        conversation_id: str,
        events: Sequence[NewEvent],
        *,
        expect_owner: Owner | None = None,
        expect_agent: str | None = None,
    ) -> list[Event]:
        """See `Ledger`."""
        at = self._clock()

        def job(connection: sqlite3.Connection) -> list[Event]:
            standing = standing_of(connection, conversation_id)
            moved = expect_owner is not None and standing.owner is not expect_owner
            if moved or (expect_agent is not None and standing.agent_id != expect_agent):
                raise OwnerConflict(standing.owner, standing.agent_id)
            check_slots(connection, conversation_id, events)
            return write(connection, standing, numbered_after(standing, events, at))

        return await self._store.write(job)

    async def blank(
        self, conversation_id: str, seq: int, text: str, redactions: Sequence[Redaction]
    ) -> list[Event]:
        """See `Ledger`."""
        at = self._clock()
        note = NewEvent(author=SYSTEM, payload=Redacted(target=seq, redactions=list(redactions)))

        def job(connection: sqlite3.Connection) -> list[Event]:
            standing = standing_of(connection, conversation_id)
            replace_words(connection, conversation_id, seq, text)
            return write(connection, standing, numbered_after(standing, [note], at))

        written = await self._store.write(job)
        await self._store.forget_log()
        return written

    async def late_redactions(self) -> list[LateRedaction]:
        """See `Ledger`."""

        def job(connection: sqlite3.Connection) -> list[LateRedaction]:
            rows = connection.execute("SELECT conversation_id, turn_id, length FROM late_redactions")
            return [LateRedaction(conversation_id=row[0], turn_id=row[1], length=row[2]) for row in rows]

        return await self._store.read(job)

    async def redacted_late(self, conversation_id: str, turn_id: str) -> None:
        """See `Ledger`."""
        done = "DELETE FROM late_redactions WHERE conversation_id = ? AND turn_id = ?"

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(done, (conversation_id, turn_id))

        await self._store.write(job)

    async def events(self, conversation_id: str, *, after: int = 0) -> list[Event]:
        """See `Ledger`."""
        return await self._events("conversation_id = ? AND seq > ? ORDER BY seq", conversation_id, after)

    async def public_events(self, conversation_id: str, *, after: int = 0) -> list[Event]:
        """See `Ledger`."""
        where = "conversation_id = ? AND public_seq > ? AND public_seq IS NOT NULL ORDER BY public_seq"
        return await self._events(where, conversation_id, after)

    async def conversation(self, conversation_id: str) -> ConversationRow:
        """See `Ledger`."""
        rows = await self._rows("WHERE conversation_id = ?", conversation_id)
        if not rows:
            raise UnknownConversation(conversation_id)
        return rows[0]

    async def follower_of(self, conversation_id: str) -> ConversationRow | None:
        """See `Ledger`."""
        rows = await self._rows("WHERE follows = ? ORDER BY opened_at DESC LIMIT 1", conversation_id)
        return rows[0] if rows else None

    async def newest_of_sender(self, channel: Channel, sender: str) -> ConversationRow | None:
        """See `Ledger`."""
        where = "WHERE channel = ? AND sender = ? ORDER BY opened_at DESC LIMIT 1"
        rows = await self._rows(where, channel.value, sender)
        return rows[0] if rows else None

    async def pending_turns(self) -> list[PendingTurn]:
        """See `Ledger`."""

        def job(connection: sqlite3.Connection) -> list[PendingTurn]:
            rows = connection.execute(
                "SELECT conversation_id, turn_id, seq FROM pending_turns ORDER BY at, conversation_id, seq"
            )
            return [
                PendingTurn(conversation_id=row["conversation_id"], turn_id=row["turn_id"], seq=row["seq"])
                for row in rows
            ]

        return await self._store.read(job)

    async def open_conversations(self, owners: frozenset[Owner]) -> list[ConversationRow]:
        """See `Ledger`."""
        marks = ",".join("?" * len(owners))
        return await self._rows(
            f"WHERE owner IN ({marks}) ORDER BY owner_since, conversation_id",
            *sorted(owner.value for owner in owners),
        )

    async def conversations_of(self, customer_id: str) -> list[ConversationRow]:
        """See `Ledger`."""
        return await self._rows("WHERE customer_id = ? ORDER BY opened_at DESC", customer_id)

    async def conversations_in_browser(self, browser: str) -> list[ConversationRow]:
        """See `Ledger`."""
        return await self._rows("WHERE browser = ? ORDER BY opened_at DESC", browser)

    async def unread(self, conversation_ids: Sequence[str]) -> dict[str, int]:
        """See `Ledger`."""

        def job(connection: sqlite3.Connection) -> dict[str, int]:
            return unread(connection, conversation_ids)

        return await self._store.read(job)

    async def door_of(self, known: KnownAs) -> Door | None:
        """See `Ledger`."""
        return await self._store.read(lambda connection: door_of(connection, known))

    async def find(self, query: str) -> list[ConversationRow]:
        """See `Ledger`."""
        reference = reference_key(query)
        if reference is not None:
            return await self._rows("WHERE reference = ?", reference)
        digits = number_key(query)
        if len(digits) >= SHORTEST_NUMBER:
            exact = len(digits) >= NUMBER_DIGITS
            return await self._found("number", digits if exact else f"%{escaped(digits)}")
        name = name_key(query)
        return await self._found("name", f"%{escaped(name)}%") if name else []

    async def of_call(self, call_id: str) -> ConversationRow | None:
        """See `Ledger`."""
        rows = await self._rows(BY_KEY, "call", call_id, 1)
        return rows[0] if rows else None

    async def of_caller(self, number: str) -> list[ConversationRow]:
        """See `Ledger`."""
        return await self._rows(BY_KEY, "caller", number, FOUND)

    async def erase(self, conversation_id: str) -> None:
        """See `Ledger`."""

        def job(connection: sqlite3.Connection) -> None:
            standing_of(connection, conversation_id)
            erase_conversation(connection, conversation_id)

        await self._store.write(job)
        await self._store.forget_log()

    async def rebuild(self) -> int:
        """See `Ledger`."""
        return await self._store.write(rebuild)

    async def _found(self, field: str, pattern: str) -> list[ConversationRow]:
        where = (
            "WHERE conversation_id IN (SELECT conversation_id FROM search WHERE field = ?"
            " AND value LIKE ? ESCAPE '!') ORDER BY opened_at DESC LIMIT ?"
        )
        return await self._rows(where, field, pattern, FOUND)

    async def _events(self, where: str, *values: object) -> list[Event]:
        def job(connection: sqlite3.Connection) -> list[Event]:
            return [event_of(row) for row in connection.execute(f"{SELECT} WHERE {where}", values)]

        return await self._store.read(job)

    async def _rows(self, where: str, *values: object) -> list[ConversationRow]:
        def job(connection: sqlite3.Connection) -> list[ConversationRow]:
            return [row_of(row) for row in connection.execute(f"{SELECT_ROW} {where}", values)]

        return await self._store.read(job)
