"""Session timers (RFC 4028): a call whose far end vanished without a word is not kept for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice_gateway.transports.sip.message import Headers

LEAST_S = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTimer:
    """What both ends agreed on."""

    seconds: int
    we_refresh: bool

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """For the answer."""
        who = "uas" if self.we_refresh else "uac"
        told = (("session-expires", f"{self.seconds};refresher={who}"),)
        return told if self.we_refresh else (*told, ("require", "timer"))

    @property
    def due_s(self) -> float:
        """After so long we refresh, or take the far end for gone."""
        return self.seconds / 2 if self.we_refresh else self.seconds - min(32, self.seconds / 3)


def session_timer(headers: Headers) -> SessionTimer | None:
    """What the far end asks for; None when it asks for none."""
    told = re.match(r"^\s*(\d{1,9})\b(.*)$", headers.first("session-expires") or "", re.ASCII)
    if told is None:
        return None
    we = re.search(r"refresher\s*=\s*uas", told[2], re.IGNORECASE) is not None
    supports = "timer" in headers.all("supported")
    return SessionTimer(seconds=int(told[1]), we_refresh=we or not supports)
