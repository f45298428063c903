"""What Twilio asks of us: how to answer a call, its sound, what comes after, and that it is over.

Only what Twilio signed is looked at. A call is answered once, a stream opened once, what comes after asked
once. Anything again is refused (403), so an overheard request is worth nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import aiohttp
import structlog
from aiohttp import hdrs, web

from conversation.words import Words
from voice_gateway.call.line import Arrival
from voice_gateway.media import Ending, Media
from voice_gateway.meters import Meters
from voice_gateway.transports.twilio.known_calls import KnownCall, KnownCalls
from voice_gateway.transports.twilio.media import LARGEST_MESSAGE, TwilioMedia
from voice_gateway.transports.twilio.placing import TwilioPlacer
from voice_gateway.transports.twilio.rest import TwilioRest
from voice_gateway.transports.twilio.signature import HEADER, Fields, Signatures
from voice_gateway.transports.twilio.stream_passes import Pass, StreamPasses
from voice_gateway.transports.twilio.twiml import Dial, Farewell, Next, Stream, twiml

ANSWER, AFTER, STATUS, FALLBACK, STREAM, PLACED = (
    f"/twilio/{name}" for name in ("voice", "after", "status", "fallback", "stream", "placed")
)
SHOWN_AS = "pass"
MOST_STRANGERS = 64
"""Sockets that have not shown their pass yet."""
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
TALKED = frozenset({"completed", "answered"})
WITHHELD = frozenset({"+266696687", "+7378742883", "+2562533", "+8656696", "+86282452253"})
"""Anonymous, restricted, blocked, unknown, unavailable: letters on a keypad, and nobody's number."""
ATTESTED = "TN-Validation-Passed-A"
"""STIR/SHAKEN: the caller's own carrier signed that this customer may use this number."""
_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """Whose calls these are."""

    sid: str
    token: str
    public_url: str
    number: str = ""
    """Shown where we call; empty: we never call."""
    api_url: str = "https://api.twilio.com"
    overflow_number: str = ""
    """Rings where no line of ours is free; empty: the caller is told."""


Take = Callable[[Media, Arrival], Awaitable[Ending]]


class TwilioWebhooks:
    """One account's. `take` serves a call; `room` tells how many more could be."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        account: TwilioAccount,
        *,
        take: Take,
        room: Callable[[], int],
        session: Callable[[], aiohttp.ClientSession],
        words: Words,
        meters: Meters,
        clock: Callable[[], float],
    ) -> None:
        self._account = account
        self._take = take
        self._room = room
        self._words = words
        self._meters = meters
        self._signatures = Signatures(account.token, account.public_url)
        self._passes = StreamPasses(clock)
        self._calls = KnownCalls()
        rest = TwilioRest(session, account.sid, account.token, account.api_url)
        self.placer = TwilioPlacer(rest, account.number, self._addresses)
        """Calls numbers outside."""
        self._strangers = 0
        self._log = structlog.get_logger()

    @property
    def url(self) -> str:
        """What stands at Twilio's number as its webhook."""
        return self._signatures.url(ANSWER)

    def add_routes(self, app: web.Application) -> None:
        """All addresses that Twilio knows."""
        app.router.add_post(ANSWER, self.answer)
        app.router.add_post(AFTER, self.after)
        app.router.add_post(STATUS, self.status)
        app.router.add_post(FALLBACK, self.fallback)
        app.router.add_post(PLACED + "/{name}", self.placed)
        app.router.add_post(STATUS + "/{name}", self.status)
        app.router.add_get(STREAM + "/{address}", self.stream)

    # -- webhooks --------------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        """Somebody calls."""
        fields = await self._signed(request)
        call = self._calls.begin(fields["CallSid"], arrival_of(fields))
        if call is None:
            raise self._refuse("replayed")
        return self._tell(self._connect(call) if self._room() > 0 else self._overflow())

    async def placed(self, request: web.Request) -> web.Response:
        """Somebody answers whom we called."""
        fields = await self._signed(request)
        placed = self.placer.find(request.match_info["name"])
        if placed is None or placed.answered:
            raise self._refuse("replayed")
        call = self._calls.begin(fields["CallSid"], Arrival())
        if call is None:
            raise self._refuse("replayed")
        placed.answered, call.placed = True, placed
        return self._tell(self._connect(call))

    async def after(self, request: web.Request) -> web.Response:
        """A stream is over, or another telephone has rung."""
        fields = await self._signed(request)
        call = self._calls.find(fields["CallSid"])
        if call is None:
            if not self._calls.asks_last(fields["CallSid"]):
                raise self._refuse("replayed")
            return self._tell(Farewell())
        if call.is_dialling:
            call.is_dialling = False
            return self._tell(self._dialled(call, fields.get("DialCallStatus", "")))
        if not call.owes_after:
            raise self._refuse("replayed")
        call.owes_after = False
        return self._tell(self._streamed(call))

    async def status(self, request: web.Request) -> web.Response:
        """A call has changed; what counts is that it is over."""
        fields = await self._signed(request)
        sid = fields["CallSid"]
        placed = self.placer.find(request.match_info.get("name", ""))
        if placed is not None:
            placed.changed(fields.get("CallStatus", ""))
        if fields.get("CallStatus") not in OVER:
            return web.Response(status=204)
        if self._calls.is_finished(sid):
            raise self._refuse("replayed")
        call = self._calls.finish(sid)
        if call is not None and call.media is not None:
            await call.media.let_go()
        return web.Response(status=204)

    async def fallback(self, request: web.Request) -> web.Response:
        """Twilio could not reach us, or did not like what it got."""
        await self._signed(request)
        return self._tell(self._overflow())

    # -- the stream ------------------------------------------------------------------------------------

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """A socket with the sound of a call that was answered."""
        if not self._signatures.covers_socket(request.raw_path, request.headers.get(HEADER, "")):
            raise self._refuse("forged")
        if self._strangers >= MOST_STRANGERS:
            raise web.HTTPServiceUnavailable
        shown = self._passes.redeem(request.match_info["address"])
        if shown is None:
            raise self._refuse("replayed")
        socket = web.WebSocketResponse(heartbeat=15.0, max_msg_size=LARGEST_MESSAGE, compress=False)
        await socket.prepare(request)
        media = TwilioMedia(socket)
        call = await self._started(media, shown)
        if call is None:
            self._meters.refused("stream")
            self._log.warning("stream.refused")
            await media.hang_up(Ending.REFUSED)
            return socket
        call.media, call.was_heard = media, True
        media.onward = partial(self._dial_next, call)
        try:
            await self._serve(media, call)
        finally:
            call.media = None
        return socket

    async def _serve(self, media: TwilioMedia, call: KnownCall) -> None:
        """To its end; a call that we placed is served by whoever placed it."""
        placed, call.placed = call.placed, None
        if placed is None:
            await self._take(media, call.arrival)
        elif placed.media.done():
            await media.hang_up(Ending.HUNG_UP)
        else:
            placed.media.set_result(media)
            await media.over.wait()

    async def _started(self, media: TwilioMedia, shown: Pass) -> KnownCall | None:
        """The call this stream belongs to, None when it shows no pass of ours."""
        self._strangers += 1
        try:
            started = await media.start()
        finally:
            self._strangers -= 1
        if started is None or not started.is_mu_law or started.account_sid != self._account.sid:
            return None
        if not shown.is_shown_by(started.call_sid, started.parameters.get(SHOWN_AS, "")):
            return None
        return self._calls.find(started.call_sid)

    # -- what is told ----------------------------------------------------------------------------------

    def _connect(self, call: KnownCall) -> Stream:
        issued = self._passes.issue(call.sid, call.arrival)
        call.owes_after = True
        return Stream(
            url=self._signatures.socket_url(f"{STREAM}/{issued.address}"),
            after=self._signatures.url(AFTER),
            parameters={SHOWN_AS: issued.secret},
        )

    def _addresses(self, name: str) -> tuple[str, str]:
        return self._signatures.url(f"{PLACED}/{name}"), self._signatures.url(f"{STATUS}/{name}")

    def _dial_next(self, call: KnownCall, number: str) -> None:
        call.next = Dial(number=number, after=self._signatures.url(AFTER))

    def _streamed(self, call: KnownCall) -> Next:
        """After the stream: what the call was told to do, else its end."""
        if not call.was_heard:
            return self._overflow()
        told, call.next = call.next, None
        call.is_dialling = isinstance(told, Dial)
        return told or Farewell()

    def _dialled(self, call: KnownCall, status: str) -> Next:
        """Nobody took the call at the other telephone: back to the conversation."""
        return Farewell() if status in TALKED else self._connect(call)

    def _overflow(self) -> Next:
        if self._account.overflow_number:
            return Dial(number=self._account.overflow_number)
        return Farewell(text=self._words.say("voice_no_line"))

    async def _signed(self, request: web.Request) -> Fields:
        """The fields of a request that Twilio signed, for this account.

        Raises:
            HTTPForbidden: anybody else's.
        """
        body = await request.read()
        given = request.headers.get(HEADER, "")
        fields: Fields | None = None
        if request.content_type == "application/x-www-form-urlencoded":
            fields = self._signatures.form(request.raw_path, body, given)
        elif self._signatures.covers_json(request.raw_path, body, given):
            fields = _json_fields(body)
        if fields is None:
            raise self._refuse("forged")
        if fields.get("AccountSid") != self._account.sid or not fields.get("CallSid"):
            raise self._refuse("strange")
        return fields

    def _refuse(self, why: str) -> web.HTTPForbidden:
        self._meters.refused(why)
        self._log.warning("webhook.refused", why=why)
        return web.HTTPForbidden(text="Refused.\n")

    def _tell(self, what: Next) -> web.Response:
        return web.Response(
            text=twiml(what), content_type="application/xml", headers={hdrs.CACHE_CONTROL: "no-store"}
        )


def _json_fields(body: bytes) -> Fields | None:
    try:
        read: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    return {name: value for name, value in read.items() if isinstance(value, str)}


def arrival_of(fields: Fields) -> Arrival:
    """Where a call comes from; a number that is withheld is none."""
    number = fields.get("From", "")
    known = bool(_NUMBER.match(number)) and number not in WITHHELD
    attested = known and fields.get("StirVerstat") == ATTESTED
    return Arrival(number=number if known else None, attested=attested, call_id=fields["CallSid"])
