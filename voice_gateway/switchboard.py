"""Takes calls from any line, as many as there is room for, and ends them when the process ends."""

from __future__ import annotations

import asyncio
import uuid

import aiohttp
import structlog
from aiohttp import web

from conversation.words import Words
from voice_gateway.call.call import Call, CallParts
from voice_gateway.call.line import Arrival
from voice_gateway.call.websocket_line import Address, WebSocketLine
from voice_gateway.engines import Engines
from voice_gateway.media import Ending, Media
from voice_gateway.meters import Meters
from voice_gateway.transports.browser import LARGEST_MESSAGE, BrowserMedia

HEARTBEAT_S = 15.0
MOST_STRANGERS = 32
"""Sockets that have not shown a ticket yet."""


class Switchboard:
    """One for the process."""

    def __init__(
        self, engines: Engines, address: Address, meters: Meters, *, most_calls: int, language: str
    ) -> None:
        self._engines = engines
        self._address = address
        self._meters = meters
        self._most = most_calls
        self._words = Words.load(language)
        self._calls: set[asyncio.Task[Ending]] = set()
        self._sessions: aiohttp.ClientSession | None = None
        self._closing = False
        self._strangers = 0
        self._log = structlog.get_logger()

    @property
    def in_progress(self) -> int:
        """Calls now."""
        return len(self._calls)

    @property
    def room(self) -> int:
        """Calls that could begin now."""
        return 0 if self._closing else self._most - len(self._calls)

    async def browser(self, request: web.Request) -> web.StreamResponse:
        """`/call`: a page with a ticket."""
        if self.room <= 0 or self._strangers >= MOST_STRANGERS:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "10"}, text="All lines are taken.\n")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_MESSAGE, compress=False)
        await socket.prepare(request)
        media = BrowserMedia(socket)
        self._strangers += 1
        try:
            ticket = await media.start()
        finally:
            self._strangers -= 1
        if ticket is None:
            await media.hang_up(Ending.REFUSED)
            return socket
        await media.ready()
        await self.take(media, Arrival(ticket=ticket))
        return socket

    def shut(self) -> None:
        """Take no calls from now on."""
        self._closing = True

    async def drain(self, _: web.Application | None = None) -> None:
        """End every call; their conversations stay."""
        self.shut()
        for call in tuple(self._calls):
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        if self._sessions is not None:
            await self._sessions.close()

    async def take(self, media: Media, arrival: Arrival) -> Ending:
        """A call on any line, from its first word to its last; how it ended."""
        call_id = uuid.uuid4().hex[:12]
        line = WebSocketLine(self._session(), self._address, call_id, arrival)
        call = Call(
            CallParts(
                media=media,
                line=line,
                recogniser=self._engines.recogniser,
                voice=self._engines.voice,
                activity=self._engines.new_activity(),
                words=self._words,
                meters=self._meters,
            )
        )
        running = asyncio.get_running_loop().create_task(call.run())
        self._calls.add(running)
        self._log.info("call.began", call_id=call_id)
        try:
            ending = await asyncio.shield(running)
        except asyncio.CancelledError:
            running.cancel()
            ending = Ending.DRAINED
        except Exception:  # noqa: BLE001 - the edge of a call: it ends, the others go on
            self._log.exception("call.failed", call_id=call_id)
            ending = Ending.BROKEN
        finally:
            self._calls.discard(running)
        self._log.info("call.ended", call_id=call_id, ending=ending.value)
        return ending

    def _session(self) -> aiohttp.ClientSession:
        if self._sessions is None:
            self._sessions = aiohttp.ClientSession(trust_env=False)
        return self._sessions
