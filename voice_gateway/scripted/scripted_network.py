"""A network of UDP ports without a network: datagrams take their time, and some are lost, as told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.wire import NoPort, Receive

Loses = Callable[[bytes, Peer], bool]
"""Whether this datagram to this peer never arrives."""


@dataclass(slots=True)
class ScriptedAir:
    """Everything that is connected."""

    seconds: float = 0.01
    """From port to port."""
    loses: Loses = lambda _data, _peer: False
    ports: dict[Peer, Receive] = field(default_factory=dict)
    sent: list[tuple[Peer, Peer, bytes]] = field(default_factory=list)
    """From, to and what, but for sound."""
    _arrivals: deque[tuple[Peer, Peer, bytes]] = field(default_factory=deque)

    def carry(self, source: Peer, peer: Peer, data: bytes) -> None:
        """A datagram on its way."""
        if data[:1] < b"\x80":
            self.sent.append((source, peer, data))
        if not self.loses(data, peer):
            self._arrivals.append((source, peer, data))
            asyncio.get_running_loop().call_later(self.seconds, self._arrive)

    def _arrive(self) -> None:
        """In the order in which they left."""
        source, peer, data = self._arrivals.popleft()
        receive = self.ports.get(peer)
        if receive is not None:
            receive(data, source)


class ScriptedNetwork:
    """One host of it."""

    def __init__(self, air: ScriptedAir, host: str) -> None:
        self._air = air
        self._host = host

    async def open(self, ports: range, receive: Receive) -> ScriptedWire:
        free = next((port for port in ports if (self._host, port) not in self._air.ports), None)
        if free is None:
            raise NoPort(self._host)
        self._air.ports[self._host, free] = receive
        return ScriptedWire(self._air, (self._host, free))

    def host_towards(self, _peer: Peer) -> str:
        return self._host


class ScriptedWire:
    """An open port."""

    def __init__(self, air: ScriptedAir, here: Peer) -> None:
        self._air = air
        self._here = here

    @property
    def port(self) -> int:
        return self._here[1]

    def send(self, data: bytes, peer: Peer) -> None:
        if self._here in self._air.ports:
            self._air.carry(self._here, peer, data)

    def close(self) -> None:
        self._air.ports.pop(self._here, None)
