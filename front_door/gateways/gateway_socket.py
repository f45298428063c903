"""`/internal/gateway`: where voice gateways keep their control socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from conversation.gateway_protocol import (
    AbilitiesChanged,
    AgentAdmitted,
    AgentJoined,
    AgentLeft,
    CallBegan,
    CallChanged,
    ControlFrame,
    Done,
    GatewayFrame,
    Hello,
    RedeemTicket,
    RefusalCode,
    Refused,
    Welcome,
    gateway_frame,
)
from front_door.gateways.connected_gateway import ConnectedGateway
from front_door.gateways.gateways import Gateways
from runtime.internal_auth import REFUSED, bears

HELLO_WITHIN_S = 10.0
HEARTBEAT_S = 10.0
SEND_WITHIN_S = 5.0
LARGEST_FRAME = 256 * 1024
BAD_FRAME = 4400
RESTARTING = 1012

Redeem = Callable[[RedeemTicket], Awaitable[AgentAdmitted | Refused]]

log = structlog.get_logger(__name__)


class GatewaySocket:
    """The handler, and the open sockets for a graceful end."""

    def __init__(self, gateways: Gateways, token: str, redeem: Redeem) -> None:
        self._gateways = gateways
        self._token = token
        self._redeem = redeem
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one gateway until it goes."""
        if not bears(request, self._token):
            return web.json_response(REFUSED, status=401)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_FRAME, compress=False)
        await socket.prepare(request)
        hello = await _hello(socket)
        if hello is None:
            await socket.close(code=BAD_FRAME)
            return socket
        gateway = self._gateways.came(hello, lambda frame: _send(socket, frame), lambda: _send_away(socket))
        self._open.add(socket)
        log.info("gateway.connected", gateway_id=gateway.gateway_id, calls=len(hello.calls))
        try:
            await _send(socket, Welcome())
            async with asyncio.TaskGroup() as group:
                await self._read(socket, gateway, group)
        except* ConnectionError:
            pass  # it is gone; its calls have some seconds to come back
        finally:
            self._open.discard(socket)
            self._gateways.went(gateway)
            log.info("gateway.disconnected", gateway_id=gateway.gateway_id)
        return socket

    async def close(self, _: web.Application | None = None) -> None:
        """The front door ends: gateways come back to the next one."""
        for socket in tuple(self._open):
            await _send_away(socket)

    async def _read(
        self, socket: web.WebSocketResponse, gateway: ConnectedGateway, group: asyncio.TaskGroup
    ) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = _parsed(message.data)
            if frame is None:
                log.warning("gateway.bad_frame", gateway_id=gateway.gateway_id)
            elif isinstance(frame, RedeemTicket):
                group.create_task(self._answer(socket, frame))
            else:
                self._take(gateway, frame)

    def _take(self, gateway: ConnectedGateway, frame: GatewayFrame) -> None:
        match frame:
            case Done() | Refused():
                gateway.answered(frame)
            case AbilitiesChanged(abilities=abilities):
                gateway.abilities = abilities
            case CallBegan() | CallChanged() | AgentJoined() | AgentLeft():
                self._gateways.told(gateway, frame)
            case Hello() | RedeemTicket():
                pass  # a hello comes once; questions are answered beside the reading

    async def _answer(self, socket: web.WebSocketResponse, asked: RedeemTicket) -> None:
        try:
            answer = await self._redeem(asked)
        except Exception:
            log.exception("gateway.question_failed")
            answer = Refused(request_id=asked.request_id, code=RefusalCode.FAILED)
        await _send(socket, answer)


async def _hello(socket: web.WebSocketResponse) -> Hello | None:
    try:
        message = await socket.receive(timeout=HELLO_WITHIN_S)
    except TimeoutError:
        return None
    frame = _parsed(message.data) if message.type is WSMsgType.TEXT else None
    return frame if isinstance(frame, Hello) else None


def _parsed(text: str) -> GatewayFrame | None:
    try:
        return gateway_frame.validate_json(text)
    except ValidationError:
        return None


async def _send(socket: web.WebSocketResponse, frame: ControlFrame) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await socket.send_str(frame.model_dump_json(exclude_none=True))


async def _send_away(socket: web.WebSocketResponse) -> None:
    await socket.close(code=RESTARTING)
