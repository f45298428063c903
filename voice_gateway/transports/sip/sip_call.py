"""`SipCall`: the media port over a SIP dialog and its RTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from voice_gateway.errors import NotTransferred
from voice_gateway.media import Audio, Ending, Gone, Key, MediaEvent, OnHold
from voice_gateway.transports.sip import sdp
from voice_gateway.transports.sip.addresses import parse_uri
from voice_gateway.transports.sip.answering import ALLOW
from voice_gateway.transports.sip.background import Background
from voice_gateway.transports.sip.dialog import Dialog
from voice_gateway.transports.sip.far_end import FarEnd
from voice_gateway.transports.sip.message import Request, Response
from voice_gateway.transports.sip.referral import Referral
from voice_gateway.transports.sip.rtp import KEYS
from voice_gateway.transports.sip.rtp_sound import RtpSound
from voice_gateway.transports.sip.sdp import Ours, Stream
from voice_gateway.transports.sip.server_transaction import ServerTransaction
from voice_gateway.transports.sip.session_timer import LEAST_S, SessionTimer, session_timer
from voice_gateway.transports.sip.signalling import Signalling

BYE_WITHIN_S = 2.0
TRANSFER_WITHIN_S = 60.0
LOOK_S = 5.0
MOST_EVENTS = 150
_SIGNAL = re.compile(rb"^\s*(?:Signal\s*=\s*)?([0-9*#])\s*(?:\r?\n|$)", re.IGNORECASE)


class SipCall:
    """One call, answered."""

    lead_ms = 60

    def __init__(
        self,
        dialog: Dialog,
        signalling: Signalling,
        sound: RtpSound,
        ours: Ours,
        over: Callable[[SipCall], None],
        beside: Background,
    ) -> None:
        """`over` is called once it has ended; `beside` is what nobody waits for."""
        self.dialog = dialog
        self._signalling = signalling
        self._sound = sound
        self._ours = ours
        self._over = over
        self._beside = beside
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None
        self._ended = False
        self._held = False
        self._followed = False
        self._offering: ServerTransaction | None = None
        """An INVITE of theirs whose ACK has not come."""
        self._referred: Referral | None = None
        self._far_end = FarEnd(sound, self._ask)

    # -- its life --------------------------------------------------------------------------------------

    def tell(self, event: MediaEvent) -> None:
        """From the sound; frames nobody takes are dropped."""
        if not self._ended and not (isinstance(event, Audio) and self._events.qsize() > MOST_EVENTS):
            self._events.put_nowait(event)

    def start(self, stream: Stream | None, timer: SessionTimer | None = None) -> None:
        """The call is answered: sound flows."""
        if stream is not None:
            self._sound.connect(stream, self.dialog.peer[0])
        self._far_end.agreed(timer)
        self._running = self._beside.start(self._run())

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._sound.run())
            group.create_task(self._watch())

    async def _watch(self) -> None:
        """A far end that vanished says nothing."""
        while True:
            await asyncio.sleep(LOOK_S)
            if not self._followed or not await self._far_end.is_there():
                await self._drop()

    async def _drop(self) -> None:
        """In a task apart: this one ends with the call."""
        self._beside.start(self._leave(Ending.LINE_DROPPED))
        await asyncio.sleep(BYE_WITHIN_S)

    async def _leave(self, ending: Ending) -> None:
        self._finish(ending)
        await self._bye()

    def _finish(self, ending: Ending) -> None:
        """Nothing of it is left; the last event is told."""
        if self._ended:
            return
        self._events.put_nowait(Gone(ending))
        self._ended = True
        if self._running is not None:
            self._running.cancel()
        self._sound.close()
        self._over(self)

    async def _bye(self) -> None:
        """The far end has heard it, or has had its time; it is said again meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BYE_WITHIN_S):
                await self._ask("BYE")

    async def _ask(self, method: str, *headers: tuple[str, str]) -> Response | None:
        return await self._signalling.ask(
            lambda more: self.dialog.request(method, headers=(*headers, *more)), self.dialog.peer
        )

    # -- the port --------------------------------------------------------------------------------------

    async def events(self) -> AsyncIterator[MediaEvent]:
        self._followed = True
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, Gone):
                return

    async def send(self, frame: bytes) -> None:
        if not self._ended:
            self._sound.sender.send(frame)

    async def mark(self, name: str) -> None:
        if not self._ended:
            self._sound.sender.mark(name)

    async def clear(self) -> None:
        self._sound.sender.clear()

    async def hang_up(self, ending: Ending) -> None:
        if not self._ended:
            await self._leave(ending)

    def press(self, key: str) -> None:
        """A key of ours, towards a machine that asks for keys."""
        self._sound.press(key)

    def vanish(self) -> None:
        """Be gone without a word, as a telephone in a tunnel."""
        self._finish(Ending.LINE_DROPPED)

    async def transfer(self, number: str) -> None:
        """By REFER (RFC 3515): the far end calls the number, and tells us how that went."""
        if self._ended or self._referred is not None:
            raise NotTransferred("it is over, or on its way already")
        referral = self._referred = Referral()
        target = parse_uri(self.dialog.target)
        host = self.dialog.peer[0] if target is None or not target.host else target.host
        try:
            async with asyncio.timeout(TRANSFER_WITHIN_S):
                answer = await self._ask(
                    "REFER", ("refer-to", f"<sip:{number}@{host}>"), ("referred-by", self.dialog.here.contact)
                )
                if answer is None or not answer.is_good:
                    raise NotTransferred(str(answer.status) if answer is not None else "no answer")
                if not await referral.outcome():
                    raise NotTransferred("the number was not reached")
        except TimeoutError:
            raise NotTransferred("nothing was heard of it") from None
        finally:
            self._referred = None
        await self.hang_up(Ending.TRANSFERRED)

    # -- what the far end asks within the call ---------------------------------------------------------

    def acknowledged(self, request: Request) -> None:
        """ACK."""
        if self._offering is None:
            return
        self._offering.acknowledged()
        self._offering = None
        theirs = sdp.read(request.body) if request.body else None
        if theirs is not None and theirs.stream is not None:
            self._connect(theirs.stream)

    def request(self, transaction: ServerTransaction) -> None:
        """One of theirs."""
        request = transaction.request
        if request.sequence < self.dialog.remote_sequence:
            transaction.respond(500)
            return
        self.dialog.remote_sequence = request.sequence
        match request.method:
            case "BYE":
                self._left(transaction)
            case "INVITE" | "UPDATE":
                self._described(transaction)
            case "INFO":
                self._informed(transaction)
            case "NOTIFY":
                self._notified(transaction)
            case "OPTIONS":
                transaction.respond(200, headers=(("allow", ALLOW),))
            case "REFER":
                transaction.respond(603)
            case _:
                transaction.respond(405, headers=(("allow", ALLOW),))

    def _left(self, transaction: ServerTransaction) -> None:
        transaction.respond(200)
        if self._referred is not None:
            self._referred.left()
        self._finish(Ending.CALLER_LEFT if self._referred is None else Ending.TRANSFERRED)

    def _described(self, transaction: ServerTransaction) -> None:
        """The sound is changed, or only said to be as it was."""
        request = transaction.request
        timer = session_timer(request.headers)
        if self._offering is not None:
            transaction.respond(500 if request.method == "UPDATE" else 491, headers=(("retry-after", "1"),))
            return
        if timer is not None and timer.seconds < LEAST_S:
            transaction.respond(422, headers=(("min-se", str(LEAST_S)),))
            return
        body = self._answer_to(request)
        if body is None:
            transaction.respond(488)
            return
        self._far_end.agreed(timer)
        self.dialog.follow(request)
        told = (("contact", self.dialog.here.contact), ("allow", ALLOW), ("supported", "timer"))
        kind = (("content-type", "application/sdp"),) if body else ()
        transaction.respond(200, headers=(*told, *(timer.headers if timer else ()), *kind), body=body)
        if transaction.is_invite:
            self.await_acknowledgement(transaction)

    def await_acknowledgement(self, transaction: ServerTransaction) -> None:
        """A good answer to INVITE was sent; whoever never acknowledges it is not there."""
        self._offering = transaction
        transaction.on_unacknowledged = self._unacknowledged

    def _unacknowledged(self) -> None:
        if not self._ended:
            self._beside.start(self._leave(Ending.LINE_DROPPED))

    def _answer_to(self, request: Request) -> bytes | None:
        """Our description; empty where none is wanted, None where there is nothing in common."""
        if not request.body:
            return sdp.offer(self._next()) if request.method == "INVITE" else b""
        theirs = sdp.read(request.body)
        if theirs is None or theirs.stream is None:
            return None
        self._connect(theirs.stream)
        return sdp.answer(self._next(), theirs, theirs.stream)

    def _next(self) -> Ours:
        ours = self._ours
        self._ours = Ours(host=ours.host, port=ours.port, session=ours.session, version=ours.version + 1)
        return self._ours

    def _connect(self, stream: Stream) -> None:
        self._sound.connect(stream, self.dialog.peer[0])
        if self._held != self._sound.is_held:
            self._held = self._sound.is_held
            self.tell(OnHold(self._held))

    def _informed(self, transaction: ServerTransaction) -> None:
        """Keys of telephones that send none in their sound."""
        kind = (transaction.request.headers.first("content-type") or "").lower()
        if kind not in {"application/dtmf-relay", "application/dtmf"}:
            transaction.respond(415, headers=(("accept", "application/dtmf-relay, application/dtmf"),))
            return
        match = _SIGNAL.match(transaction.request.body)
        transaction.respond(200 if match else 400)
        if match is not None and (key := match[1].decode()) in KEYS:
            self.tell(Key(key))

    def _notified(self, transaction: ServerTransaction) -> None:
        """How a transfer goes."""
        request = transaction.request
        if self._referred is None or not (request.headers.first("event") or "").startswith("refer"):
            transaction.respond(481)
            return
        transaction.respond(200)
        self._referred.notified(request)
