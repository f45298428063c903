"""What the front door orders, carried out: call a number, move a call, end it, take no more of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import assert_never

import structlog

from conversation.gateway_protocol import (
    Abilities,
    BridgeCalls,
    CallChanged,
    CallOnLine,
    CallState,
    Done,
    Drain,
    GatewayFrame,
    HangUp,
    PlaceCall,
    RefusalCode,
    Refused,
    TransferCall,
)
from voice_gateway.call.line import Arrival
from voice_gateway.control.agent_phones import AgentPhone
from voice_gateway.engines import Engines
from voice_gateway.errors import NotTransferred
from voice_gateway.media import Ending, Media
from voice_gateway.placing import CallPlacer, NotAnswered, ready_placer
from voice_gateway.switchboard import Switchboard

Order = PlaceCall | BridgeCalls | TransferCall | HangUp | Drain
Tell = Callable[[GatewayFrame], None]


class Orders:
    """One for the process. `placers` may be added to by whoever starts a transport."""

    def __init__(
        self, switchboard: Switchboard, engines: Engines, placers: Sequence[CallPlacer] = ()
    ) -> None:
        self.placers = list(placers)
        self.tell: Tell = _nobody_listens
        """Where news of placed calls goes."""
        self._switchboard = switchboard
        self._engines = engines
        self._ringing: dict[str, asyncio.Task[None]] = {}
        """From the order to the end of the call."""
        self._phones: dict[str, AgentPhone] = {}
        self._joining: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger()

    # -- what there is ---------------------------------------------------------------------------------

    @property
    def abilities(self) -> Abilities:
        """What can be done now."""
        return Abilities(
            places_calls=ready_placer(self.placers) is not None,
            room=self._room,
            draining=self._switchboard.closing,
            takes_down_speech=self._engines.recogniser.is_free,
            recogniser=self._engines.recogniser.name,
        )

    @property
    def on_line(self) -> tuple[CallOnLine, ...]:
        """Calls in progress and those that still ring."""
        taken = {call.call_ref: call for call in self._switchboard.on_line}
        ringing = {ref: CallOnLine(call_ref=ref) for ref in self._ringing}
        ringing |= {ref: CallOnLine(call_ref=ref, role="agent") for ref in self._phones}
        return tuple((ringing | taken).values())

    @property
    def _room(self) -> int:
        waiting = [ref for ref in self._ringing if self._switchboard.call(ref) is None]
        return max(0, self._switchboard.room - len(waiting))

    # -- orders ----------------------------------------------------------------------------------------

    async def carry_out(self, order: Order) -> Done | Refused:
        """Do it; what takes its time is begun, and told by `tell`."""
        try:
            code = await self._do(order)
        except Exception:  # noqa: BLE001 - the edge of one order
            self._log.exception("order.failed", order=order.type)
            code = RefusalCode.FAILED
        if code is None:
            return Done(request_id=order.request_id)
        return Refused(request_id=order.request_id, code=code)

    async def close(self, _: object = None) -> None:
        """Give up what still rings."""
        running = [*self._ringing.values(), *self._joining]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _do(self, order: Order) -> RefusalCode | None:
        match order:
            case PlaceCall():
                return self._place(order)
            case BridgeCalls():
                return self._bridge(order)
            case TransferCall():
                return await self._transfer(order)
            case HangUp(call_ref=call_ref):
                return self._hang_up(call_ref)
            case Drain():
                self._switchboard.shut()
                return None
            case other:
                assert_never(other)

    def _place(self, order: PlaceCall) -> RefusalCode | None:
        placer = ready_placer(self.placers)
        if self._switchboard.closing:
            return RefusalCode.DRAINING
        if placer is None:
            return RefusalCode.NOT_POSSIBLE
        if self._room <= 0:
            return RefusalCode.NO_ROOM
        ringing = asyncio.get_running_loop().create_task(self._call(order, placer))
        self._ringing[order.call_ref] = ringing
        ringing.add_done_callback(lambda _: self._ringing.pop(order.call_ref, None))
        return None

    async def _call(self, order: PlaceCall, placer: CallPlacer) -> None:
        """Ring, and take the call when somebody answers."""
        media = await self._ring(order, placer)
        if media is None:
            return
        self._say(order.call_ref, CallState.ANSWERED)
        if order.role == "agent":
            await self._wait_with(media, order)
            return
        arrival = Arrival(ticket=order.call_ticket)
        await self._switchboard.take(media, arrival, call_ref=order.call_ref, words=order.words)

    async def _ring(self, order: PlaceCall, placer: CallPlacer) -> Media | None:
        try:
            async with asyncio.timeout(order.ring_s):
                return await placer.place(
                    order.number, order.call_ref, lambda: self._say(order.call_ref, CallState.RINGING)
                )
        except TimeoutError:
            self._say(order.call_ref, CallState.NO_ANSWER)
        except NotAnswered as outcome:
            self._say(order.call_ref, outcome.state, outcome.why)
        except asyncio.CancelledError:
            self._say(order.call_ref, CallState.ENDED, "given_up")
            raise
        except Exception:  # noqa: BLE001 - the edge of a transport's dialling
            self._log.exception("call.not_placed", placer=placer.name)
            self._say(order.call_ref, CallState.FAILED)
        return None

    async def _wait_with(self, media: Media, order: PlaceCall) -> None:
        """An agent's own phone, until it is over."""
        phone = AgentPhone(
            media, self._engines.voice, agent_id=order.agent_id or "", name=order.agent_name or ""
        )
        self._phones[order.call_ref] = phone
        ending = Ending.HUNG_UP
        try:
            ending = await phone.wait(order.words)
        finally:
            del self._phones[order.call_ref]
            await media.hang_up(ending)
            self._say(order.call_ref, CallState.ENDED, ending.value)

    def _bridge(self, order: BridgeCalls) -> RefusalCode | None:
        call, phone = self._switchboard.call(order.call_ref), self._phones.get(order.with_ref)
        if call is None or phone is None:
            return RefusalCode.UNKNOWN_CALL
        joining = asyncio.get_running_loop().create_task(phone.join(call))
        self._joining.add(joining)
        joining.add_done_callback(self._joining.discard)
        self._say(order.call_ref, CallState.BRIDGED)
        self._say(order.with_ref, CallState.BRIDGED)
        return None

    async def _transfer(self, order: TransferCall) -> RefusalCode | None:
        call = self._switchboard.call(order.call_ref)
        if call is None:
            return RefusalCode.UNKNOWN_CALL
        try:
            await call.transfer(order.number)
        except NotTransferred:
            return RefusalCode.NOT_POSSIBLE
        return None

    def _hang_up(self, call_ref: str) -> RefusalCode | None:
        call = self._switchboard.call(call_ref)
        if call is not None:
            call.end(Ending.HUNG_UP)
            return None
        ringing = self._ringing.get(call_ref)
        if ringing is None:
            return RefusalCode.UNKNOWN_CALL
        ringing.cancel()
        return None

    def _say(self, call_ref: str, state: CallState, why: str = "") -> None:
        self.tell(CallChanged(call_ref=call_ref, state=state, why=why))


def _nobody_listens(_frame: GatewayFrame) -> None:
    """Until the control link is there."""
