"""Two ends of one WebSocket without a network: messages take their time, and come in a heap after a stall."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMessage, WSMsgType

WAY_S = 0.01
Arrives = Callable[[float], float]
"""When a message that is sent at a time arrives."""


def evenly(now: float) -> float:
    return now + WAY_S


def stalling(now: float) -> float:
    """For a tenth of a second of each two, nothing comes."""
    at = now + WAY_S
    return at - at % 2.0 + 0.1 if at % 2.0 < 0.1 else at


class SocketEnd:
    """One of them, as aiohttp's own behave: the server's and the client's."""

    def __init__(self, arrives: Arrives) -> None:
        self.other: SocketEnd
        self.closed = False
        self.close_code: int | None = None
        self._arrives = arrives
        self._came: asyncio.Queue[WSMessage] = asyncio.Queue()
        self._under_way: deque[WSMessage] = deque()

    async def send_str(self, data: str) -> None:
        self._send(WSMessage(WSMsgType.TEXT, data, None))

    async def send_json(self, data: object) -> None:
        await self.send_str(json.dumps(data))

    async def send_bytes(self, data: bytes) -> None:
        self._send(WSMessage(WSMsgType.BINARY, data, None))

    async def receive(self, timeout: float | None = None) -> WSMessage:  # noqa: ASYNC109 - as aiohttp has it
        if self.closed:
            return WSMessage(WSMsgType.CLOSED, None, None)
        async with asyncio.timeout(timeout):
            message = await self._came.get()
        if message.type is WSMsgType.CLOSE:
            self.closed, self.close_code = True, message.data
        return message

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"") -> None:
        if not self.closed:
            self._send(WSMessage(WSMsgType.CLOSE, int(code), message))
            self.closed, self.close_code = True, code
            self._came.put_nowait(WSMessage(WSMsgType.CLOSED, None, None))

    def __aiter__(self) -> SocketEnd:
        return self

    async def __anext__(self) -> WSMessage:
        message = await self.receive()
        if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSED}:
            raise StopAsyncIteration
        return message

    def _send(self, message: WSMessage) -> None:
        if self.closed:
            raise ConnectionResetError("it is closed")
        loop = asyncio.get_running_loop()
        self.other._under_way.append(message)
        loop.call_at(self._arrives(loop.time()), self.other._arrive)

    def _arrive(self) -> None:
        """In the order in which they left."""
        self._came.put_nowait(self._under_way.popleft())


def socket_pair(arrives: Arrives = evenly) -> tuple[SocketEnd, SocketEnd]:
    """The gateway's end, and the caller's."""
    one, other = SocketEnd(arrives), SocketEnd(arrives)
    one.other, other.other = other, one
    return one, other
