"""`/call` and `/agent`: where pages bring the microphones of callers and of agents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web

from conversation.gateway_protocol import AgentAdmitted
from voice_gateway.call.agent_side import Agent
from voice_gateway.call.line import Arrival
from voice_gateway.media import Ending
from voice_gateway.switchboard import Switchboard
from voice_gateway.transports.agent_page import AgentPageMedia
from voice_gateway.transports.browser import LARGEST_MESSAGE, BrowserMedia, PageSocket

HEARTBEAT_S = 15.0
MOST_STRANGERS = 32
"""Sockets that have not shown a ticket yet."""

Redeem = Callable[[str], Awaitable[AgentAdmitted | None]]
Page = TypeVar("Page", bound=PageSocket)


class PageDoors:
    """One for the process."""

    def __init__(self, switchboard: Switchboard, redeem: Redeem) -> None:
        self._switchboard = switchboard
        self._redeem = redeem
        self._strangers = 0

    def add_routes(self, app: web.Application) -> None:
        """Both of them."""
        app.router.add_get("/call", self.caller)
        app.router.add_get("/agent", self.agent)

    async def caller(self, request: web.Request) -> web.StreamResponse:
        """`/call`: a caller's page with a ticket."""
        if self._switchboard.room <= 0:
            raise _full()
        socket, media, ticket = await self._open(request, BrowserMedia)
        if ticket is None:
            await media.hang_up(Ending.REFUSED)
            return socket
        await media.ready()
        async with media.sending():
            await self._switchboard.take(media, Arrival(ticket=ticket))
        return socket

    async def agent(self, request: web.Request) -> web.StreamResponse:
        """`/agent`: an agent's page, whose ticket the front door knows; into that call and no other."""
        socket, media, ticket = await self._open(request, AgentPageMedia)
        admitted = await self._redeem(ticket) if ticket is not None else None
        call = self._switchboard.call(admitted.call_ref) if admitted is not None else None
        if admitted is None or call is None:
            await media.hang_up(Ending.REFUSED)
            return socket
        await media.welcome(transcribed=call.takes_down)
        await call.join(Agent(media=media, agent_id=admitted.agent_id, name=admitted.agent_name))
        await media.hang_up(Ending.STEPPED_OUT)
        return socket

    async def _open(
        self, request: web.Request, kind: Callable[[web.WebSocketResponse], Page]
    ) -> tuple[web.WebSocketResponse, Page, str | None]:
        if self._strangers >= MOST_STRANGERS:
            raise _full()
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_MESSAGE, compress=False)
        await socket.prepare(request)
        media = kind(socket)
        self._strangers += 1
        try:
            return socket, media, await media.start()
        finally:
            self._strangers -= 1


def _full() -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(headers={"Retry-After": "10"}, text="All lines are taken.\n")
