"""The tables of the front door's database; `events` is the truth, all others are projections or keys."""

from __future__ import annotations

import sqlite3

VERSION = 3

PROJECTIONS = (
    *("conversations", "client_ids", "pending_turns", "search", "handoffs", "timers", "callbacks"),
    "call_consents",
)
"""Tables that `rebuild` makes anew from `events`."""

_TABLES = """
CREATE TABLE IF NOT EXISTS events (
    conversation_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    public_seq INTEGER,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    author TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS events_public
    ON events (conversation_id, public_seq) WHERE public_seq IS NOT NULL;

CREATE TABLE IF NOT EXISTS conversations (
    conversation_id TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    owner TEXT NOT NULL,
    agent_id TEXT,
    customer_id TEXT,
    company INTEGER NOT NULL DEFAULT 0,
    opened_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    owner_since TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    last_public_seq INTEGER NOT NULL,
    follows TEXT,
    level INTEGER NOT NULL DEFAULT 0,
    browser TEXT,
    number TEXT,
    door TEXT,
    door_at TEXT,
    last_agent_id TEXT,
    seen_up_to INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_owner ON conversations (owner, owner_since);
CREATE INDEX IF NOT EXISTS conversations_customer
    ON conversations (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS conversations_sender ON conversations (channel, sender, opened_at);
CREATE INDEX IF NOT EXISTS conversations_follows ON conversations (follows) WHERE follows IS NOT NULL;
CREATE INDEX IF NOT EXISTS conversations_browser ON conversations (browser) WHERE browser IS NOT NULL;
CREATE INDEX IF NOT EXISTS conversations_number ON conversations (number) WHERE number IS NOT NULL;

CREATE TABLE IF NOT EXISTS client_ids (
    conversation_id TEXT NOT NULL,
    role TEXT NOT NULL,
    client_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, role, client_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pending_turns (
    conversation_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    sealed INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, turn_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS search (
    conversation_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (field, value, conversation_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_conversation ON search (conversation_id);

CREATE TABLE IF NOT EXISTS handoffs (
    handoff_key TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    problem TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS handoffs_due ON handoffs (state, next_at);

CREATE TABLE IF NOT EXISTS timers (
    conversation_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    due_at TEXT NOT NULL,
    claimed_until TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation_id, kind, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timers_due ON timers (due_at);

CREATE TABLE IF NOT EXISTS callbacks (
    conversation_id TEXT PRIMARY KEY,
    callback_id TEXT NOT NULL,
    at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    quarter TEXT NOT NULL,
    number TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    team_id TEXT NOT NULL,
    team TEXT NOT NULL,
    waiting_since TEXT,
    standing TEXT NOT NULL,
    tries INTEGER NOT NULL,
    expires_at TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS callbacks_team ON callbacks (team_id, quarter);
CREATE INDEX IF NOT EXISTS callbacks_number ON callbacks (number);

CREATE TABLE IF NOT EXISTS call_consents (
    number TEXT PRIMARY KEY,
    given INTEGER NOT NULL,
    wording TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS resume_tokens (
    token_hash BLOB PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    previous BLOB,
    used INTEGER NOT NULL DEFAULT 0,
    issued_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resume_tokens_conversation ON resume_tokens (conversation_id, issued_at);

CREATE INDEX IF NOT EXISTS resume_tokens_previous ON resume_tokens (previous) WHERE previous IS NOT NULL;

CREATE TABLE IF NOT EXISTS late_redactions (
    conversation_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    length INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, turn_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS desk_told (
    conversation_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    given_up INTEGER NOT NULL DEFAULT 0,
    problem TEXT
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS desk_heard (
    message_id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS identities_used (
    jti TEXT PRIMARY KEY,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;
"""

_TIMERS_HAD_NO_NAMES = "DROP INDEX timers_due; ALTER TABLE timers RENAME TO timers_1;"
_TIMERS_AGAIN = (
    "INSERT INTO timers (conversation_id, kind, due_at) SELECT conversation_id, kind, due_at FROM timers_1;"
    "DROP TABLE timers_1;"
)


_OF_VERSION_3 = """
ALTER TABLE conversations ADD COLUMN level INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN browser TEXT;
ALTER TABLE conversations ADD COLUMN number TEXT;
ALTER TABLE conversations ADD COLUMN door TEXT;
ALTER TABLE conversations ADD COLUMN door_at TEXT;
ALTER TABLE conversations ADD COLUMN last_agent_id TEXT;
ALTER TABLE conversations ADD COLUMN seen_up_to INTEGER NOT NULL DEFAULT 0;
UPDATE conversations SET
    level = coalesce((SELECT json_extract(payload, '$.level') FROM events WHERE kind = 'verified'
        AND events.conversation_id = conversations.conversation_id ORDER BY seq DESC LIMIT 1), 0),
    last_agent_id = (SELECT json_extract(payload, '$.agent_id') FROM events WHERE kind = 'owner_changed'
        AND json_extract(payload, '$.agent_id') IS NOT NULL
        AND events.conversation_id = conversations.conversation_id ORDER BY seq DESC LIMIT 1),
    seen_up_to = coalesce((SELECT max(json_extract(payload, '$.up_to')) FROM events WHERE kind = 'seen'
        AND json_extract(author, '$.role') = 'customer'
        AND events.conversation_id = conversations.conversation_id), 0);
"""
"""What older files lack, made from their events."""


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables that are missing.

    Raises:
        sqlite3.DatabaseError: the file was written by a newer version.
    """
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise sqlite3.DatabaseError(f"it has schema {found}, this front door knows {VERSION}")
    if found == 1:
        connection.executescript(_TIMERS_HAD_NO_NAMES)
    if found in {1, 2}:
        connection.executescript(_OF_VERSION_3)
    connection.executescript(_TABLES)
    if found == 1:
        connection.executescript(_TIMERS_AGAIN)
    connection.execute(f"PRAGMA user_version = {VERSION}")
