"""A request that came, and its answers sent until they have arrived (RFC 3261, 17.2; RFC 6026)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.answering import new_tag, response_to
from voice_gateway.transports.sip.message import Request, Response
from voice_gateway.transports.sip.timers import LIFE_S, T1, T2, Timers


def nothing() -> None:
    """What happens where nobody minds."""


class ServerTransaction:
    """One request; `respond` to it as often as the method allows, once for good."""

    def __init__(
        self, request: Request, source: Peer, send: Callable[[bytes], None], over: Callable[[], None]
    ) -> None:
        """`over` is called when nothing of it needs to be remembered any more."""
        self.request = request
        self.source = source
        self.tag = new_tag()
        self.on_cancel: Callable[[], None] = nothing
        self.on_unacknowledged: Callable[[], None] = nothing
        """A final answer to INVITE was never acknowledged."""
        self._send = send
        self._over = over
        self._sent: bytes | None = None
        self._final: Response | None = None
        self._acknowledged = False
        self._timers = Timers()

    @property
    def is_invite(self) -> bool:
        return self.request.method == "INVITE"

    @property
    def has_succeeded(self) -> bool:
        """Whether the last answer was given, and a good one."""
        return self._final is not None and self._final.is_good

    def respond(self, status: int, *, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> None:
        """Once an answer is final, further ones are not sent."""
        if self._final is not None:
            return
        tag = self.tag if status > 100 else ""
        response = response_to(self.request, status, tag=tag, headers=headers, body=body)
        self._sent = response.encoded()
        self._send(self._sent)
        if response.is_final:
            self._final = response
            self._timers.later(LIFE_S, self._end)
            if self.is_invite:
                self._timers.later(T1, self._again, T1)

    def repeated(self) -> None:
        """The request came again: the answer got lost."""
        if self._sent is not None and not self._acknowledged:
            self._send(self._sent)

    def acknowledged(self) -> None:
        """ACK came."""
        self._acknowledged = True

    def cancel(self) -> None:
        """CANCEL came."""
        if self._final is None:
            self.on_cancel()

    def close(self) -> None:
        """Forget it at once."""
        self._timers.close()

    def _again(self, pause: float) -> None:
        if self._acknowledged or self._sent is None:
            return
        self._send(self._sent)
        self._timers.later(min(2 * pause, T2), self._again, min(2 * pause, T2))

    def _end(self) -> None:
        self.close()
        if self.is_invite and not self._acknowledged:
            self.on_unacknowledged()
        self._over()
