"""A page's microphone over a WebSocket: frames of µ-law as binary messages, everything else as JSON.

page -> gateway   {"type": "start", "ticket": "…"} first, then 160 bytes a frame;
                  {"type": "key", "key": "0"}, {"type": "played", "mark": "…"}, {"type": "hang_up"}
gateway -> page   {"type": "ready"}, 160 bytes a frame, {"type": "mark", "mark": "…"}, {"type": "clear"},
                  {"type": "ended", "ending": "…"} last
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from aiohttp import WSMessage, WSMsgType, web

from voice_gateway.errors import NotTransferred
from voice_gateway.frames import FRAME_BYTES, FRAME_MS
from voice_gateway.media import Audio, Ending, Gone, Key, MediaEvent, Played
from voice_gateway.transports.paced_sender import PacedSender

START_WITHIN_S = 10.0
LARGEST_MESSAGE = 16 * 1024
KEYS = frozenset("0123456789*#")
NORMAL, REFUSED = 1000, 4001
LONGEST_MARK = 64
SEND_WITHIN_S = 5.0
MOST_UNSENT = 25
"""Frames, half a second, that a page has not taken; then what is old is dropped."""
LEAD_MS = 120
AHEAD_FRAMES = LEAD_MS // FRAME_MS + 1
"""Those that wait in the page, and the one that it plays: none has to wait for a beat of ours."""


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
        await self._say(json.dumps(frame))

    async def _say(self, text: str) -> None:
        with suppress(ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.send_str(text)

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
    """A caller's page; what is sent to it waits for nobody, so a slow page stops no call."""

    lead_ms = LEAD_MS
    """Frames come late over TCP now and then: so much may wait in the page."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        super().__init__(socket)
        self._sender = PacedSender(self._put_sound, self._put_mark, ahead=AHEAD_FRAMES)
        self._out: deque[bytes | str] = deque()
        self._more = asyncio.Event()

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """For as long as the call lasts."""
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(self._sender.run()), loop.create_task(self._write())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def send(self, frame: bytes) -> None:
        self._sender.send(frame)

    async def mark(self, name: str) -> None:
        self._sender.mark(name)

    async def clear(self) -> None:
        self._sender.clear()
        self._out.clear()
        self._put(json.dumps({"type": "clear"}))

    def _put_sound(self, frame: bytes | None) -> None:
        if frame is None:
            return
        if len(self._out) >= MOST_UNSENT:
            self._out = deque(item for item in self._out if isinstance(item, str))
        self._put(frame)

    def _put_mark(self, name: str) -> None:
        self._put(json.dumps({"type": "mark", "mark": name}))

    def _put(self, message: bytes | str) -> None:
        self._out.append(message)
        self._more.set()

    async def _write(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while self._out:
                message = self._out.popleft()
                if isinstance(message, bytes):
                    await super().send(message)
                else:
                    await self._say(message)

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
