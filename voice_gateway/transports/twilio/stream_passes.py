"""Passes for sockets that Twilio opens: each for one call, good once, for a short time.

A pass has two halves. The address holds one: so the signature of a handshake is another for every call, and
an overheard one opens nothing. The other comes as a parameter in the stream's first message.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from voice_gateway.call.line import Arrival

GOOD_FOR_S = 60.0
MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What the answer to a webhook lets Twilio open."""

    address: str
    secret: str
    call_sid: str
    arrival: Arrival
    until: float

    def is_shown_by(self, call_sid: str, secret: str) -> bool:
        """Whether a stream's first message names this call and this pass."""
        shown = secret.encode("utf-8", "surrogatepass")
        return hmac.compare_digest(shown, self.secret.encode()) and call_sid == self.call_sid


class StreamPasses:
    """Held in memory: after a restart none is good any more."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` in seconds, monotonic."""
        self._clock = clock
        self._open: OrderedDict[str, Pass] = OrderedDict()

    def issue(self, call_sid: str, arrival: Arrival) -> Pass:
        """A pass for this call."""
        now = self._clock()
        while self._open and (len(self._open) >= MOST or next(iter(self._open.values())).until <= now):
            self._open.popitem(last=False)
        issued = Pass(
            address=secrets.token_urlsafe(16),
            secret=secrets.token_urlsafe(24),
            call_sid=call_sid,
            arrival=arrival,
            until=now + GOOD_FOR_S,
        )
        self._open[issued.address] = issued
        return issued

    def redeem(self, address: str) -> Pass | None:
        """The pass of this address, the first time and in time; else None."""
        found = self._open.pop(address, None)
        return found if found is not None and self._clock() < found.until else None
