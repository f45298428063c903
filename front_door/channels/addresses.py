"""Where a request comes from: which address counts, who is of this machine, which pages are ours."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from runtime.net import is_loopback

FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
ANY_SITE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMachine:
    """Who is trusted because it runs on this machine, and who because it bears a token.

    A proxy on this machine looks like a process of this machine unless it adds a header, so behind one
    nobody is trusted for the address alone.
    """

    behind_proxy: bool = False
    token: str = ""
    """Lets in whoever bears it; empty: nobody."""

    def is_local(self, request: web.Request) -> bool:
        """Whether the caller sits at this machine, a browser's page included."""
        forwarded = any(name in request.headers for name in FORWARDING)
        return not self.behind_proxy and not forwarded and is_loopback(request.remote)

    def lets_in(self, request: web.Request) -> bool:
        """A program of this machine that asks for itself (no page in a browser), or a bearer of the token."""
        if self.is_local(request) and not has_origin(request) and is_loopback(_host_name(request)):
            return True
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return (
            bool(self.token)
            and scheme.casefold() == "bearer"
            and hmac.compare_digest(given.strip().encode(), self.token.encode())
        )


def address_of(request: web.Request, trusted_proxies: Collection[str]) -> str:
    """The address to count by: the nearest one that is no proxy of ours."""
    address = request.remote or ""
    if address not in trusted_proxies:
        return address
    named = ",".join(request.headers.getall("X-Forwarded-For", []))
    for hop in reversed([part.strip() for part in named.split(",") if part.strip()]):
        address = hop
        if hop not in trusted_proxies:
            break
    return address


class Pseudonyms:
    """Addresses as they may be stored: alike for one address, and unreadable without the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, address: str) -> str:
        """16 hexadecimal digits; of IPv6 the network (64 bits) counts: a device changes the rest."""
        return hmac.new(self._key, _counted(address).encode(), hashlib.sha256).hexdigest()[:16]


def _counted(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address) or parsed.ipv4_mapped is not None:
        return str(getattr(parsed, "ipv4_mapped", None) or parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def has_origin(request: web.Request) -> bool:
    """Whether a browser says which page asks; a program of its own says nothing."""
    return "Origin" in request.headers


def is_own_origin(request: web.Request, others: Collection[str], *, secure: bool) -> bool:
    """Whether the page that asks was served by this host, or by one of the `others` (`*`: any site)."""
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    if origin in others or ANY_SITE in others:
        return True
    parts = urlsplit(origin)
    scheme = "https" if secure else "http"
    return parts.scheme == scheme and parts.netloc.casefold() == request.host.casefold()


def _host_name(request: web.Request) -> str | None:
    """The name a caller knows us by: a foreign one means that a page was led here by DNS."""
    try:
        return urlsplit(f"//{request.host}").hostname
    except ValueError:
        return None
