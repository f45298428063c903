"""A page's microphone over a WebSocket: frames of µ-law as binary messages, everything else as JSON.

page -> gateway   {"type": "start", "ticket": "…"} first, then 160 bytes a frame;
                  {"type": "key", "key": "0"}, {"type": "played", "mark": "…"}, {"type": "hang_up"}
gateway -> page   {"type": "ready"}, 160 bytes a frame, {"type": "mark", "mark": "…"}, {"type": "clear"},
                  {"type": "ended", "ending": "…"} last
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from aiohttp import WSMessage, WSMsgType, web

from voice_gateway.errors import NotTransferred
from voice_gateway.frames import FRAME_BYTES
from voice_gateway.media import Audio, Ending, Gone, Key, MediaEvent, Played

START_WITHIN_S = 10.0
LARGEST_MESSAGE = 16 * 1024
KEYS = frozenset("0123456789*#")
NORMAL, REFUSED = 1000, 4001
LONGEST_MARK = 64
SEND_WITHIN_S = 5.0


class PageSocket:
    """What pages of callers and agents have in common."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._ended = False

    async def start(self) -> str | None:
        """The ticket the page shows, None when it shows none in time."""
        try:
            message = await self._socket.receive(timeout=START_WITHIN_S)
        except TimeoutError:
            return None
        read = self._json(message)
        ticket = read.get("ticket") if read.get("type") == "start" else None
        return ticket if isinstance(ticket, str) and 0 < len(ticket) <= 200 else None

    async def send(self, frame: bytes) -> None:
        with suppress(ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.send_bytes(frame)

    async def mark(self, name: str) -> None:
        await self._tell({"type": "mark", "mark": name})

    async def clear(self) -> None:
        await self._tell({"type": "clear"})

    async def hang_up(self, ending: Ending) -> None:
        if self._ended:
            return
        self._ended = True
        await self._tell({"type": "ended", "ending": ending.value})
        with suppress(ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.close(code=REFUSED if ending is Ending.REFUSED else NORMAL)

    async def transfer(self, number: str) -> None:  # noqa: ARG002 - a page has no number to go to
        raise NotTransferred("a page stays where it is")

    async def _tell(self, frame: Mapping[str, object]) -> None:
        with suppress(ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.send_str(json.dumps(frame))

    @classmethod
    def _event(cls, message: WSMessage) -> MediaEvent | None:
        """What a message means; what means nothing to us is let by."""
        if message.type is WSMsgType.BINARY:
            return Audio(bytes(message.data)) if len(message.data) == FRAME_BYTES else None
        read = cls._json(message)
        match read.get("type"), read.get("key"), read.get("mark"):
            case "key", str(key), _ if key in KEYS:
                return Key(key)
            case "played", _, str(mark) if len(mark) <= LONGEST_MARK:
                return Played(mark)
            case "hang_up", _, _:
                return Gone(Ending.CALLER_LEFT)
            case _:
                return None

    @staticmethod
    def _json(message: WSMessage) -> dict[str, object]:
        if message.type is not WSMsgType.TEXT:
            return {}
        try:
            read: object = json.loads(message.data)
        except (ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}


class BrowserMedia(PageSocket):
    """A caller's page."""

    lead_ms = 120
    """Frames come late over TCP now and then: so much may wait in the page."""

    async def events(self) -> AsyncIterator[MediaEvent]:
        async for message in self._socket:
            event = self._event(message)
            if event is not None:
                yield event
            if isinstance(event, Gone):
                return
        yield Gone(Ending.LINE_DROPPED)

    async def ready(self) -> None:
        """The call has begun."""
        await self._tell({"type": "ready"})
