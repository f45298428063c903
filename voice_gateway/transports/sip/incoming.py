"""Calls that come in: refused at once or answered, and handed to the reception (RFC 3261, 13.3)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from voice_gateway.call.line import Arrival
from voice_gateway.transports.sip import sdp
from voice_gateway.transports.sip.addresses import callers_number, parse_uri
from voice_gateway.transports.sip.answering import ALLOW
from voice_gateway.transports.sip.background import Background
from voice_gateway.transports.sip.dialog import Dialog, answering_dialog
from voice_gateway.transports.sip.digest import Challenges, Credentials
from voice_gateway.transports.sip.line_parts import LineParts, PendingSound
from voice_gateway.transports.sip.message import Request
from voice_gateway.transports.sip.reception import Reception
from voice_gateway.transports.sip.sdp import Description
from voice_gateway.transports.sip.server_transaction import ServerTransaction
from voice_gateway.transports.sip.session_timer import LEAST_S, session_timer
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.trunk import Admitted, Net
from voice_gateway.transports.sip.wire import NoPort

REALM = "front-door"
COME_BACK_S = "10"
Refusal = tuple[int, tuple[tuple[str, str], ...]]
"""A status and the headers that explain it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """Whose calls are taken, and how."""

    networks: tuple[Net, ...]
    callers: Credentials | None = None
    """What a caller from elsewhere must know; null: only the networks' calls are taken."""
    ring_s: float = 0.0
    overflow_number: str = ""
    """Rings where no line of ours is free; empty: the caller hears that it is engaged."""


def challenges_of(manners: Manners) -> Challenges | None:
    """None where no password opens our door."""
    return Challenges(manners.callers, REALM) if manners.callers is not None else None


class Incoming:
    """One endpoint's."""

    def __init__(
        self,
        parts: LineParts,
        reception: Reception,
        admitted: Admitted,
        challenges: Challenges | None,
        manners: Manners,
    ) -> None:
        """`challenges` ask callers that are not admitted by their address for a password."""
        self._parts = parts
        self._reception = reception
        self._admitted = admitted
        self._challenges = challenges
        self._manners = manners
        self._answering = Background()
        self._ringing = 0

    def invited(self, transaction: ServerTransaction) -> None:
        """An INVITE that begins a call."""
        refusal = self._refusal(transaction)
        if refusal is not None:
            status, headers = refusal
            transaction.respond(status, headers=headers)
            return
        transaction.respond(100)
        cancelled = asyncio.Event()
        transaction.on_cancel = cancelled.set
        self._answering.start(self._take(transaction, cancelled))

    async def close(self) -> None:
        """No call is answered any more; those that were have been ended."""
        await self._answering.close()

    # -- whether ---------------------------------------------------------------------------------------

    def _refusal(self, transaction: ServerTransaction) -> Refusal | None:
        request = transaction.request
        stranger = self._challenged(transaction)
        if stranger is not None:
            return stranger
        unmet = [each for each in request.headers.all("require") if each != "timer"]
        if unmet:
            return 420, (("unsupported", ", ".join(unmet)),)
        if parse_uri(request.uri) is None:
            return 416, ()
        return self._no_room(self._parts.trunk.host or transaction.source[0]) or self._misfit(request)

    def _challenged(self, transaction: ServerTransaction) -> Refusal | None:
        request = transaction.request
        if self._admitted.knows(transaction.source[0]):
            return None
        if self._challenges is None:
            return 403, ()
        if self._challenges.accepts(request.headers, request.method):
            return None
        stale = self._challenges.is_stale(request.headers)
        return 401, (("www-authenticate", self._challenges.challenge(stale=stale)),)

    def _no_room(self, host: str) -> Refusal | None:
        """A trunk that is told 503 tries another gateway; 486 is what a caller hears as engaged."""
        if self._reception.closing:
            return 503, (("retry-after", COME_BACK_S),)
        if self._reception.lines - self._ringing > 0:
            return None
        overflow = self._manners.overflow_number
        if overflow:
            return 302, (("contact", f"<sip:{overflow}@{host}>"),)
        return 486, (("retry-after", COME_BACK_S),)

    @staticmethod
    def _misfit(request: Request) -> Refusal | None:
        timer = session_timer(request.headers)
        if timer is not None and timer.seconds < LEAST_S:
            return 422, (("min-se", str(LEAST_S)),)
        kind = (request.headers.first("content-type") or "application/sdp").split(";")[0].strip().lower()
        if request.body and kind != "application/sdp":
            return 415, (("accept", "application/sdp"),)
        theirs = sdp.read(request.body) if request.body else None
        if request.body and theirs is None:
            return 400, ()
        return (488, ()) if theirs is not None and theirs.stream is None else None

    # -- how -------------------------------------------------------------------------------------------

    async def _take(self, transaction: ServerTransaction, cancelled: asyncio.Event) -> None:
        request, peer = transaction.request, transaction.source
        self._ringing += 1
        try:
            call = await self._answer(transaction, cancelled)
        finally:
            self._ringing -= 1
        if call is not None:
            number = callers_number(request.headers, asserts=self._admitted.knows(peer[0]))
            await self._reception.take(call, Arrival(number=number))

    async def _answer(self, transaction: ServerTransaction, cancelled: asyncio.Event) -> SipCall | None:
        """The call, None when nothing came of it."""
        peer = transaction.source
        dialog = answering_dialog(transaction.request, transaction.tag, self._parts.here(peer), peer)
        if dialog is None:
            transaction.respond(400)
            return None
        try:
            pending = await self._parts.open_sound()
        except NoPort:
            transaction.respond(503, headers=(("retry-after", COME_BACK_S),))
            return None
        transaction.respond(180, headers=(("contact", dialog.here.contact),))
        try:
            if await self._is_cancelled(cancelled):
                transaction.respond(487)
            else:
                return self._accept(transaction, dialog, pending)
        except asyncio.CancelledError:
            transaction.respond(503)
            raise
        finally:
            if not transaction.has_succeeded:
                pending.sound.close()
        return None

    async def _is_cancelled(self, cancelled: asyncio.Event) -> bool:
        """Ring as long as we are to, or until the caller gives up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._manners.ring_s):
                await cancelled.wait()
        return cancelled.is_set()

    def _accept(self, transaction: ServerTransaction, dialog: Dialog, pending: PendingSound) -> SipCall:
        request = transaction.request
        theirs: Description | None = sdp.read(request.body) if request.body else None
        stream = theirs.stream if theirs is not None else None
        ours = self._parts.ours(pending.sound, dialog.peer)
        call = self._parts.begin(dialog, pending, ours)
        timer = session_timer(request.headers)
        headers = [("contact", dialog.here.contact), ("allow", ALLOW), ("supported", "timer")]
        headers += [*(timer.headers if timer is not None else ()), ("content-type", "application/sdp")]
        answer = sdp.answer(ours, theirs, stream) if theirs is not None and stream is not None else None
        call.start(stream, timer)
        call.await_acknowledgement(transaction)
        transaction.respond(200, headers=headers, body=answer or sdp.offer(ours))
        return call
