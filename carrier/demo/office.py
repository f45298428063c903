"""What every operation of the demo back office works with, and how it answers."""

import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from carrier.enums import Capability

REQUESTS_KEPT = 5_000
Answer = tuple[int, dict[str, object]]
"""Status and JSON body."""


class Refused(Exception):
    """The operation answers with an error of the contract; nothing was changed."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    @property
    def answer(self) -> Answer:
        """The contract's error envelope."""
        return self.status, {"error": {"code": self.code, "message": self.message}}


def not_found(what: str) -> Refused:
    """404 for something that does not exist."""
    return Refused(404, "not_found", f"There is no such {what}.")


def conflict(message: str) -> Refused:
    """409: the state of the account forbids it."""
    return Refused(409, "conflict", message)


def missing_field(message: str) -> Refused:
    """422: a field is missing or cannot be understood."""
    return Refused(422, "missing_field", message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, read and checked as far as the operation does not matter."""

    conversation_id: str
    origin: str
    """Scheme and host that the client used, for links back to this server."""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field of the body that must hold text. Raises Refused."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value.strip():
            raise missing_field(f"{name} is required and must be text.")
        return value

    def flag(self, name: str) -> bool:
        """A field of the body that must be true or false. Raises Refused."""
        value = self.body.get(name)
        if not isinstance(value, bool):
            raise missing_field(f"{name} is required and must be true or false.")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text message on a demo phone; kept in memory only."""

    line_id: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request of the contract that was answered; kept in memory only, without what was given or told."""

    conversation_id: str
    method: str
    path: str
    """With its ids left out: `/v1/customers/{cid}/bills`."""
    status: int


@dataclass(slots=True, kw_only=True)
class Office:
    """The back office: its database, its business date, what it offers, its customers' phones."""

    connection: sqlite3.Connection
    business_date: date
    seed: int
    link_key: bytes
    offers: frozenset[Capability] = frozenset(Capability)
    tells_capabilities: bool = True
    """False plays a carrier without the optional /v1/capabilities."""
    pays_after_s: float | None = None
    """A demo customer pays a request by itself after so long; None: only when told to."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """For links and codes; never for bills and contracts."""
    texts: list[Text] = field(default_factory=list)
    answered: deque[Answered] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    """Newest last."""

    def one(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first row."""
        row: sqlite3.Row | None = self.connection.execute(query, values).fetchone()
        return row

    def all(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Every row."""
        return self.connection.execute(query, values).fetchall()

    def write(self, query: str, *values: object) -> int:
        """Change rows and return how many."""
        return self.connection.execute(query, values).rowcount

    def in_seconds(self, seconds: float) -> datetime:
        """A moment ahead."""
        return self.clock() + timedelta(seconds=seconds)


def customer_row(office: Office, customer_id: str) -> sqlite3.Row:
    """The customer's row. Raises Refused when there is none."""
    row = office.one("SELECT * FROM customers WHERE customer_id = ?", customer_id)
    if row is None:
        raise not_found("customer")
    return row


def line_row(office: Office, line_id: str) -> sqlite3.Row:
    """The line's row. Raises Refused when there is none."""
    row = office.one("SELECT * FROM lines WHERE line_id = ?", line_id)
    if row is None:
        raise not_found("line")
    return row
