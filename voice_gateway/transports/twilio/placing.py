"""Calls that we place: rung by Twilio, answered by a webhook of their own, joined by their stream."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from conversation.gateway_protocol import CallState
from voice_gateway.media import Media
from voice_gateway.placing import NotAnswered
from voice_gateway.transports.twilio.media import TwilioMedia
from voice_gateway.transports.twilio.rest import TwilioRefused, TwilioRest

LONGEST_RING_S = 120.0
OUTCOMES = {"busy": CallState.BUSY, "no-answer": CallState.NO_ANSWER, "canceled": CallState.NO_ANSWER}


@dataclass(slots=True, kw_only=True)
class Placed:
    """A number that rings."""

    name: str
    """Part of the addresses that Twilio asks about it."""
    media: asyncio.Future[TwilioMedia]
    ringing: Callable[[], None]
    answered: bool = False

    def changed(self, status: str) -> None:
        """Twilio tells how it goes."""
        if status == "ringing":
            self.ringing()
        elif status in {"completed", "failed", *OUTCOMES} and not self.media.done():
            self.media.set_exception(NotAnswered(OUTCOMES.get(status, CallState.FAILED), status))


class TwilioPlacer:
    """See `CallPlacer`. `addresses` gives, for a call's name, where to ask what to do and where to tell."""

    name = "Twilio"

    def __init__(self, rest: TwilioRest, shown: str, addresses: Callable[[str], tuple[str, str]]) -> None:
        """`shown`: the number that is shown; without one no call is placed."""
        self._rest = rest
        self._shown = shown
        self._addresses = addresses
        self._placed: dict[str, Placed] = {}

    @property
    def is_ready(self) -> bool:
        return bool(self._shown)

    def find(self, name: str) -> Placed | None:
        """A call that rings, by its name."""
        return self._placed.get(name)

    async def place(self, number: str, call_ref: str, ringing: Callable[[], None]) -> Media:  # noqa: ARG002
        """See `CallPlacer`."""
        media: asyncio.Future[TwilioMedia] = asyncio.get_running_loop().create_future()
        placed = Placed(name=secrets.token_urlsafe(16), media=media, ringing=ringing)
        self._placed[placed.name] = placed
        sid = ""
        try:
            answer, status = self._addresses(placed.name)
            sid = await self._rest.call(
                to=number, shown=self._shown, answer=answer, status=status, ring_s=LONGEST_RING_S
            )
            return await media
        except TwilioRefused as refused:
            raise NotAnswered(CallState.FAILED, str(refused)) from refused
        except asyncio.CancelledError:
            await self._give_up(sid)
            raise
        finally:
            self._placed.pop(placed.name, None)

    async def _give_up(self, sid: str) -> None:
        """The far end stops to ring."""
        if sid:
            with suppress(TwilioRefused):
                await self._rest.end(sid)
                return
            structlog.get_logger().warning("call.not_given_up")
