"""UDP as the signalling and the sound use it: one open port, datagrams in and out."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Callable
from typing import Protocol, cast

from voice_gateway.transports.sip.addresses import Peer

Receive = Callable[[bytes, Peer], None]
ATTEMPTS = 64


class NoPort(Exception):
    """Every port that may be used is taken."""


class Wire(Protocol):
    """An open port."""

    @property
    def port(self) -> int:
        """Ours."""

    def send(self, data: bytes, peer: Peer) -> None:
        """A datagram; whether it arrives nobody knows."""

    def close(self) -> None:
        """Nothing comes any more."""


class Network(Protocol):
    """Where ports are opened."""

    async def open(self, ports: range, receive: Receive) -> Wire:
        """One of these ports.

        Raises:
            NoPort: none is free.
        """

    def host_towards(self, peer: Peer) -> str:
        """The address of ours that this peer sees."""


class UdpWire(asyncio.DatagramProtocol):
    """A `Wire` of the machine's."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._transport: asyncio.DatagramTransport

    @property
    def port(self) -> int:
        return int(self._transport.get_extra_info("sockname")[1])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Neither loop's transport is told to be one of datagrams, whatever their types say.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receive(data, (addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        """A peer's port is closed: what the timers are for."""

    def send(self, data: bytes, peer: Peer) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(data, peer)

    def close(self) -> None:
        self._transport.close()


class UdpNetwork:
    """The machine's, at one address of it; `told` is the one others reach it by, where that is another."""

    def __init__(self, host: str, told: str = "") -> None:
        self._host = host
        self._told = told

    async def open(self, ports: range, receive: Receive) -> UdpWire:
        loop = asyncio.get_running_loop()
        tried = random.sample(ports, min(ATTEMPTS, len(ports)))
        for port in tried:
            try:
                _, wire = await loop.create_datagram_endpoint(
                    lambda: UdpWire(receive), local_addr=(self._host, port)
                )
            except OSError:
                continue
            return wire
        if len(ports) == 1:
            raise NoPort(f"UDP {self._host}:{ports.start} cannot be listened on")
        raise NoPort(f"no UDP port of {self._host} between {ports.start} and {ports.stop - 1} is free")

    def host_towards(self, peer: Peer) -> str:
        if self._told:
            return self._told
        if self._host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
            return self._host
        family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(peer)
            except OSError:
                return self._host
            return str(probe.getsockname()[0])
