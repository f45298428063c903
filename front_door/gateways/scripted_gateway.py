"""A gateway without sound: connects to a front door and does with each order what its script says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from conversation.gateway_protocol import (
    OVER,
    Abilities,
    AgentAdmitted,
    AgentJoined,
    AgentLeft,
    BridgeCalls,
    CallBegan,
    CallChanged,
    CallOnLine,
    CallState,
    ControlFrame,
    Done,
    Drain,
    GatewayFrame,
    HangUp,
    Hello,
    PlaceCall,
    RedeemTicket,
    RefusalCode,
    Refused,
    TransferCall,
    control_frame,
)

ABLE = Abilities(places_calls=True, room=8, takes_down_speech=True, recogniser="scripted")
PICKS_UP = (CallState.RINGING, CallState.ANSWERED)

Order = PlaceCall | BridgeCalls | TransferCall | HangUp | Drain


class ScriptedGateway:
    """Placed calls go as `outcomes` says for their number (picked up, when it says nothing)."""

    def __init__(self, gateway_id: str = "scripted", abilities: Abilities = ABLE) -> None:
        self.gateway_id = gateway_id
        self.abilities = abilities
        self.outcomes: dict[str, Sequence[CallState] | RefusalCode] = {}
        self.calls: dict[str, CallOnLine] = {}
        self.orders: list[Order] = []
        """Everything asked so far."""
        self._answers: dict[str, asyncio.Future[AgentAdmitted | Refused]] = {}
        self._socket: aiohttp.ClientWebSocketResponse
        self._asked = 0

    @asynccontextmanager
    async def connected(
        self, session: aiohttp.ClientSession, url: str, token: str = ""
    ) -> AsyncIterator[ScriptedGateway]:
        """Connected to the front door at `url` (`http://…`), until the block ends."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with session.ws_connect(url.rstrip("/") + "/internal/gateway", headers=headers) as socket:
            self._socket = socket
            calls = list(self.calls.values())
            await self.tell(Hello(gateway_id=self.gateway_id, abilities=self.abilities, calls=calls))
            first = await socket.receive_str()
            if control_frame.validate_json(first).type != "welcome":
                raise ConnectionRefusedError(first)
            reading = asyncio.get_running_loop().create_task(self._read())
            try:
                yield self
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def tell(self, frame: GatewayFrame) -> None:
        """Anything a gateway may say."""
        await self._socket.send_str(frame.model_dump_json(exclude_none=True))

    # -- callers and agents ----------------------------------------------------------------------------

    async def call_in(self, call_ref: str, conversation_id: str) -> None:
        """Somebody's call has joined this conversation."""
        self.calls[call_ref] = CallOnLine(call_ref=call_ref, conversation_id=conversation_id)
        await self.tell(CallBegan(call=self.calls[call_ref]))

    async def call_over(self, call_ref: str, why: str = "caller_left") -> None:
        """They have hung up."""
        await self._change(call_ref, CallState.ENDED, why)

    async def redeem(self, ticket: str) -> AgentAdmitted | Refused:
        """A page showed this ticket."""
        self._asked += 1
        request_id = f"q{self._asked}"
        answer: asyncio.Future[AgentAdmitted | Refused] = asyncio.get_running_loop().create_future()
        self._answers[request_id] = answer
        await self.tell(RedeemTicket(request_id=request_id, ticket=ticket))
        return await answer

    async def agent_in(self, admitted: AgentAdmitted) -> None:
        """The agent's voice is in the call."""
        await self.tell(AgentJoined(call_ref=admitted.call_ref, agent_id=admitted.agent_id))

    async def agent_dropped(self, admitted: AgentAdmitted) -> None:
        """The agent's page or its network went."""
        await self.tell(AgentLeft(call_ref=admitted.call_ref, agent_id=admitted.agent_id, why="dropped"))

    async def agent_left(self, admitted: AgentAdmitted) -> None:
        """The agent goes on in writing."""
        await self.tell(AgentLeft(call_ref=admitted.call_ref, agent_id=admitted.agent_id, why="left"))

    # -- orders ----------------------------------------------------------------------------------------

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(control_frame.validate_json(message.data))

    async def _take(self, frame: ControlFrame) -> None:
        match frame:
            case AgentAdmitted(request_id=request_id) | Refused(request_id=request_id):
                self._answers.pop(request_id).set_result(frame)
            case PlaceCall():
                self.orders.append(frame)
                await self._place(frame)
            case BridgeCalls() | TransferCall() | HangUp():
                self.orders.append(frame)
                await self._known(frame)
            case Drain(request_id=request_id):
                self.orders.append(frame)
                await self.tell(Done(request_id=request_id))
            case _:
                pass

    async def _place(self, order: PlaceCall) -> None:
        outcome = self.outcomes.get(order.number, PICKS_UP)
        if isinstance(outcome, RefusalCode):
            await self.tell(Refused(request_id=order.request_id, code=outcome))
            return
        self.calls[order.call_ref] = CallOnLine(call_ref=order.call_ref, role=order.role)
        await self.tell(Done(request_id=order.request_id))
        for state in outcome:
            await self._change(order.call_ref, state)

    async def _known(self, order: BridgeCalls | TransferCall | HangUp) -> None:
        if order.call_ref not in self.calls:
            await self.tell(Refused(request_id=order.request_id, code=RefusalCode.UNKNOWN_CALL))
            return
        await self.tell(Done(request_id=order.request_id))
        match order:
            case BridgeCalls():
                await self._change(order.call_ref, CallState.BRIDGED)
            case TransferCall():
                await self._change(order.call_ref, CallState.TRANSFERRED)
            case HangUp():
                await self._change(order.call_ref, CallState.ENDED, "hung_up")

    async def _change(self, call_ref: str, state: CallState, why: str = "") -> None:
        if state in OVER:
            self.calls.pop(call_ref, None)
        await self.tell(CallChanged(call_ref=call_ref, state=state, why=why))
