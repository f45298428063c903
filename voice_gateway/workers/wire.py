"""What a worker and its pool say to each other: a JSON head and bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

HEAD = struct.Struct(">II")
"""Bytes of the JSON, bytes of the sound."""
LARGEST = 32 * 1024 * 1024


class NotAMessage(Exception):
    """What came is none of ours: the worker is not to be trusted any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request or its answer."""

    head: Mapping[str, object] = field(default_factory=dict)
    sound: bytes = b""


def packed(message: Message) -> bytes:
    """As it goes over the pipe."""
    head = json.dumps(message.head).encode()
    return HEAD.pack(len(head), len(message.sound)) + head + message.sound


def lengths(start: bytes) -> tuple[int, int]:
    """What follows after the first bytes.

    Raises:
        NotAMessage: more than any message of ours.
    """
    head, sound = HEAD.unpack(start)
    if head + sound > LARGEST:
        raise NotAMessage(f"{head + sound} bytes")
    return head, sound


def unpacked(head: bytes, sound: bytes) -> Message:
    """The message of its two parts.

    Raises:
        NotAMessage: the head is no JSON object.
    """
    try:
        read: object = json.loads(head)
    except ValueError as error:
        raise NotAMessage("unreadable head") from error
    if not isinstance(read, dict):
        raise NotAMessage("the head is no object")
    return Message(head=read, sound=sound)
