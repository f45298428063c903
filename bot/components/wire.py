"""What the front door sends to the channel, parsed at once into values; anything odd is a BadTurn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.components.errors import BadTurn

LONGEST_TEXT = 1000
"""Characters. Rasa's work grows faster than the text; the ledger keeps all of it."""

HELD_EVENTS = ("pause", "resume", "slot", "user", "bot")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """One turn of the customer."""

    conversation_id: str
    turn_id: str
    text: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line of what was said before, from the ledger."""

    turn_id: str
    author: str
    """`customer`, `assistant`, `agent` …: whatever is not the customer counts as said to them."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRequest:
    """What the ledger knows of a conversation whose tracker is lost."""

    conversation_id: str
    slots: Mapping[str, Any]
    active_loop: str | None
    requested_slot: str | None
    said: tuple[Said, ...]
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendRequest:
    """What happened while somebody else held the conversation."""

    conversation_id: str
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactRequest:
    """Characters `start` up to (not with) `end` of a stored customer turn."""

    conversation_id: str
    turn_id: str
    start: int
    end: int


def turn_request(body: object) -> TurnRequest:
    """Parse a turn. A leading slash would be run as a command, so only a front-door payload may have one."""
    fields = _mapping(body, "the body")
    metadata = _mapping(fields.get("metadata") or {}, "metadata")
    text = _string(fields, "text").strip()
    if not text:
        raise BadTurn("text is blank")
    if len(text) > LONGEST_TEXT:
        raise BadTurn(f"text has {len(text)} characters, the most is {LONGEST_TEXT}")
    if text.startswith("/") and metadata.get("payload") is not True:
        raise BadTurn("text begins with a slash and is no payload")
    if metadata.get("payload") is True and not text.startswith("/"):
        raise BadTurn("a payload begins with a slash")
    return TurnRequest(
        conversation_id=_id(fields, "conversation_id"),
        turn_id=_id(fields, "turn_id"),
        text=text,
        metadata=metadata,
    )


def restore_request(body: object) -> RestoreRequest:
    """Parse a restore."""
    fields = _mapping(body, "the body")
    said = _list(fields.get("said") or [], "said")
    return RestoreRequest(
        conversation_id=_id(fields, "conversation_id"),
        slots=_mapping(fields.get("slots") or {}, "slots"),
        active_loop=_optional(fields, "active_loop"),
        requested_slot=_optional(fields, "requested_slot"),
        said=tuple(_said(line) for line in said),
        paused=fields.get("paused") is True,
    )


def append_request(body: object) -> AppendRequest:
    """Parse an append."""
    fields = _mapping(body, "the body")
    events = tuple(_mapping(event, "an event") for event in _list(fields.get("events"), "events"))
    for event in events:
        kind = event.get("event")
        if kind not in HELD_EVENTS:
            raise BadTurn(f"event {kind!r} is none of {', '.join(HELD_EVENTS)}")
        if kind == "slot":
            _id(event, "name")
        if kind in ("user", "bot"):
            _string(event, "text")
    return AppendRequest(conversation_id=_id(fields, "conversation_id"), events=events)


def redact_request(body: object) -> RedactRequest:
    """Parse a redaction."""
    fields = _mapping(body, "the body")
    start, end = fields.get("start"), fields.get("end")
    if not (type(start) is int and type(end) is int and 0 <= start < end):
        raise BadTurn("start and end are whole numbers, 0 <= start < end")
    return RedactRequest(
        conversation_id=_id(fields, "conversation_id"), turn_id=_id(fields, "turn_id"), start=start, end=end
    )


def _said(line: object) -> Said:
    parts = _list(line, "a line of said")
    if len(parts) != 3 or not all(isinstance(part, str) for part in parts[1:]):
        raise BadTurn("a line of said is [turn_id, author, text]")
    return Said(turn_id=str(parts[0] or ""), author=parts[1], text=parts[2])


def _mapping(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadTurn(f"{what} is no JSON object")
    return value


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadTurn(f"{what} is no list")
    return value


def _string(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadTurn(f"{name} is no string")
    return value


def _id(fields: Mapping[str, Any], name: str) -> str:
    value = _string(fields, name)
    if not value.strip() or len(value) > 200:
        raise BadTurn(f"{name} is blank or longer than 200 characters")
    return value


def _optional(fields: Mapping[str, Any], name: str) -> str | None:
    return None if fields.get(name) is None else _string(fields, name)
