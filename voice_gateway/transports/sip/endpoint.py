"""Our telephone: one UDP port for calls in and out, and the calls that go on over it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.transports.sip.addresses import Peer, parse_named
from voice_gateway.transports.sip.answering import ALLOW
from voice_gateway.transports.sip.dialog import DialogId, dialog_id
from voice_gateway.transports.sip.incoming import Incoming, Manners, challenges_of
from voice_gateway.transports.sip.line_parts import LineParts
from voice_gateway.transports.sip.message import Request
from voice_gateway.transports.sip.outgoing import Outgoing
from voice_gateway.transports.sip.reception import Reception
from voice_gateway.transports.sip.registration import Registration
from voice_gateway.transports.sip.server_transaction import ServerTransaction
from voice_gateway.transports.sip.signalling import Signalling
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.trunk import Admitted, Trunk
from voice_gateway.transports.sip.wire import Network

METHODS = frozenset(
    {"BYE", "UPDATE", "INFO", "NOTIFY", "REFER", "REGISTER", "SUBSCRIBE", "MESSAGE", "PUBLISH", "PRACK"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """How an operator wants it."""

    port: int
    rtp_ports: range
    trunk: Trunk
    manners: Manners


class SipEndpoint:
    """`start` it, `close` it."""

    def __init__(self, settings: Telephone, network: Network, reception: Reception, meters: Meters) -> None:
        self._settings = settings
        self._network = network
        self._reception = reception
        self._calls: dict[DialogId, SipCall] = {}
        self._admitted = Admitted(networks=settings.manners.networks)
        self._challenges = challenges_of(settings.manners)
        self._signalling = Signalling(self, settings.trunk.credentials)
        self._parts = LineParts(
            network=network,
            rtp_ports=settings.rtp_ports,
            signalling=self._signalling,
            trunk=settings.trunk,
            meters=meters,
            calls=self._calls,
        )
        self._incoming = Incoming(self._parts, reception, self._admitted, self._challenges, settings.manners)
        self._registration = Registration(self._parts) if settings.trunk.registers else None
        self._registering: asyncio.Task[None] | None = None
        self.outgoing = Outgoing(self._parts, self._may_place)

    @property
    def port(self) -> int:
        """Where it is reached."""
        return self._signalling.wire.port

    @property
    def detail(self) -> str:
        """For `/status`."""
        calls = f"{len(self._calls)} calls over SIP port {self.port}"
        if self._registration is None:
            return calls
        return calls + ("" if self._registration.stands else ", not registered with the trunk")

    @property
    def is_whole(self) -> bool:
        """Whether the trunk, if there is one to register with, knows us."""
        return self._registration is None or self._registration.stands

    @property
    def in_progress(self) -> int:
        """Calls now."""
        return len(self._calls)

    async def start(self) -> None:
        """Take calls.

        Raises:
            NoPort: the port is taken.
        """
        port = self._settings.port
        self._signalling.wire = await self._network.open(range(port, port + 1), self._signalling.received)
        if self._settings.trunk.uri and (peer := await self._settings.trunk.find()) is not None:
            self._admitted.trunk_hosts.add(peer[0])
        if self._registration is not None:
            self._registering = asyncio.get_running_loop().create_task(self._registration.run())

    async def close(self) -> None:
        """End what is left; nothing is heard any more."""
        if self._registration is not None and self._registering is not None:
            self._registering.cancel()
            with suppress(asyncio.CancelledError):
                await self._registering
            await self._registration.leave()
        await asyncio.gather(*(call.hang_up(Ending.DRAINED) for call in tuple(self._calls.values())))
        await self._incoming.close()
        await self.outgoing.close()
        await self._parts.beside.settled()
        self._signalling.close()

    def _may_place(self) -> bool:
        return self.is_whole and not self._reception.closing

    # -- whoever is asked ------------------------------------------------------------------------------

    def admits(self, request: Request, source: Peer) -> bool:
        """Known by address, by a password it is going to be asked for, or by a call it has with us."""
        if self._admitted.knows(source[0]) or dialog_id(request) in self._calls:
            return True
        return self._challenges is not None and request.method in {"INVITE", "CANCEL"}

    def request(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        named = parse_named(request.headers.first("to") or "")
        if named is not None and named.tag is not None:
            call = self._calls.get(dialog_id(request))
            call.request(transaction) if call is not None else transaction.respond(481)
        elif request.method == "INVITE":
            self._incoming.invited(transaction)
        elif request.method == "OPTIONS":
            self._tell_options(transaction)
        else:
            transaction.respond(405 if request.method in METHODS else 501, headers=(("allow", ALLOW),))

    def acknowledged(self, request: Request) -> None:
        call = self._calls.get(dialog_id(request))
        if call is not None:
            call.acknowledged(request)

    def _tell_options(self, transaction: ServerTransaction) -> None:
        """Trunks ask now and then whether calls would be taken."""
        if self._reception.closing:
            transaction.respond(503, headers=(("retry-after", "10"),))
        else:
            transaction.respond(
                200, headers=(("allow", ALLOW), ("accept", "application/sdp"), ("supported", "timer"))
            )
