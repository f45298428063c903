"""The first frame of a device: waited for, and asked for again when something else comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from conversation.client_frames import Hello
from conversation.server_frames import Problem
from front_door.channels.client_frames import Unreadable, read_frame

HELLO_WITHIN_S = 30.0
STRANGE_HELLOS = 5
"""Frames before a hello that are answered before the socket is closed."""


async def read_hello(
    socket: web.WebSocketResponse, tell: Callable[[Problem], Awaitable[None]]
) -> Hello | None:
    """The device's hello, None when it does not come."""
    for _ in range(STRANGE_HELLOS):
        try:
            message = await socket.receive(timeout=HELLO_WITHIN_S)
        except TimeoutError:
            return None
        if message.type is not WSMsgType.TEXT:
            if message.type is not WSMsgType.BINARY:
                return None
            await tell(Problem(code="bad_frame"))
            continue
        frame = read_frame(message.data)
        if isinstance(frame, Hello):
            return frame
        await tell(frame.problem if isinstance(frame, Unreadable) else Problem(code="hello_first"))
    return None
