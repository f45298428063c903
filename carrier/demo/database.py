"""The demo back office's SQLite database: tables, opening, transactions. Money in cents, data in MB."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA_VERSION = "1"

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE plans (
    plan_id TEXT PRIMARY KEY, name TEXT NOT NULL, data_limit_mb INTEGER NOT NULL,
    price_cents INTEGER NOT NULL, topup_cents_per_gb INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE customers (
    customer_id TEXT PRIMARY KEY, full_name TEXT NOT NULL, name_key TEXT NOT NULL,
    date_of_birth TEXT NOT NULL, email TEXT, phone_number TEXT NOT NULL, account_status TEXT NOT NULL,
    street TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, zip_code TEXT NOT NULL,
    payment_methods TEXT NOT NULL, autopay INTEGER NOT NULL,
    pin_hash TEXT NOT NULL, wrong_pins INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX customers_by_name ON customers (name_key);
CREATE INDEX customers_by_birth ON customers (date_of_birth);
CREATE TABLE devices (
    device_id TEXT PRIMARY KEY, maker TEXT NOT NULL, model TEXT NOT NULL, device_type TEXT NOT NULL,
    five_g INTEGER NOT NULL, esim INTEGER NOT NULL, wifi_calling INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE lines (
    line_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers, phone_number TEXT NOT NULL,
    phone_digits TEXT NOT NULL UNIQUE, status TEXT NOT NULL, plan_id TEXT NOT NULL REFERENCES plans,
    device_id TEXT REFERENCES devices, data_used_mb INTEGER NOT NULL, data_topup_mb INTEGER NOT NULL,
    roaming_enabled INTEGER NOT NULL, contract_end_date TEXT, suspended_since TEXT, suspend_reason TEXT,
    cycle_end_date TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX lines_of_customer ON lines (customer_id);
CREATE TABLE bills (
    bill_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers, period_start TEXT NOT NULL,
    period_end TEXT NOT NULL, issue_date TEXT NOT NULL, due_date TEXT NOT NULL, status TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX bills_of_customer ON bills (customer_id, issue_date);
CREATE TABLE bill_items (
    bill_id TEXT NOT NULL REFERENCES bills, position INTEGER NOT NULL, description TEXT NOT NULL,
    amount_cents INTEGER NOT NULL, date TEXT NOT NULL, item_type TEXT NOT NULL,
    PRIMARY KEY (bill_id, position)
) WITHOUT ROWID;
CREATE TABLE payment_requests (
    request_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers,
    bill_id TEXT NOT NULL REFERENCES bills, amount_cents INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'paid')), pays_at REAL
) WITHOUT ROWID;
CREATE UNIQUE INDEX one_open_payment_request ON payment_requests (customer_id) WHERE status = 'open';
CREATE TABLE data_topups (
    topup_id TEXT PRIMARY KEY, line_id TEXT NOT NULL REFERENCES lines, added_mb INTEGER NOT NULL,
    charge_cents INTEGER NOT NULL, conversation_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE one_time_codes (
    code_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers, code_hash TEXT NOT NULL,
    sent_at REAL NOT NULL, attempts_left INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX codes_of_customer ON one_time_codes (customer_id, sent_at);
CREATE TABLE network_events (
    event_id TEXT PRIMARY KEY, kind TEXT NOT NULL, services TEXT NOT NULL, started_at TEXT NOT NULL,
    expected_end_at TEXT, note TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE network_event_areas (
    zip_code TEXT NOT NULL, event_id TEXT NOT NULL REFERENCES network_events,
    PRIMARY KEY (zip_code, event_id)
) WITHOUT ROWID;
CREATE TABLE handoffs (
    handoff_id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, fingerprint TEXT NOT NULL, body TEXT NOT NULL,
    queue TEXT NOT NULL, UNIQUE (conversation_id, fingerprint)
);
CREATE TABLE answers (
    operation TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, given_at REAL NOT NULL,
    PRIMARY KEY (operation, idempotency_key)
) WITHOUT ROWID;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, its folder and file made when missing. Every statement commits by itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is written together or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever seeded here."""
    row = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()
    return bool(row[0] == 0)


def read_meta(connection: sqlite3.Connection, name: str) -> str | None:
    """A value kept about the database itself."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row["value"])


def drop_everything(connection: sqlite3.Connection) -> None:
    """Drop every table, inside the caller's transaction."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for (name,) in tables.fetchall():
        connection.execute(f'DROP TABLE "{name}"')


def create_tables(connection: sqlite3.Connection) -> None:
    """Make every table, inside the caller's transaction."""
    for statement in TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
