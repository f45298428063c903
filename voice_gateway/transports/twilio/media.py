"""`TwilioMedia`: a call on a Media Stream, both ways, frames as they are in the gateway.

Twilio keeps whatever it gets and plays it in order, so frames are sent close to their time. A mark comes back
back when all before it has been played, and also when `clear` dropped it. Its name carries the epoch,
which each `clear` counts up: what was dropped is never taken for heard.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress

from aiohttp import WSCloseCode, WSMsgType, web

from voice_gateway.errors import NotTransferred
from voice_gateway.frames import FRAME_BYTES
from voice_gateway.media import Audio, Ending, Gone, Key, MediaEvent, Played
from voice_gateway.transports.twilio.stream_messages import (
    Malformed,
    Marked,
    Pressed,
    Sound,
    Started,
    Stopped,
    StreamMessage,
    read_message,
)

START_WITHIN_S = 10.0
SEND_WITHIN_S = 5.0
LARGEST_MESSAGE = 64 * 1024
MOST_STRANGE = 50
"""Messages that are none of Twilio's; after these the line is taken for broken."""


class TwilioMedia:
    """One stream."""

    lead_ms = 160
    """So much may wait at Twilio: the way there is not even."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._stream_sid = ""
        self._epoch = 0
        self._rest = b""
        self._strange = 0
        self._over = False
        self.over = asyncio.Event()
        """Set when nothing more is sent or heard."""
        self._leaves_as: Ending | None = None
        """Why there will be no more of this caller, when that is known before the socket is closed."""
        self.onward: Callable[[str], None] | None = None
        """Told the number that is to ring after the stream; None: the stream cannot be left for another."""

    async def start(self) -> Started | None:
        """The stream's first message, None when it does not come in time."""
        try:
            async with asyncio.timeout(START_WITHIN_S):
                while (message := await self._read()) is not None:
                    if isinstance(message, Started):
                        self._stream_sid = message.stream_sid
                        return message
        except TimeoutError:
            pass
        return None

    async def events(self) -> AsyncIterator[MediaEvent]:
        while True:
            message = await self._read()
            for event in self._events(message):
                yield event
                if isinstance(event, Gone):
                    return

    async def send(self, frame: bytes) -> None:
        await self._tell({"event": "media", "media": {"payload": base64.b64encode(frame).decode()}})

    async def mark(self, name: str) -> None:
        await self._tell({"event": "mark", "mark": {"name": f"{self._epoch}.{name}"}})

    async def clear(self) -> None:
        self._epoch += 1
        await self._tell({"event": "clear"})

    async def hang_up(self, ending: Ending) -> None:
        """Closing the socket sends Twilio to the address that follows the stream."""
        self.over.set()
        if self._over:
            return
        self._over = True
        refused = ending is Ending.REFUSED
        with suppress(ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.close(
                    code=WSCloseCode.POLICY_VIOLATION if refused else WSCloseCode.OK,
                    message=ending.value.encode(),
                )

    async def let_go(self) -> None:
        """The caller is gone by another account than the stream's."""
        self._leaves_as = Ending.CALLER_LEFT
        await self.hang_up(Ending.CALLER_LEFT)

    async def transfer(self, number: str) -> None:
        """Twilio rings there once the stream is closed; when nobody answers, it asks us again."""
        if self.onward is None or self._over:
            raise NotTransferred("the stream is over")
        self.onward(number)
        self._leaves_as = Ending.TRANSFERRED
        await self.hang_up(Ending.TRANSFERRED)

    async def _read(self) -> StreamMessage | None:
        """The next message, None when there are no more, or none that can be trusted."""
        message = await self._socket.receive()
        if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
            return None
        read = read_message(message.data) if message.type is WSMsgType.TEXT else Malformed()
        if isinstance(read, Malformed):
            self._strange += 1
            if self._strange > MOST_STRANGE:
                await self._socket.close(code=WSCloseCode.INVALID_TEXT, message=b"not a media stream")
                return None
        return read

    def _events(self, message: StreamMessage | None) -> list[MediaEvent]:
        """What a message means for the call."""
        match message:
            case Sound(sound=sound):
                return [Audio(frame) for frame in self._frames(sound)]
            case Pressed(key=key):
                return [Key(key)]
            case Marked(name=name):
                epoch, _, mark = name.partition(".")
                return [Played(mark)] if epoch == str(self._epoch) else []
            case Stopped():
                return [Gone(self._leaves_as or Ending.CALLER_LEFT)]
            case None:
                return [Gone(self._leaves_as or Ending.LINE_DROPPED)]
            case _:
                return []

    def _frames(self, sound: bytes) -> list[bytes]:
        """Twilio's chunks are a frame each as a rule; what is over waits for the next."""
        sound = self._rest + sound
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._rest = sound[whole:]
        return [sound[start : start + FRAME_BYTES] for start in range(0, whole, FRAME_BYTES)]

    async def _tell(self, message: Mapping[str, object]) -> None:
        with suppress(ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._socket.send_str(json.dumps({**message, "streamSid": self._stream_sid}))
