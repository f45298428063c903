"""One gateway on its control socket: orders with their answers."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from conversation.gateway_protocol import (
    Abilities,
    BridgeCalls,
    ControlFrame,
    Done,
    Drain,
    HangUp,
    PlaceCall,
    Refused,
    TransferCall,
)
from front_door.gateways.errors import GatewayGone, OrderRefused

ANSWER_WITHIN_S = 10.0

Order = PlaceCall | BridgeCalls | TransferCall | HangUp | Drain
Send = Callable[[ControlFrame], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


class ConnectedGateway:
    """Held by the registry as long as its socket is open."""

    def __init__(self, gateway_id: str, abilities: Abilities, send: Send, close: Close) -> None:
        self.gateway_id = gateway_id
        self.abilities = abilities
        self._send = send
        self._close = close
        self._asked: dict[str, asyncio.Future[None]] = {}

    async def order(self, order: Order) -> None:
        """Ask for it and wait until it is carried out, or begun.

        Raises:
            OrderRefused: with the gateway's reason; nothing was begun.
            GatewayGone: its answer did not come.
        """
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked[order.request_id] = answer
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._send(order)
                await answer
        except (TimeoutError, ConnectionError) as error:
            raise GatewayGone(type(error).__name__) from error
        finally:
            del self._asked[order.request_id]

    def answered(self, answer: Done | Refused) -> None:
        """The gateway's answer; one that nobody waits for is let by."""
        asked = self._asked.get(answer.request_id)
        if asked is None or asked.done():
            return
        if isinstance(answer, Done):
            asked.set_result(None)
        else:
            asked.set_exception(OrderRefused(answer.code))

    async def close(self) -> None:
        """Let it connect anew."""
        await self._close()

    def gone(self) -> None:
        """Its socket is closed."""
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(GatewayGone("disconnected"))


def request_id() -> str:
    """A new one."""
    return secrets.token_hex(8)
