"""Calls we place over the trunk (RFC 3261, 13.2)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from conversation.gateway_protocol import CallState
from voice_gateway.media import Media
from voice_gateway.placing import NotAnswered
from voice_gateway.transports.sip import sdp
from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.answering import ALLOW, SERVER, new_tag
from voice_gateway.transports.sip.background import Background
from voice_gateway.transports.sip.client_transaction import ClientTransaction
from voice_gateway.transports.sip.dialog import Here, calling_dialog
from voice_gateway.transports.sip.line_parts import LineParts, PendingSound
from voice_gateway.transports.sip.message import Headers, Request, Response
from voice_gateway.transports.sip.sdp import Ours
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.wire import NoPort

ENGAGED = frozenset({486, 600, 603})
UNANSWERED = frozenset({408, 480, 487, 604})


class Outgoing:
    """Calls numbers; the adapter of `CallPlacer` for SIP."""

    name = "SIP"

    def __init__(self, parts: LineParts, is_ready: Callable[[], bool]) -> None:
        self._parts = parts
        self._is_ready = is_ready
        self._given_up = Background()

    @property
    def is_ready(self) -> bool:
        return bool(self._parts.trunk.uri) and self._is_ready()

    async def place(self, number: str, call_ref: str, ringing: Callable[[], None]) -> Media:  # noqa: ARG002
        """The call's own name is nothing to SIP."""
        peer = await self._parts.trunk.find()
        if peer is None:
            raise NotAnswered(CallState.FAILED, "trunk_not_found")
        try:
            pending = await self._parts.open_sound()
        except NoPort:
            raise NotAnswered(CallState.FAILED, "no_port") from None
        ours = self._parts.ours(pending.sound, peer)
        try:
            client, answer = await self._ring(number, peer, ours, ringing)
            return self._answered(client, answer, peer, pending, ours)
        except BaseException:
            pending.sound.close()
            raise

    async def close(self) -> None:
        """What was given up is not followed any further."""
        await self._given_up.close()

    # -- until somebody answers ------------------------------------------------------------------------

    async def _ring(
        self, number: str, peer: Peer, ours: Ours, ringing: Callable[[], None]
    ) -> tuple[ClientTransaction, Response]:
        signalling = self._parts.signalling
        request = self._invite(number, peer, ours)
        client = signalling.start(request, peer)
        answer = await self._final(client, peer, ringing)
        extra = signalling.answer_to(answer, request)
        if extra is not None:
            request = _again(request, self._parts.here(peer), extra)
            client = signalling.start(request, peer)
            answer = await self._final(client, peer, ringing)
        if answer is None:
            raise NotAnswered(CallState.FAILED, "trunk_silent")
        if not answer.is_good:
            raise NotAnswered(_state(answer.status), str(answer.status))
        return client, answer

    async def _final(
        self, client: ClientTransaction, peer: Peer, ringing: Callable[[], None]
    ) -> Response | None:
        told = answered = False
        try:
            while (response := await client.next()) is not None and not response.is_final:
                answered = True
                if response.status in {180, 183} and not told:
                    told = True
                    ringing()
        except asyncio.CancelledError:
            self._given_up.start(self._give_up(client, peer, answered=answered))
            raise
        return response

    async def _give_up(self, client: ClientTransaction, peer: Peer, *, answered: bool) -> None:
        """CANCEL, once the far end knows of the call; who answered just then is let go."""
        response: Response | None = None
        if not answered:
            response = await client.next()
            if response is None:
                return
        if response is None or not response.is_final:
            self._parts.signalling.start(_cancel(client.request), peer)
            while (response := await client.next()) is not None and not response.is_final:
                pass
        if response is not None and response.is_good:
            self._let_go(client.request, response, peer)

    def _let_go(self, invite: Request, response: Response, peer: Peer) -> None:
        """One that we do not want any more, or not as well."""
        dialog = calling_dialog(invite, response, self._parts.here(peer), peer)
        self._parts.signalling.send(dialog.request("ACK", sequence=invite.sequence), peer)
        self._parts.signalling.start(dialog.request("BYE"), peer)

    # -- once somebody does ----------------------------------------------------------------------------

    def _answered(
        self, client: ClientTransaction, answer: Response, peer: Peer, pending: PendingSound, ours: Ours
    ) -> SipCall:
        invite = client.request
        theirs = sdp.read(answer.body)
        if theirs is None or theirs.stream is None:
            self._let_go(invite, answer, peer)
            raise NotAnswered(CallState.FAILED, "no_sound")
        dialog = calling_dialog(invite, answer, self._parts.here(peer), peer)
        acknowledgement = dialog.request("ACK", sequence=invite.sequence)
        self._parts.signalling.send(acknowledgement, peer)

        def late(response: Response) -> None:
            if response.headers.first("to") == dialog.remote:
                self._parts.signalling.send(acknowledgement, peer)
            else:
                self._let_go(invite, response, peer)

        client.on_late = late
        call = self._parts.begin(dialog, pending, ours)
        call.start(theirs.stream)
        return call

    def _invite(self, number: str, peer: Peer, ours: Ours) -> Request:
        trunk, here = self._parts.trunk, self._parts.here(peer)
        target = f"sip:{number}@{trunk.host}"
        headers = [
            ("via", here.via()),
            ("max-forwards", "70"),
            ("from", f"{trunk.identity};tag={new_tag()}"),
            ("to", f"<{target}>"),
            ("call-id", secrets.token_hex(16)),
            ("cseq", "1 INVITE"),
            ("contact", here.contact),
            ("allow", ALLOW),
            ("user-agent", SERVER),
            ("content-type", "application/sdp"),
        ]
        return Request(method="INVITE", uri=target, headers=Headers(tuple(headers)), body=sdp.offer(ours))


def _again(request: Request, here: Here, extra: tuple[str, str]) -> Request:
    """The same call, with what the trunk asked for."""
    pairs = [(name, value) for name, value in request.headers.pairs if name not in {"via", "cseq"}]
    new = (("via", here.via()), ("cseq", f"{request.sequence + 1} INVITE"), *pairs, extra)
    return Request(method="INVITE", uri=request.uri, headers=Headers(new), body=request.body)


def _cancel(invite: Request) -> Request:
    """On the branch of its INVITE (RFC 3261, 9.1)."""
    kept = {"via", "from", "to", "call-id", "route", "max-forwards"}
    pairs = [(name, value) for name, value in invite.headers.pairs if name in kept]
    pairs.append(("cseq", f"{invite.sequence} CANCEL"))
    return Request(method="CANCEL", uri=invite.uri, headers=Headers(tuple(pairs)))


def _state(status: int) -> CallState:
    if status in ENGAGED:
        return CallState.BUSY
    return CallState.NO_ANSWER if status in UNANSWERED else CallState.FAILED
