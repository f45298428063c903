"""Which gateways are there, what they can do, and which conversations are on the phone."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from conversation.gateway_protocol import (
    OVER,
    AgentJoined,
    AgentLeft,
    BridgeCalls,
    CallBegan,
    CallChanged,
    CallOnLine,
    CallState,
    Drain,
    HangUp,
    Hello,
    PlaceCall,
    RefusalCode,
    TransferCall,
)
from front_door.channels.call_tickets import CallTickets
from front_door.gateways.connected_gateway import (
    Close,
    ConnectedGateway,
    Order,
    Send,
    request_id,
)
from front_door.gateways.errors import GatewayGone, OrderRefused
from front_door.gateways.placed_call import PlacedCall

COMES_BACK_WITHIN_S = 10.0
"""A gateway that lost its control socket still has its calls; after this long they count as lost."""
TALKS_AFTER = timedelta(seconds=30)
"""A ticket of a placed call is good for so long after it may ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCall:
    """A call in progress, and who has it."""

    gateway_id: str
    on_line: CallOnLine


class CallWatch(Protocol):
    """Is told what happens to calls, in order."""

    def call_changed(self, before: LiveCall | None, after: LiveCall | None, why: str) -> None:
        """`before` is None for a call that began, `after` for one that is over."""


class Gateways:
    """One for a front door. Memory only: a gateway that connects says what it has."""

    def __init__(self, *, tickets: CallTickets) -> None:
        self._tickets = tickets
        self._connected: dict[str, ConnectedGateway] = {}
        self._live: dict[str, LiveCall] = {}
        self._placed: dict[str, tuple[str, PlacedCall]] = {}
        self._watches: list[CallWatch] = []
        self._lost: dict[str, asyncio.TimerHandle] = {}
        self._log = structlog.get_logger()

    # -- asked by others -------------------------------------------------------------------------------

    @property
    def connected(self) -> Sequence[ConnectedGateway]:
        """Those on their control sockets now."""
        return tuple(self._connected.values())

    @property
    def places_calls(self) -> bool:
        """Whether some gateway could call a number now."""
        return self._placer() is not None

    def call_of(self, conversation_id: str) -> LiveCall | None:
        """The customer's call of this conversation, the newest when there are several."""
        found = [
            live
            for live in self._live.values()
            if live.on_line.conversation_id == conversation_id and live.on_line.role == "customer"
        ]
        return found[-1] if found else None

    def rings_for(self, conversation_id: str) -> PlacedCall | None:
        """The call to this conversation's customer that nobody has answered yet."""
        placed = (each for _, each in self._placed.values() if each.call_ref not in self._live)
        return next((each for each in placed if each.conversation_id == conversation_id), None)

    def gateway_of(self, live: LiveCall) -> ConnectedGateway | None:
        """Who has it, while it is connected."""
        return self._connected.get(live.gateway_id)

    def watch(self, watch: CallWatch) -> None:
        """Tell it from now on."""
        self._watches.append(watch)

    # -- orders ----------------------------------------------------------------------------------------

    async def place_call(
        self,
        number: str,
        *,
        conversation_id: str | None = None,
        agent: tuple[str, str] | None = None,
        ring_s: float = 30.0,
        words: str = "",
    ) -> PlacedCall:
        """Call a number (E.164); a customer's call joins the conversation when it is answered.

        `agent` (id and name): the number is their own phone; once answered it waits to be bridged.

        Raises:
            OrderRefused: `not_possible` when no gateway can, or the gateway's reason.
            GatewayGone: it went before it answered.
        """
        gateway = self._placer()
        if gateway is None:
            raise OrderRefused(RefusalCode.NOT_POSSIBLE)
        call_ref = "out-" + secrets.token_hex(6)
        placed = PlacedCall(call_ref, conversation_id)
        self._placed[call_ref] = (gateway.gateway_id, placed)
        good_for = timedelta(seconds=ring_s) + TALKS_AFTER
        try:
            await gateway.order(
                PlaceCall(
                    request_id=request_id(),
                    call_ref=call_ref,
                    number=number,
                    role="customer" if agent is None else "agent",
                    agent_id=agent[0] if agent else None,
                    agent_name=agent[1] if agent else None,
                    call_ticket=self._tickets.issue(conversation_id, good_for=good_for)
                    if conversation_id
                    else None,
                    ring_s=ring_s,
                    words=words,
                )
            )
        except (OrderRefused, GatewayGone):
            self._placed.pop(call_ref, None)
            raise
        return placed

    async def bridge(self, call_ref: str, with_ref: str) -> None:
        """Let a customer's call and an agent's own phone (at the same gateway) hear each other.

        Raises:
            OrderRefused, GatewayGone: as for `place_call`.
        """
        await self._order(
            call_ref, BridgeCalls(request_id=request_id(), call_ref=call_ref, with_ref=with_ref)
        )

    async def transfer(self, call_ref: str, number: str) -> None:
        """Move a call to a number outside (raises as `bridge`)."""
        await self._order(call_ref, TransferCall(request_id=request_id(), call_ref=call_ref, number=number))

    async def hang_up(self, call_ref: str) -> None:
        """End a call, ringing or answered (raises as `bridge`)."""
        await self._order(call_ref, HangUp(request_id=request_id(), call_ref=call_ref))

    async def drain(self, gateway_id: str) -> None:
        """Let a gateway take no more calls (raises as `bridge`)."""
        gateway = self._connected.get(gateway_id)
        if gateway is None:
            raise GatewayGone(gateway_id)
        await gateway.order(Drain(request_id=request_id()))

    # -- told by the control socket --------------------------------------------------------------------

    def came(self, hello: Hello, send: Send, close: Close) -> ConnectedGateway:
        """A gateway connected, or came back; calls it does not name any more are over."""
        gateway = ConnectedGateway(hello.gateway_id, hello.abilities, send, close)
        before = self._connected.pop(hello.gateway_id, None)
        if before is not None:
            before.gone()
        if (timer := self._lost.pop(hello.gateway_id, None)) is not None:
            timer.cancel()
        self._connected[hello.gateway_id] = gateway
        named = {call.call_ref for call in hello.calls}
        self._lose(hello.gateway_id, lambda call_ref: call_ref not in named)
        for call in hello.calls:
            self._set(gateway, call, "came_back")
        return gateway

    def went(self, gateway: ConnectedGateway) -> None:
        """Its control socket closed; it has some seconds to come back with its calls."""
        gateway.gone()
        if self._connected.get(gateway.gateway_id) is not gateway:
            return
        del self._connected[gateway.gateway_id]
        self._lost[gateway.gateway_id] = asyncio.get_running_loop().call_later(
            COMES_BACK_WITHIN_S, self._lose, gateway.gateway_id, lambda _call_ref: True
        )

    def told(
        self, gateway: ConnectedGateway, frame: CallBegan | CallChanged | AgentJoined | AgentLeft
    ) -> None:
        """What a gateway tells of a call."""
        match frame:
            case CallBegan(call=call):
                self._set(gateway, call, "began")
            case CallChanged():
                self._changed(frame)
            case AgentJoined(call_ref=call_ref, agent_id=agent_id):
                self._agent(gateway, call_ref, agent_id, "agent_joined")
            case AgentLeft(call_ref=call_ref, why=why):
                self._agent(gateway, call_ref, None, why)

    # -- inside ----------------------------------------------------------------------------------------

    def _placer(self) -> ConnectedGateway | None:
        """The gateway with most room among those that can place calls."""
        able = [
            gateway
            for gateway in self._connected.values()
            if gateway.abilities.places_calls and gateway.abilities.room and not gateway.abilities.draining
        ]
        return max(able, key=lambda gateway: gateway.abilities.room, default=None)

    async def _order(self, call_ref: str, order: Order) -> None:
        live, placed = self._live.get(call_ref), self._placed.get(call_ref)
        gateway_id = live.gateway_id if live else placed[0] if placed else None
        if gateway_id is None:
            raise OrderRefused(RefusalCode.UNKNOWN_CALL)
        gateway = self._connected.get(gateway_id)
        if gateway is None:
            raise GatewayGone(gateway_id)
        await gateway.order(order)

    def _set(self, gateway: ConnectedGateway, call: CallOnLine, why: str) -> None:
        before = self._live.get(call.call_ref)
        after = LiveCall(gateway_id=gateway.gateway_id, on_line=call)
        if before != after:
            self._live[call.call_ref] = after
            self._tell(before, after, why)

    def _agent(self, gateway: ConnectedGateway, call_ref: str, agent_id: str | None, why: str) -> None:
        live = self._live.get(call_ref)
        if live is not None:
            self._set(gateway, live.on_line.model_copy(update={"agent_id": agent_id}), why)

    def _changed(self, change: CallChanged) -> None:
        if (placed := self._placed.get(change.call_ref)) is not None:
            placed[1].tell(change)
            if placed[1].is_over:
                del self._placed[change.call_ref]
        if change.state in OVER and (live := self._live.pop(change.call_ref, None)) is not None:
            self._tell(live, None, change.why or change.state.value)

    def _lose(self, gateway_id: str, is_lost: Callable[[str], bool]) -> None:
        self._lost.pop(gateway_id, None)
        owned = [ref for ref, live in self._live.items() if live.gateway_id == gateway_id]
        owned += [ref for ref, (owner, _) in self._placed.items() if owner == gateway_id and ref not in owned]
        for call_ref in filter(is_lost, owned):
            self._log.warning("call.lost", gateway_id=gateway_id, call_ref=call_ref)
            self._changed(CallChanged(call_ref=call_ref, state=CallState.FAILED, why="gateway_lost"))

    def _tell(self, before: LiveCall | None, after: LiveCall | None, why: str) -> None:
        for watch in self._watches:
            watch.call_changed(before, after, why)
