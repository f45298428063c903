"""What Twilio says on a stream (https://www.twilio.com/docs/voice/media-streams/websocket-messages)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass

KEYS = frozenset("0123456789*#")
LONGEST_MARK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The stream's first message that counts."""

    stream_sid: str
    call_sid: str
    account_sid: str
    parameters: Mapping[str, str]
    is_mu_law: bool
    """8 kHz, one channel, µ-law: the one form there is."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The caller's, µ-law, of any length."""

    sound: bytes


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key."""

    key: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark came back."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The call is over, or goes on without us."""


@dataclass(frozen=True, slots=True)
class Meaningless:
    """Known, and nothing to us: `connected`, the other track."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """None of Twilio's."""


StreamMessage = Started | Sound | Pressed | Marked | Stopped | Meaningless | Malformed


def read_message(data: str) -> StreamMessage:
    """One text message; never raises."""
    read = _object(data)
    match read.get("event"):
        case "media":
            return _sound(_part(read, "media"))
        case "mark":
            name = _part(read, "mark").get("name")
            return Marked(name) if isinstance(name, str) and len(name) <= LONGEST_MARK else Malformed()
        case "dtmf":
            key = _part(read, "dtmf").get("digit")
            return Pressed(key) if isinstance(key, str) and key in KEYS else Malformed()
        case "start":
            return _started(read)
        case "stop":
            return Stopped()
        case str():
            return Meaningless()
        case _:
            return Malformed()


def _started(read: Mapping[str, object]) -> Started | Malformed:
    start = _part(read, "start")
    sids = [read.get("streamSid"), start.get("callSid"), start.get("accountSid")]
    stream_sid, call_sid, account_sid = (sid if isinstance(sid, str) else "" for sid in sids)
    if not (stream_sid and call_sid):
        return Malformed()
    form = _part(start, "mediaFormat")
    return Started(
        stream_sid=stream_sid,
        call_sid=call_sid,
        account_sid=account_sid,
        parameters={
            name: value for name, value in _part(start, "customParameters").items() if isinstance(value, str)
        },
        is_mu_law=(form.get("encoding"), form.get("sampleRate"), form.get("channels"))
        == ("audio/x-mulaw", 8_000, 1),
    )


def _sound(media: Mapping[str, object]) -> Sound | Meaningless | Malformed:
    payload = media.get("payload")
    if media.get("track", "inbound") != "inbound":
        return Meaningless()
    if not isinstance(payload, str):
        return Malformed()
    try:
        return Sound(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError):
        return Malformed()


def _part(read: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = read.get(name)
    return part if isinstance(part, dict) else {}


def _object(data: str) -> Mapping[str, object]:
    try:
        read: object = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
