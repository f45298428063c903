"""Who we are to the telephone network, and whom we believe."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_gateway.transports.sip.addresses import DEFAULT_PORT, Peer, parse_uri
from voice_gateway.transports.sip.digest import Credentials

Net = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """Whoever carries calls to numbers, and brings them."""

    uri: str
    """`sip:trunk.example.com` or `sip:192.0.2.7:5080`; empty: no calls are placed."""
    user: str = ""
    """Of our account there; also whose number is shown."""
    credentials: Credentials | None = None
    registers: bool = False

    @property
    def host(self) -> str:
        """As requests name it."""
        uri = parse_uri(self.uri)
        if uri is None:
            return ""
        return uri.host if uri.port is None else f"{uri.host}:{uri.port}"

    @property
    def identity(self) -> str:
        """From, and To of a registration."""
        return f"<sip:{self.user or 'care'}@{self.host}>"

    async def find(self) -> Peer | None:
        """Where it is; None while its name is not known."""
        uri = parse_uri(self.uri)
        if uri is None or not uri.host:
            return None
        if uri.peer is not None:
            return uri.peer
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                uri.host, uri.port or DEFAULT_PORT, type=socket.SOCK_DGRAM
            )
        except OSError:
            return None
        return str(found[0][4][0]), int(found[0][4][1])


@dataclass(slots=True, kw_only=True)
class Admitted:
    """Addresses and networks whose calls are taken, and whose word on a caller's number counts."""

    networks: tuple[Net, ...]
    trunk_hosts: set[str] = field(default_factory=set)

    def knows(self, host: str) -> bool:
        """Whether this peer is one of them."""
        if host in self.trunk_hosts:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self.networks)


def networks_of(told: Sequence[str]) -> tuple[Net, ...]:
    """`192.0.2.7` or `192.0.2.0/24`.

    Raises:
        ValueError: one is neither.
    """
    return tuple(ipaddress.ip_network(each, strict=False) for each in told)
