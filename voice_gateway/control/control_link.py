"""`ControlLink`: keeps the control socket to the front door, over as many sockets as it takes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

import aiohttp
import structlog
from pydantic import ValidationError

from conversation.gateway_protocol import (
    Abilities,
    AbilitiesChanged,
    AgentAdmitted,
    CallChanged,
    CallOnLine,
    ControlFrame,
    Done,
    GatewayFrame,
    Hello,
    RedeemTicket,
    Refused,
    Welcome,
    control_frame,
)
from voice_gateway.call.websocket_line import Address
from voice_gateway.control.orders import Order

PATH = "/internal/gateway"
HEARTBEAT_S = 10.0
WELCOME_WITHIN_S = 5.0
ANSWER_WITHIN_S = 5.0
PAUSES_S = (0.2, 0.5, 1.0, 2.0)
"""Between attempts; the last one again and again."""
LOOK_S = 0.5
KEPT = 500
"""Endings of calls that are told once the front door is back."""


class Exchange(Protocol):
    """The gateway's calls, as the link needs them."""

    @property
    def abilities(self) -> Abilities:
        """What it can do now."""

    @property
    def on_line(self) -> tuple[CallOnLine, ...]:
        """Calls in progress, those that still ring included."""


Carry = Callable[[Order], Awaitable[Done | Refused]]


class ControlLink:
    """One for the process; `run` it."""

    def __init__(
        self, session: Callable[[], aiohttp.ClientSession], address: Address, exchange: Exchange
    ) -> None:
        self._session = session
        self._address = address
        self._exchange = exchange
        self._gateway_id = "gateway-" + secrets.token_hex(4)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._kept: list[CallChanged] = []
        self._asked: dict[str, asyncio.Future[AgentAdmitted | Refused]] = {}
        self._told: Abilities | None = None
        self._outbox: asyncio.Queue[GatewayFrame] = asyncio.Queue()
        self._log = structlog.get_logger()

    @property
    def is_up(self) -> bool:
        """Whether the front door hears us now."""
        return self._socket is not None

    def tell(self, frame: GatewayFrame) -> None:
        """News of a call. While there is no socket only endings are kept: the next `hello` says the rest."""
        if self._socket is not None:
            self._outbox.put_nowait(frame)
        elif isinstance(frame, CallChanged) and len(self._kept) < KEPT:
            self._kept.append(frame)

    async def redeem(self, ticket: str) -> AgentAdmitted | None:
        """Whose voice a page brings; None when the front door does not know the ticket or is away."""
        if self._socket is None:
            return None
        asked = RedeemTicket(request_id=secrets.token_hex(8), ticket=ticket)
        answer: asyncio.Future[AgentAdmitted | Refused] = asyncio.get_running_loop().create_future()
        self._asked[asked.request_id] = answer
        try:
            self._outbox.put_nowait(asked)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                told = await answer
        except TimeoutError:
            return None
        finally:
            del self._asked[asked.request_id]
        return told if isinstance(told, AgentAdmitted) else None

    async def run(self, carry_out: Carry) -> None:
        """Connect, again and again, until cancelled; each order is carried out beside the reading."""
        tries = 0
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, OSError, ValidationError):
                if await self._connected(carry_out):
                    tries = 0
            await asyncio.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
            tries += 1

    # -- one socket ------------------------------------------------------------------------------------

    async def _connected(self, carry_out: Carry) -> bool:
        """One socket from its hello to its end; whether we were welcome."""
        headers = {"Authorization": f"Bearer {self._address.token}"} if self._address.token else {}
        url = self._address.url.rstrip("/") + PATH
        async with self._session().ws_connect(url, headers=headers, heartbeat=HEARTBEAT_S) as socket:
            kept, self._kept = self._kept, []
            if not await self._greet(socket, kept):
                self._kept = kept + self._kept
                return False
            self._outbox = asyncio.Queue()
            self._socket = socket
            self._log.info("control.connected")
            try:
                for ending in kept:
                    self._outbox.put_nowait(ending)
                await self._serve(socket, carry_out)
            finally:
                self._lost()
        return True

    async def _greet(self, socket: aiohttp.ClientWebSocketResponse, kept: list[CallChanged]) -> bool:
        self._told = self._exchange.abilities
        here = {call.call_ref: call for call in self._exchange.on_line}
        ended = {change.call_ref: CallOnLine(call_ref=change.call_ref) for change in kept}
        calls = list((ended | here).values())
        await _send(socket, Hello(gateway_id=self._gateway_id, abilities=self._told, calls=calls))
        async with asyncio.timeout(WELCOME_WITHIN_S):
            message = await socket.receive()
        if message.type is not aiohttp.WSMsgType.TEXT:
            return False
        return isinstance(control_frame.validate_json(message.data), Welcome)

    async def _serve(self, socket: aiohttp.ClientWebSocketResponse, carry_out: Carry) -> None:
        async with asyncio.TaskGroup() as group:
            beside = {group.create_task(self._write(socket)), group.create_task(self._watch_abilities())}
            orders = set[asyncio.Task[None]]()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(control_frame.validate_json(message.data), carry_out, group, orders)
            for task in beside | orders:
                task.cancel()

    def _take(
        self, frame: ControlFrame, carry_out: Carry, group: asyncio.TaskGroup, orders: set[asyncio.Task[None]]
    ) -> None:
        match frame:
            case AgentAdmitted(request_id=request_id) | Refused(request_id=request_id):
                asked = self._asked.get(request_id)
                if asked is not None and not asked.done():
                    asked.set_result(frame)
            case Welcome():
                pass
            case order:
                carrying = group.create_task(self._carry(order, carry_out))
                orders.add(carrying)
                carrying.add_done_callback(orders.discard)

    async def _carry(self, order: Order, carry_out: Carry) -> None:
        self._outbox.put_nowait(await carry_out(order))

    async def _watch_abilities(self) -> None:
        """Calls come and go, trunks register: what can be done now is told where it differs."""
        while True:
            await asyncio.sleep(LOOK_S)
            abilities = self._exchange.abilities
            if abilities != self._told:
                self._told = abilities
                self._outbox.put_nowait(AbilitiesChanged(abilities=abilities))

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            frame = await self._outbox.get()
            try:
                await _send(socket, frame)
            except (ConnectionError, aiohttp.ClientError):
                return  # the reader sees it too

    def _lost(self) -> None:
        self._socket = None
        while not self._outbox.empty():
            frame = self._outbox.get_nowait()
            if isinstance(frame, CallChanged):
                self._kept.append(frame)
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(TimeoutError())
        self._log.warning("control.lost")


async def _send(socket: aiohttp.ClientWebSocketResponse, frame: GatewayFrame) -> None:
    await socket.send_str(frame.model_dump_json(exclude_none=True))
