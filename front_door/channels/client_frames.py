"""Reading what a device sent: a frame, or the problem with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import get_args

from pydantic import ValidationError

from conversation.client_frames import ClientFrame, client_frame
from conversation.server_frames import Problem

LONGEST_CLIENT_ID = 64
TYPES = frozenset(member.model_fields["type"].default for member in get_args(get_args(ClientFrame)[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Not a frame of the protocol."""

    problem: Problem


def read_frame(data: str) -> ClientFrame | Unreadable:
    """Parse one text frame; never raises."""
    try:
        return client_frame.validate_json(data)
    except ValidationError as error:
        return Unreadable(problem=_problem(data, error))


def _problem(data: str, error: ValidationError) -> Problem:
    raw = _json(data)
    client_id = raw.get("client_id")
    named = client_id if isinstance(client_id, str) and len(client_id) <= LONGEST_CLIENT_ID else None
    return Problem(code=_code(raw, error), client_id=named)


def _code(raw: dict[str, object], error: ValidationError) -> str:
    kind = raw.get("type")
    if isinstance(kind, str) and kind not in TYPES:
        return "unknown_type"
    too_long = any(
        item["type"] == "string_too_long" and item["loc"][-1] == "text"
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    )
    return "too_long" if too_long else "bad_frame"


def _json(data: str) -> dict[str, object]:
    try:
        raw: object = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}
