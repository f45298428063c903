"""An agent's microphone over a WebSocket: the page's protocol of `browser.py`, and what only an agent may do.

page -> gateway   {"type": "hold", "on": true}, {"type": "leave"}: their voice leaves, the call goes on,
                  {"type": "hang_up"}: the call is over
gateway -> page   {"type": "ready", "transcribed": true}: both are taken down as text
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import WSMsgType

from voice_gateway.media import Ending, Gone, MediaEvent, OnHold
from voice_gateway.transports.browser import PageSocket

STALLED_S = 4.0
"""A page in a call sends a frame every 20 ms, muted too: one that is silent so long has lost its network."""
GONE = frozenset({WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR})


class AgentPageMedia(PageSocket):
    """One agent's page."""

    lead_ms = 0
    """Two people talk: nothing is sent ahead."""

    async def events(self) -> AsyncIterator[MediaEvent]:
        while True:
            try:
                message = await self._socket.receive(timeout=STALLED_S)
            except TimeoutError:
                break
            if message.type in GONE:
                break
            read = self._json(message)
            match read.get("type"), read.get("on"):
                case "hold", bool(on):
                    yield OnHold(on)
                case "leave", _:
                    yield Gone(Ending.STEPPED_OUT)
                    return
                case _:
                    event = self._event(message)
                    if event is not None:
                        yield event
                    if isinstance(event, Gone):
                        return
        yield Gone(Ending.LINE_DROPPED)

    async def welcome(self, *, transcribed: bool) -> None:
        """Their voice is in the call."""
        await self._tell({"type": "ready", "transcribed": transcribed})
