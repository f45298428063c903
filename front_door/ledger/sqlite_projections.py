"""What the ledger keeps beside the events so that nobody has to read them: made from events alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from conversation.callbacks import CALLBACK_EVENTS
from conversation.channel import Channel
from conversation.events import Event, Role
from conversation.owner import Owner, check_move
from conversation.payloads.callbacks import CallbackBooked, CallConsent, PromiseDue
from conversation.payloads.customer import Opened, Preferred
from conversation.payloads.findings import Promised, Verified
from conversation.payloads.owners import HandedOff, HandoffDelivered, OwnerChanged
from conversation.payloads.payload import Payload
from conversation.payloads.turns import Failed, Reply, Seen, Turn
from front_door.ledger.port import RepeatedClientId
from front_door.ledger.search_keys import keys_of, number_key
from front_door.ledger.sqlite_callbacks import apply_callback, apply_promise, forget_timers
from front_door.ledger.sqlite_events import payload_json, payload_of
from front_door.ledger.sqlite_standing import WAITING, Standing

DELETE_PENDING = "DELETE FROM pending_turns WHERE conversation_id = ?"
HELD_SECRETS = "SELECT seq FROM pending_turns WHERE conversation_id = ? AND sealed = 1"


def begin(connection: sqlite3.Connection, event: Event, opened: Opened) -> Standing:
    """The row of a new conversation."""
    at = event.at.isoformat()
    connection.execute(
        "INSERT INTO conversations (conversation_id, reference, channel, sender, owner, opened_at,"
        " changed_at, owner_since, last_seq, last_public_seq, follows, browser, number)"
        " VALUES (?,?,?,?,?,?,?,?,0,0,?,?,?)",
        (
            event.conversation_id,
            opened.reference,
            opened.channel.value,
            opened.sender,
            Owner.ASSISTANT.value,
            at,
            at,
            at,
            opened.follows,
            opened.browser,
            _number_of_call(opened),
        ),
    )
    return Standing(
        conversation_id=event.conversation_id,
        owner=Owner.ASSISTANT,
        agent_id=None,
        customer_id=None,
        company=False,
        owner_since=at,
        changed_at=at,
        last_seq=0,
        last_public_seq=0,
    )


def _number_of_call(opened: Opened) -> str | None:
    """Where a call comes from; what a page says of its customer's number is not believed."""
    is_call = opened.channel is Channel.VOICE and opened.claimed_number is not None
    return number_key(opened.claimed_number or "") if is_call else None


def apply(connection: sqlite3.Connection, standing: Standing, event: Event) -> None:
    """Let one event change row and tables.

    Raises:
        IllegalMove: the owner machine refuses.
        RepeatedClientId: the author used this client id before.
    """
    standing.last_seq = event.seq
    standing.last_public_seq = event.public_seq or standing.last_public_seq
    standing.changed_at = event.at.isoformat()
    handler = _HANDLERS.get(type(event.payload))
    if handler is not None:
        handler(connection, standing, event, event.payload)
    for key in keys_of(event.payload):
        connection.execute(
            "INSERT OR IGNORE INTO search (conversation_id, field, value) VALUES (?,?,?)",
            (event.conversation_id, key.field, key.value),
        )


def save(connection: sqlite3.Connection, standing: Standing) -> None:
    """Write the row back."""
    connection.execute(
        "UPDATE conversations SET owner = ?, agent_id = ?, customer_id = ?, company = ?, owner_since = ?,"
        " changed_at = ?, last_seq = ?, last_public_seq = ?, level = ?, door = ?, door_at = ?,"
        " last_agent_id = ?, seen_up_to = ? WHERE conversation_id = ?",
        (
            standing.owner.value,
            standing.agent_id,
            standing.customer_id,
            standing.company,
            standing.owner_since,
            standing.changed_at,
            standing.last_seq,
            standing.last_public_seq,
            standing.level,
            standing.door,
            standing.door_at,
            standing.last_agent_id,
            standing.seen_up_to,
            standing.conversation_id,
        ),
    )


def _turn(connection: sqlite3.Connection, standing: Standing, event: Event, turn: Turn) -> None:
    _remember_client_id(connection, event, turn.client_id)
    if standing.assistant_answers:
        connection.execute(
            "INSERT INTO pending_turns (conversation_id, turn_id, seq, at, sealed) VALUES (?,?,?,?,?)",
            (event.conversation_id, turn.turn_id, event.seq, event.at.isoformat(), turn.sealed is not None),
        )


def _reply(connection: sqlite3.Connection, _standing: Standing, event: Event, reply: Reply) -> None:
    if event.author.role is Role.AGENT and reply.client_id is not None:
        _remember_client_id(connection, event, reply.client_id)
    if reply.last and reply.turn_id is not None:
        _settle(connection, event.conversation_id, reply.turn_id)


def _failed(connection: sqlite3.Connection, _standing: Standing, event: Event, failed: Failed) -> None:
    _settle(connection, event.conversation_id, failed.turn_id)


def _owner_changed(
    connection: sqlite3.Connection, standing: Standing, event: Event, move: OwnerChanged
) -> None:
    check_move(standing.owner, move.after)
    kept_company = standing.company and {standing.owner, move.after} <= WAITING
    if standing.owner is not move.after:
        standing.owner_since = event.at.isoformat()
    if move.after is Owner.CLOSED:
        forget_timers(connection, event.conversation_id)
    standing.owner = move.after
    standing.agent_id = move.agent_id if move.after is Owner.AGENT else None
    standing.last_agent_id = move.agent_id or standing.last_agent_id
    standing.company = kept_company
    if not standing.assistant_answers:
        _settle(connection, event.conversation_id, None)


def _preferred(
    _connection: sqlite3.Connection, standing: Standing, event: Event, preferred: Preferred
) -> None:
    if preferred.lasting:
        standing.door, standing.door_at = preferred.door, event.at.isoformat()
    if preferred.remembered:
        return
    if standing.owner in WAITING:
        standing.company = preferred.door == "assistant"


def _verified(_connection: sqlite3.Connection, standing: Standing, _event: Event, verified: Verified) -> None:
    standing.customer_id = verified.customer_id if verified.level else None
    standing.level = verified.level


def _seen(_connection: sqlite3.Connection, standing: Standing, event: Event, seen: Seen) -> None:
    if event.author.role is Role.CUSTOMER:
        standing.seen_up_to = max(standing.seen_up_to, seen.up_to)


def _handed_off(connection: sqlite3.Connection, _standing: Standing, event: Event, _: HandedOff) -> None:
    at = event.at.isoformat()
    connection.execute(
        "INSERT INTO handoffs (handoff_key, conversation_id, made_at, state, next_at)"
        " VALUES (?,?,?,'waiting',?)",
        (f"{event.conversation_id}:{event.seq}", event.conversation_id, at, at),
    )


def _delivered(
    connection: sqlite3.Connection, _standing: Standing, event: Event, _: HandoffDelivered
) -> None:
    connection.execute(
        "UPDATE handoffs SET state = 'delivered', body = NULL WHERE handoff_key ="
        " (SELECT handoff_key FROM handoffs WHERE conversation_id = ? AND state = 'waiting'"
        " ORDER BY made_at LIMIT 1)",
        (event.conversation_id,),
    )


def _promised(connection: sqlite3.Connection, _: Standing, event: Event, promise: Promised) -> None:
    apply_promise(connection, event, promise)


def _callback(connection: sqlite3.Connection, standing: Standing, event: Event, payload: Payload) -> None:
    apply_callback(connection, event)
    if isinstance(payload, CallbackBooked) and standing.owner in WAITING:
        standing.company = True


def _remember_client_id(connection: sqlite3.Connection, event: Event, client_id: str) -> None:
    key = (event.conversation_id, event.author.role.value, client_id)
    try:
        connection.execute(
            "INSERT INTO client_ids (conversation_id, role, client_id, seq) VALUES (?,?,?,?)",
            (*key, event.seq),
        )
    except sqlite3.IntegrityError:
        row = connection.execute(
            "SELECT seq, public_seq FROM client_ids JOIN events USING (conversation_id, seq)"
            " WHERE conversation_id = ? AND role = ? AND client_id = ?",
            key,
        ).fetchone()
        raise RepeatedClientId(row["seq"], row["public_seq"]) from None


def _settle(connection: sqlite3.Connection, conversation_id: str, turn_id: str | None) -> None:
    """Nothing is owed any more for this turn (or any with None): its sealed secret goes too."""
    where, values = (
        ("", (conversation_id,)) if turn_id is None else (" AND turn_id = ?", (conversation_id, turn_id))
    )
    for row in connection.execute(HELD_SECRETS + where, values).fetchall():
        forget_secret(connection, conversation_id, row["seq"])
    connection.execute(DELETE_PENDING + where, values)


def forget_secret(connection: sqlite3.Connection, conversation_id: str, seq: int) -> None:
    """Take the sealed token out of a turn."""
    key = (conversation_id, seq)
    row = connection.execute(
        "SELECT payload FROM events WHERE conversation_id = ? AND seq = ?", key
    ).fetchone()
    payload = payload_of(row["payload"])
    connection.execute(
        "UPDATE events SET payload = ? WHERE conversation_id = ? AND seq = ?",
        (payload_json(payload.model_copy(update={"sealed": None})), *key),
    )


_HANDLERS: dict[type, Callable[[sqlite3.Connection, Standing, Event, Any], None]] = {
    Turn: _turn,
    Reply: _reply,
    Failed: _failed,
    OwnerChanged: _owner_changed,
    Preferred: _preferred,
    Verified: _verified,
    Seen: _seen,
    HandedOff: _handed_off,
    HandoffDelivered: _delivered,
    Promised: _promised,
    CallConsent: _callback,
    PromiseDue: _callback,
    **dict.fromkeys(CALLBACK_EVENTS, _callback),
}
