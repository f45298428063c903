"""Conversations handed to the human team, kept as they came; the same one again gets the same receipt."""

import json
import secrets

from carrier.demo.hashing import fingerprint
from carrier.demo.office import Answer, Asked, Office, missing_field
from carrier.enums import HandoffChannel, Sentiment

DEFAULT_QUEUE = "care"
WAIT_MINUTES = 4
ROLES = ("customer", "assistant")


def create_handoff(office: Office, asked: Asked) -> Answer:
    """POST /v1/handoffs."""
    conversation_id = asked.text("conversation_id")
    asked.text("reason")
    asked.text("summary")
    _refuse_malformed(asked)
    body = json.dumps(asked.body, sort_keys=True, ensure_ascii=False)
    mark = fingerprint(body.encode("utf-8", "replace"), secret_under=None)
    queue = asked.body.get("queue")
    office.write(
        "INSERT INTO handoffs VALUES (?, ?, ?, ?, ?) ON CONFLICT (conversation_id, fingerprint) DO NOTHING",
        f"hof-{secrets.token_hex(6)}",
        conversation_id,
        mark,
        body,
        queue if isinstance(queue, str) and queue else DEFAULT_QUEUE,
    )
    kept = office.one(
        "SELECT handoff_id, queue FROM handoffs WHERE conversation_id = ? AND fingerprint = ?",
        conversation_id,
        mark,
    )
    if kept is None:
        raise LookupError("a handoff that was just kept is gone")
    return 201, {"handoff_id": kept["handoff_id"], "queue": kept["queue"], "wait_minutes": WAIT_MINUTES}


def _refuse_malformed(asked: Asked) -> None:
    body = asked.body
    _one_of(body, "channel", [channel.value for channel in HandoffChannel])
    _one_of(body, "sentiment", [mood.value for mood in Sentiment])
    if not isinstance(body.get("customer_id"), str | None):
        raise missing_field("customer_id must be text or null.")
    if not isinstance(body.get("queue", ""), str):
        raise missing_field("queue must be text.")
    if not isinstance(body.get("slots", {}), dict):
        raise missing_field("slots must be an object.")
    transcript = body.get("transcript", [])
    if not isinstance(transcript, list) or not all(_is_turn(turn) for turn in transcript):
        raise missing_field("transcript must be a list of turns.")


def _one_of(body: object, name: str, allowed: list[str]) -> None:
    if isinstance(body, dict) and name in body and body[name] not in allowed:
        raise missing_field(f"{name} must be one of {', '.join(allowed)}.")


def _is_turn(turn: object) -> bool:
    return (
        isinstance(turn, dict)
        and turn.get("role", "customer") in ROLES
        and isinstance(turn.get("text", ""), str)
        and isinstance(turn.get("at", ""), str)
    )
