"""Who is meant and which way an answer goes: URIs, names with addresses, Via (RFC 3261, 19.1 and 20)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from voice_gateway.transports.sip.message import Headers

Peer = tuple[str, int]
"""An IP address and a UDP port."""
DEFAULT_PORT = 5060

_HOST = r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.\-_]+"
_URI = re.compile(
    rf"^(sips?):(?:([^@<>\s]*)@)?({_HOST})(?::(\d{{1,5}}))?((?:;[^?\s]*)?)(?:\?.*)?$", re.IGNORECASE
)
_TEL = re.compile(r"^tel:([+0-9().\-*#]+)", re.IGNORECASE)
_VIA = re.compile(rf"^SIP\s*/\s*2\.0\s*/\s*([A-Za-z0-9]+)\s+({_HOST})(?:\s*:\s*(\d{{1,5}}))?\s*((?:;.*)?)$")
_NAMED = re.compile(r'^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<([^<>]+)>\s*(.*)$', re.DOTALL)
NOBODY = frozenset({"anonymous", "unavailable", "unknown", "restricted", "private"})
_NUMBER = re.compile(r"^\+?[0-9]{3,20}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uri:
    """`sip:user@host:port`, or a `tel:` number as user without a host."""

    user: str
    host: str
    port: int | None = None

    @property
    def peer(self) -> Peer | None:
        """Where it lies, when its host is an address and no name."""
        try:
            return str(ipaddress.ip_address(self.host.strip("[]"))), self.port or DEFAULT_PORT
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A value of From, To, Contact and their like."""

    name: str
    uri: str
    tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """The hop an answer goes back to."""

    host: str
    port: int
    branch: str
    wants_port: bool
    """It asked to be answered at the port it sent from (RFC 3581)."""


def parse_uri(text: str) -> Uri | None:
    """None for what is no URI we can call."""
    if (tel := _TEL.match(text.strip())) is not None:
        return Uri(user=tel[1], host="")
    match = _URI.match(text.strip())
    if match is None or (match[4] and not 0 < int(match[4]) < 65_536):
        return None
    user = (match[2] or "").split(":")[0].split(";")[0]
    return Uri(user=user, host=match[3], port=int(match[4]) if match[4] else None)


def parse_named(value: str) -> Named | None:
    """With or without angle brackets."""
    if (match := _NAMED.match(value)) is not None:
        name, uri, rest = match[1] or match[2] or "", match[3], match[4]
    else:
        uri, _, rest = value.strip().partition(";")
        name, rest = "", ";" + rest
    if not uri.strip():
        return None
    return Named(name=name.strip(), uri=uri.strip(), tag=parameter(rest, "tag"))


def parse_via(value: str) -> Via | None:
    """None for one of another transport or form."""
    match = _VIA.match(value.strip())
    if match is None or match[1].upper() != "UDP" or (match[3] and not 0 < int(match[3]) < 65_536):
        return None
    return Via(
        host=match[2],
        port=int(match[3]) if match[3] else DEFAULT_PORT,
        branch=parameter(match[4], "branch") or "",
        wants_port=re.search(r";\s*rport\s*(?:;|$|=)", match[4]) is not None,
    )


def parameter(text: str, name: str) -> str | None:
    """`;name=value` in the tail of a header."""
    match = re.search(rf';\s*{name}\s*=\s*("[^"]*"|[^;,\s]+)', text, re.IGNORECASE)
    return match[1].strip('"') if match else None


def received(via: str, source: Peer) -> str:
    """The topmost Via with the address it really came from (RFC 3261, 18.2.1; RFC 3581, 4)."""
    host, port = source
    cleaned = re.sub(r";\s*received\s*=[^;]*", "", via, flags=re.IGNORECASE)
    parsed = parse_via(via)
    if parsed is not None and parsed.wants_port:
        cleaned = re.sub(r";\s*rport\s*(=[^;]*)?(?=;|$)", f";rport={port}", cleaned, flags=re.IGNORECASE)
        return f"{cleaned};received={host}"
    return cleaned if parsed is not None and parsed.host == host else f"{cleaned};received={host}"


def callers_number(headers: Headers, *, asserts: bool) -> str | None:
    """The number a call comes from: as the network asserts it (RFC 3325), else as the caller gives it.

    `asserts`: the peer is one whose assertion is believed. Null where the caller withholds it.
    """
    asserted = headers.all("p-asserted-identity") if asserts else ()
    privacy = headers.first("privacy") or ""
    if re.search(r"\b(?:id|user)\b", privacy):
        return None
    for value in (*asserted, headers.first("from") or ""):
        named = parse_named(value)
        uri = parse_uri(named.uri) if named is not None else None
        if uri is not None and (number := _number(uri.user)) is not None:
            return number
    return None


def _number(user: str) -> str | None:
    if user.lower() in NOBODY:
        return None
    plain = re.sub(r"[().\-\s]", "", user.replace("%2B", "+").replace("%2b", "+"))
    return plain if _NUMBER.match(plain) else None
