"""SIP messages as they are on the wire (RFC 3261, sections 7 and 25): read once, written once.

Malformed   not a message of SIP; what of a request could be read is answered by 400
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

VERSION = "SIP/2.0"
MOST_HEADERS = 100
LONGEST_LINE = 4_096
LARGEST = 65_535
NEEDED = ("via", "from", "to", "call-id", "cseq")
LISTS = frozenset({"via", "route", "record-route", "contact", "require", "supported"})
"""Headers whose lines may hold several values between commas."""

_SHORT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "c": "content-type",
    "l": "content-length",
    "k": "supported",
    "r": "refer-to",
    "b": "referred-by",
    "x": "session-expires",
    "o": "event",
    "e": "content-encoding",
    "s": "subject",
}
_SPELLED = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate", "min-se": "Min-SE"}
_TOKEN = re.compile(r"^[A-Za-z0-9\-.!%*_+`'~]+$")
_CSEQ = re.compile(r"^(\d{1,10})\s+([A-Za-z0-9\-.!%*_+`'~]+)$")


class Malformed(Exception):
    """Not a message of SIP; `request` is one that can be answered by 400, if it came to that."""

    def __init__(self, reason: str, request: Request | None = None) -> None:
        super().__init__(reason)
        self.request = request


@dataclass(frozen=True, slots=True)
class Headers:
    """Names in small letters with their values, in the order of the wire."""

    pairs: tuple[tuple[str, str], ...] = ()

    def first(self, name: str) -> str | None:
        """The first value under this name."""
        return next((value for key, value in self.pairs if key == name), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value, lines with several of them taken apart."""
        values = [value for key, value in self.pairs if key == name]
        return tuple(part for value in values for part in split(value)) if name in LISTS else tuple(values)

    def with_first(self, name: str, value: str) -> Headers:
        """The same with the first value of a list replaced."""
        rest = [pair for pair in self.pairs if pair[0] != name]
        own = [(name, part) for part in (value, *self.all(name)[1:])]
        return Headers((*own, *rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def sequence(self) -> int:
        """The number of CSeq."""
        return _cseq(self.headers)[0]

    def encoded(self) -> bytes:
        return _encoded(f"{self.method} {self.uri} {VERSION}", self.headers, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What became of it."""

    status: int
    reason: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def method(self) -> str:
        """Of the request it answers."""
        return _cseq(self.headers)[1]

    @property
    def is_final(self) -> bool:
        return self.status >= 200

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def encoded(self) -> bytes:
        return _encoded(f"{VERSION} {self.status} {self.reason}", self.headers, self.body)


Message = Request | Response


def parse(data: bytes) -> Message:
    """One datagram.

    Raises:
        Malformed: it is no message of SIP.
    """
    head, body = _split(data)
    lines = _lines(head)
    headers, reason = _headers(lines[1:])
    start = lines[0].split(" ", 2)
    if start[0] == VERSION:
        return _response(start, headers, reason, body)
    return _request(start, headers, reason, body)


def split(value: str) -> Iterator[str]:
    """Values between commas that stand neither in quotes nor in angle brackets."""
    part, quoted, angled, escaped = "", False, False, False
    for letter in value:
        if letter == "," and not quoted and not angled:
            if part.strip():
                yield part.strip()
            part = ""
            continue
        part += letter
        if letter == '"' and not escaped and not angled:
            quoted = not quoted
        elif letter in "<>" and not quoted:
            angled = letter == "<"
        escaped = letter == "\\" and not escaped
    if part.strip():
        yield part.strip()


def _split(data: bytes) -> tuple[str, bytes]:
    if len(data) > LARGEST:
        raise Malformed("too large")
    normal = data.lstrip(b"\r\n")
    blank = re.search(rb"\r?\n\r?\n", normal)
    end, start = blank.span() if blank else (len(normal), len(normal))
    return normal[:end].decode("utf-8", "surrogateescape"), normal[start:]


def _lines(head: str) -> list[str]:
    """Folded lines are one."""
    lines: list[str] = []
    for raw in re.split(r"\r?\n", head):
        if raw[:1] in {" ", "\t"} and len(lines) > 1:
            lines[-1] += " " + raw.strip()
        else:
            lines.append(raw.rstrip())
    return lines


def _headers(lines: list[str]) -> tuple[Headers, str | None]:
    """What could be read, and what is wrong with the rest."""
    reason = "too many headers" if len(lines) > MOST_HEADERS else None
    pairs = []
    for line in lines[:MOST_HEADERS]:
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or not _TOKEN.match(name) or len(line) > LONGEST_LINE or "\r" in line or "\0" in line:
            reason = reason or "a header that is none"
            continue
        pairs.append((_SHORT.get(name, name), value.strip()))
    return Headers(tuple(pairs)), reason


def _request(start: list[str], headers: Headers, reason: str | None, body: bytes) -> Request:
    if len(start) != 3 or not _TOKEN.match(start[0]) or not start[1]:
        raise Malformed("no start line")
    known = Request(method=start[0], uri=start[1], headers=headers)
    if any(headers.first(name) is None for name in NEEDED):
        raise Malformed("a header is missing")
    if start[2] != VERSION:
        raise Malformed("another version", known)
    if reason is None and (cseq := _CSEQ.match(headers.first("cseq") or "")) is not None:
        body_as_told = _body(headers, body)
        if cseq[2] == start[0] and int(cseq[1]) < 2**31 and body_as_told is not None:
            return Request(method=start[0], uri=start[1], headers=headers, body=body_as_told)
    raise Malformed(reason or "CSeq or Content-Length", known)


def _response(start: list[str], headers: Headers, reason: str | None, body: bytes) -> Response:
    status = start[1] if len(start) > 1 else ""
    whole = reason is None and all(headers.first(name) is not None for name in NEEDED)
    told = _body(headers, body)
    if not whole or told is None or not re.fullmatch(r"[1-6]\d\d", status, re.ASCII):
        raise Malformed("a response that is none")
    if not _CSEQ.match(headers.first("cseq") or ""):
        raise Malformed("CSeq")
    return Response(status=int(status), reason=start[2] if len(start) > 2 else "", headers=headers, body=told)


def _body(headers: Headers, body: bytes) -> bytes | None:
    """As long as it is said to be, None when it is not there."""
    told = headers.first("content-length")
    if told is None:
        return body
    if not re.fullmatch(r"\d{1,6}", told, re.ASCII) or int(told) > len(body):
        return None
    return body[: int(told)]


def _cseq(headers: Headers) -> tuple[int, str]:
    match = _CSEQ.match(headers.first("cseq") or "")
    return (int(match[1]), match[2]) if match else (0, "")


def _encoded(start: str, headers: Headers, body: bytes) -> bytes:
    lines = [start]
    for name, value in headers.pairs:
        if name != "content-length":
            spelled = _SPELLED.get(name) or "-".join(part.capitalize() for part in name.split("-"))
            lines.append(f"{spelled}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body
