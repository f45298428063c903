"""What goes out to one device, and the codes with which its socket is closed."""

from __future__ import annotations

import asyncio

from aiohttp import web

from conversation.server_frames import Problem, ServerFrame, Waiting
from conversation.shape import Shape
from front_door.conversations.meters import Meters

REFUSED = 4001
SLOW = 4002
RESTARTING = 1012
TRY_AGAIN_LATER = 1013


def encoded(frame: Shape) -> str:
    """A frame as JSON; what is null is left out, except where null says something."""
    return frame.model_dump_json(exclude_none=not isinstance(frame, Waiting))


class DeviceSocket:
    """Sends frames; a device that does not take one in time is dropped."""

    def __init__(self, socket: web.WebSocketResponse, meters: Meters, send_limit_s: float) -> None:
        self._socket = socket
        self._meters = meters
        self._send_limit_s = send_limit_s

    async def send(self, frame: ServerFrame) -> None:
        """One frame.

        Raises:
            ConnectionResetError: the device is gone, or is now.
        """
        if isinstance(frame, Problem):
            self._meters.problem(frame.code)
        if self._socket.closed:
            raise ConnectionResetError("the device is gone")
        try:
            async with asyncio.timeout(self._send_limit_s):
                await self._socket.send_str(encoded(frame))
        except TimeoutError:
            await self.close(SLOW)
            raise ConnectionResetError("the device does not take its frames") from None

    async def send_away(self) -> None:
        """The process ends: come back in a moment."""
        await self.send(Problem(code="shutting_down", retry_after=1.0))
        await self.close(RESTARTING)

    async def close(self, code: int) -> None:
        """End it with one of the codes above."""
        await self._socket.close(code=code)
