"""Messages in and out over one UDP port, each with its transaction; what is no message harms nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from voice_gateway.transports.sip.addresses import Peer, parse_named, parse_via
from voice_gateway.transports.sip.allowance import Allowance
from voice_gateway.transports.sip.answering import as_received, new_tag, reply_peer, response_to
from voice_gateway.transports.sip.client_transaction import ClientTransaction
from voice_gateway.transports.sip.digest import Credentials, answered
from voice_gateway.transports.sip.message import Malformed, Request, Response, parse
from voice_gateway.transports.sip.server_transaction import ServerTransaction
from voice_gateway.transports.sip.wire import Wire

MOST_AT_ONCE = 4_000
"""Requests remembered; a flood is not."""
PING, PONG = b"\r\n\r\n", b"\r\n"
"""Keeps a hole in a firewall open (RFC 5626, 3.5.1)."""

Key = TypeVar("Key")
Transaction = TypeVar("Transaction")
Build = Callable[[tuple[tuple[str, str], ...]], Request]
"""Makes a request with these headers added, each time with a branch and number of its own."""


class Called(Protocol):
    """Whoever is asked."""

    def admits(self, request: Request, source: Peer) -> bool:
        """Whether this peer may ask at all; a stranger is refused without being remembered."""

    def request(self, transaction: ServerTransaction) -> None:
        """A new request."""

    def acknowledged(self, request: Request) -> None:
        """ACK of a good answer."""


class Signalling:
    """One for each port."""

    def __init__(self, called: Called, credentials: Credentials | None) -> None:
        """`credentials` answer a trunk's challenges."""
        self.wire: Wire
        self._called = called
        self._credentials = credentials
        self._servers: dict[tuple[str, ...], ServerTransaction] = {}
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._strangers = Allowance()
        self.malformed = 0

    # -- in --------------------------------------------------------------------------------------------

    def received(self, data: bytes, source: Peer) -> None:
        """A datagram."""
        if not data.strip(b"\r\n\0 \t"):
            if data == PING:
                self.wire.send(PONG, source)
            return
        try:
            message = parse(data)
        except Malformed as error:
            self.malformed += 1
            if error.request is not None and error.request.method != "ACK":
                self._refuse(error.request, source, 400)
            return
        if isinstance(message, Response):
            self._response(message)
        else:
            self._request(as_received(message, source), source)

    def _response(self, response: Response) -> None:
        vias = response.headers.all("via")
        via = parse_via(vias[0]) if vias else None
        client = self._clients.get((via.branch, response.method)) if via is not None else None
        if client is not None:
            client.received(response)

    def _request(self, request: Request, source: Peer) -> None:
        key = _key(request)
        server = self._servers.get(key)
        if server is not None:
            server.acknowledged() if request.method == "ACK" else server.repeated()
        elif request.method == "ACK":
            self._called.acknowledged(request)
        elif not self._called.admits(request, source):
            self._refuse(request, source, 403)
        elif len(self._servers) >= MOST_AT_ONCE:
            self._refuse(request, source, 503)
        else:
            self._begin(key, request, source)

    def _begin(self, key: tuple[str, ...], request: Request, source: Peer) -> None:
        peer = reply_peer(request, source)
        server = ServerTransaction(
            request,
            source,
            lambda data: self.wire.send(data, peer),
            lambda: _forget(self._servers, key),
        )
        self._servers[key] = server
        if request.method == "CANCEL":
            self._cancel(server, key)
        elif request.method == "INVITE" and self._is_merged(server):
            server.respond(482)
        else:
            self._called.request(server)

    def _cancel(self, server: ServerTransaction, key: tuple[str, ...]) -> None:
        invite = self._servers.get((*key[:-1], "INVITE"))
        server.respond(481 if invite is None else 200)
        if invite is not None:
            invite.cancel()

    def _is_merged(self, server: ServerTransaction) -> bool:
        """The same call came over another path (RFC 3261, 8.2.2.2)."""
        return any(
            other is not server and other.is_invite and _same_call(other.request, server.request)
            for other in self._servers.values()
        )

    def _refuse(self, request: Request, source: Peer, status: int) -> None:
        """Without remembering anything, and not for ever."""
        if self._strangers.takes():
            headers = (("retry-after", "10"),) if status == 503 else ()
            response = response_to(request, status, tag=new_tag(), headers=headers)
            self.wire.send(response.encoded(), reply_peer(request, source))

    # -- out -------------------------------------------------------------------------------------------

    def send(self, request: Request, peer: Peer) -> None:
        """ACK, which is never answered."""
        self.wire.send(request.encoded(), peer)

    def start(self, request: Request, peer: Peer) -> ClientTransaction:
        """A request of ours on its way."""
        via = parse_via(request.headers.all("via")[0])
        key = (via.branch if via is not None else "", request.method)
        client = ClientTransaction(
            request,
            lambda data: self.wire.send(data, peer),
            lambda: _forget(self._clients, key),
        )
        self._clients[key] = client
        client.start()
        return client

    async def ask(self, build: Build, peer: Peer) -> Response | None:
        """The final answer to a request that is no INVITE; None when none comes."""
        request = build(())
        answer = await self._final(self.start(request, peer))
        extra = self.answer_to(answer, request)
        return answer if extra is None else await self._final(self.start(build((extra,)), peer))

    def answer_to(self, response: Response | None, request: Request) -> tuple[str, str] | None:
        """The header that answers a challenge; None where there is none, or we do not know the password."""
        if response is None or response.status not in {401, 407} or self._credentials is None:
            return None
        return answered(response, self._credentials, request.method, request.uri)

    def close(self) -> None:
        """Everything is forgotten."""
        for server in self._servers.values():
            server.close()
        for client in self._clients.values():
            client.close()
        self._servers.clear()
        self._clients.clear()
        self.wire.close()

    @staticmethod
    async def _final(client: ClientTransaction) -> Response | None:
        while (response := await client.next()) is not None:
            if response.is_final:
                return response
        return None


def _forget(transactions: dict[Key, Transaction], key: Key) -> None:
    transactions.pop(key, None)


def _key(request: Request) -> tuple[str, ...]:
    """What tells a request from another, and a repeated one as the same (RFC 3261, 17.2.3)."""
    vias = request.headers.all("via")
    via = parse_via(vias[0]) if vias else None
    method = "INVITE" if request.method == "ACK" else request.method
    if via is not None and via.branch.startswith("z9hG4bK"):
        return via.branch, f"{via.host}:{via.port}", method
    first = request.headers.first
    named = parse_named(first("from") or "")
    tag = named.tag or "" if named is not None else ""
    return first("call-id") or "", tag, str(request.sequence), vias[0] if vias else "", method


def _same_call(one: Request, other: Request) -> bool:
    return (
        one.headers.first("call-id") == other.headers.first("call-id")
        and one.headers.first("from") == other.headers.first("from")
        and one.headers.first("cseq") == other.headers.first("cseq")
        and "tag=" not in (other.headers.first("to") or "")
    )
