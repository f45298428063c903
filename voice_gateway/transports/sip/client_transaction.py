"""A request of ours, sent until it is answered (RFC 3261, 17.1; RFC 6026)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voice_gateway.transports.sip.message import Headers, Request, Response
from voice_gateway.transports.sip.timers import LIFE_S, T1, T2, Timers


class ClientTransaction:
    """One request; its answers come through `next`."""

    def __init__(self, request: Request, send: Callable[[bytes], None], over: Callable[[], None]) -> None:
        self.request = request
        self.on_late: Callable[[Response], None] | None = None
        """Takes good answers to INVITE that come after the first: one more telephone, or the same again."""
        self._send = send
        self._over = over
        self._answers: asyncio.Queue[Response | None] = asyncio.Queue()
        self._answered = False
        self._final = False
        self._acknowledgement: bytes | None = None
        self._timers = Timers()

    @property
    def is_invite(self) -> bool:
        return self.request.method == "INVITE"

    def start(self) -> None:
        """Send it, and again until something comes back."""
        self._send(self.request.encoded())
        self._timers.later(T1, self._again, T1)
        self._timers.later(LIFE_S, self._give_up)

    async def next(self) -> Response | None:
        """The next answer; None when none has come in 32 s."""
        return await self._answers.get()

    def received(self, response: Response) -> None:
        """An answer came."""
        self._answered = True
        if self._final:
            self._received_again(response)
            return
        if response.is_final:
            self._final = True
            self._forget_later()
            if self.is_invite and not response.is_good:
                self._acknowledge(response)
        self._answers.put_nowait(response)

    def close(self) -> None:
        """Forget it at once."""
        self._timers.close()

    def _received_again(self, response: Response) -> None:
        if self._acknowledgement is not None and not response.is_good:
            self._send(self._acknowledgement)
        elif response.is_good and self.on_late is not None:
            self.on_late(response)

    def _acknowledge(self, response: Response) -> None:
        """Of a refusal: the same hop, the same branch (RFC 3261, 17.1.1.3)."""
        kept = [(name, value) for name, value in self.request.headers.pairs if name in _KEPT]
        headers = [
            ("via", self.request.headers.all("via")[0]),
            *kept,
            ("to", response.headers.first("to") or ""),
            ("cseq", f"{self.request.sequence} ACK"),
            ("max-forwards", "70"),
        ]
        acknowledgement = Request(method="ACK", uri=self.request.uri, headers=Headers(tuple(headers)))
        self._acknowledgement = acknowledgement.encoded()
        self._send(self._acknowledgement)

    def _again(self, pause: float) -> None:
        if self._final or (self.is_invite and self._answered):
            return
        self._send(self.request.encoded())
        pause = T2 if self._answered else 2 * pause if self.is_invite else min(2 * pause, T2)
        self._timers.later(pause, self._again, pause)

    def _give_up(self) -> None:
        """Nobody answers; an INVITE that rings is given up by the one who made it."""
        if self._final or (self.is_invite and self._answered):
            return
        self._answers.put_nowait(None)
        self._end()

    def _forget_later(self) -> None:
        self.close()
        self._timers.later(LIFE_S, self._end)

    def _end(self) -> None:
        self.close()
        self._over()


_KEPT = ("from", "call-id", "route")
