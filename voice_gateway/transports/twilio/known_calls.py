"""Calls as Twilio counts them: each is answered once, and asks once what comes after its stream."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from voice_gateway.call.line import Arrival
from voice_gateway.transports.twilio.media import TwilioMedia
from voice_gateway.transports.twilio.placing import Placed
from voice_gateway.transports.twilio.twiml import Next

MOST = 10_000
"""Calls that are remembered after their end, so that an old request is not taken for a new one."""


@dataclass(slots=True, kw_only=True)
class KnownCall:
    """One call, from its webhook to its end."""

    sid: str
    arrival: Arrival
    placed: Placed | None = None
    """One that we placed, until its stream is there."""
    media: TwilioMedia | None = None
    was_heard: bool = False
    """A stream of it was opened."""
    owes_after: bool = False
    """A stream was told to begin; when it ends, Twilio asks once what comes next."""
    is_dialling: bool = False
    """Another telephone rings or talks; Twilio asks once when that is over."""
    next: Next | None = None
    """What comes after the stream; None: the call is over."""


class KnownCalls:
    """All of this process."""

    def __init__(self) -> None:
        self._calls: dict[str, KnownCall] = {}
        self._finished: OrderedDict[str, bool] = OrderedDict()
        """Whether Twilio may still ask what comes after: that a call is over may be told sooner."""

    def begin(self, sid: str, arrival: Arrival) -> KnownCall | None:
        """A new call, None for one that was begun before."""
        if sid in self._calls or self.is_finished(sid):
            return None
        self._calls[sid] = KnownCall(sid=sid, arrival=arrival)
        self._let_go_of_old()
        return self._calls[sid]

    def find(self, sid: str) -> KnownCall | None:
        """A call that is not over."""
        return self._calls.get(sid)

    def is_finished(self, sid: str) -> bool:
        """Whether a call of this name is over."""
        return sid in self._finished

    def asks_last(self, sid: str) -> bool:
        """Whether what comes after may be asked of a call that is over, or that we never knew; once."""
        if sid not in self._finished:
            self._finish(sid, may_ask=False)
            return True
        may_ask, self._finished[sid] = self._finished[sid], False
        return may_ask

    def finish(self, sid: str) -> KnownCall | None:
        """It is over; what was known of it, the first time."""
        call = self._calls.pop(sid, None)
        self._finish(sid, may_ask=call is None or call.owes_after or call.is_dialling)
        return call

    def _let_go_of_old(self) -> None:
        """Where nobody tells us that calls are over, the oldest that are on no line are."""
        while len(self._calls) > MOST:
            silent = next((sid for sid, call in self._calls.items() if call.media is None), None)
            if silent is None:
                return
            self.finish(silent)

    def _finish(self, sid: str, *, may_ask: bool) -> None:
        self._finished[sid] = may_ask
        while len(self._finished) > MOST:
            self._finished.popitem(last=False)
