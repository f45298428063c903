"""What sound a call is made of, offered and answered (RFC 4566, RFC 3264): PCMU or PCMA, and keys."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOWHERE = "0.0.0.0"  # noqa: S104 - how older telephones say "hold", no address to listen on
EVENT_TYPE = 101
LARGEST = 16_384
_MEDIA = re.compile(r"^(\w+) (\d{1,5})(?:/\d+)? (\S+) (.+)$", re.ASCII)
_MAP = re.compile(r"^(\d{1,3}) ([\w\-]+)/8000(?:/1)?$", re.ASCII)


class Codec(StrEnum):
    """Both are G.711."""

    PCMU = "PCMU"
    PCMA = "PCMA"


_STATIC = {0: Codec.PCMU, 8: Codec.PCMA}
TYPES = {codec: number for number, codec in _STATIC.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Sound both sides understand."""

    host: str
    port: int
    codec: Codec
    payload_type: int
    event_type: int | None
    """Of keys (RFC 4733); null: they come another way or not at all."""
    sends: bool = True
    """The far end speaks."""
    hears: bool = True
    """The far end listens; where it does not, we are on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The far end's."""

    stream: Stream | None
    """Null: no sound that we can make."""
    media: tuple[tuple[str, str, str], ...]
    """Kind, protocol and formats of every line; each is answered."""
    sound_at: int = 0
    """Which of them is the stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Where we send from and listen."""

    host: str
    port: int
    session: int
    version: int


def read(body: bytes) -> Description | None:
    """None for what is no description."""
    if not body.startswith(b"v=0") or len(body) > LARGEST:
        return None
    blocks = _blocks(body.decode("utf-8", "replace"))
    found: list[tuple[str, str, str]] = []
    stream, at = None, 0
    for lines in blocks[1:]:
        match = _MEDIA.match(lines[0][2:])
        if match is None:
            return None
        if stream is None and (stream := _stream(match, lines, blocks[0])) is not None:
            at = len(found)
        found.append((match[1], match[3], match[4]))
    return Description(stream=stream, media=tuple(found), sound_at=at) if found else None


def answer(ours: Ours, theirs: Description, stream: Stream) -> bytes:
    """What we take of an offer: this stream, everything else refused."""
    lines = _head(ours)
    for place, (kind, protocol, formats) in enumerate(theirs.media):
        if place == theirs.sound_at:
            direction = _direction(sends=stream.hears, hears=stream.sends)
            lines += _sound(ours.port, {stream.payload_type: stream.codec}, stream.event_type, direction)
        else:
            lines.append(f"m={kind} 0 {protocol} {formats}")
    return _written(lines)


def offer(ours: Ours) -> bytes:
    """Everything we speak."""
    return _written([*_head(ours), *_sound(ours.port, _STATIC, EVENT_TYPE, "sendrecv")])


def _blocks(text: str) -> list[list[str]]:
    """The session's lines, then those of each medium."""
    blocks: list[list[str]] = [[]]
    for line in re.split(r"\r?\n", text):
        if line.startswith("m="):
            blocks.append([])
        if line[1:2] == "=":
            blocks[-1].append(line)
    return blocks


def _stream(match: re.Match[str], lines: list[str], session: list[str]) -> Stream | None:
    kind, port, protocol, formats = match.groups()
    if kind != "audio" or protocol != "RTP/AVP" or not 0 < int(port) < 65_536:
        return None
    maps = [_MAP.match(line[9:]) for line in lines if line.startswith("a=rtpmap:")]
    names = {number: codec.value for number, codec in _STATIC.items()}
    names |= {int(each[1]): each[2].upper() for each in maps if each is not None}
    offered = [int(each) for each in formats.split() if re.fullmatch(r"\d{1,3}", each, re.ASCII)]
    sound = next((number for number in offered if names.get(number) in set(Codec)), None)
    host = _host(lines) or _host(session)
    if sound is None or host is None:
        return None
    directions = [line[2:] for line in (*session, *lines) if line[2:] in _DIRECTIONS]
    sends, hears = _DIRECTIONS[directions[-1]] if directions else (True, True)
    return Stream(
        host=host,
        port=int(port),
        codec=Codec(names[sound]),
        payload_type=sound,
        event_type=next((number for number in offered if names.get(number) == "TELEPHONE-EVENT"), None),
        sends=sends,
        hears=hears and host != NOWHERE,
    )


_DIRECTIONS = {
    "sendrecv": (True, True),
    "sendonly": (True, False),
    "recvonly": (False, True),
    "inactive": (False, False),
}
"""Who tells it: sends, hears."""


def _direction(*, sends: bool, hears: bool) -> str:
    return next(name for name, both in _DIRECTIONS.items() if both == (sends, hears))


def _host(lines: list[str]) -> str | None:
    told = next((line.split() for line in lines if line.startswith("c=IN ")), None)
    if told is None or len(told) < 3:
        return None
    try:
        return str(ipaddress.ip_address(told[2].split("/")[0]))
    except ValueError:
        return None


def _head(ours: Ours) -> list[str]:
    family = "IP6" if ":" in ours.host else "IP4"
    return [
        "v=0",
        f"o=front-door {ours.session} {ours.version} IN {family} {ours.host}",
        "s=-",
        f"c=IN {family} {ours.host}",
        "t=0 0",
    ]


def _sound(port: int, codecs: Mapping[int, Codec], event_type: int | None, direction: str) -> list[str]:
    types = [*codecs, *([] if event_type is None else [event_type])]
    lines = [f"m=audio {port} RTP/AVP {' '.join(map(str, types))}"]
    lines += [f"a=rtpmap:{number} {codec.value}/8000" for number, codec in codecs.items()]
    if event_type is not None:
        lines += [f"a=rtpmap:{event_type} telephone-event/8000", f"a=fmtp:{event_type} 0-15"]
    return [*lines, "a=ptime:20", f"a={direction}"]


def _written(lines: list[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode()
