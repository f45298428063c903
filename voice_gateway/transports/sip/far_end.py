"""Whether the other telephone is still there: by its sound, by asking it, and by the timer both agreed on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from voice_gateway.transports.sip.message import Response
from voice_gateway.transports.sip.rtp_sound import RtpSound
from voice_gateway.transports.sip.session_timer import SessionTimer

SILENT_LINE_S = 20.0
"""Without a packet for so long, the far end is asked whether it is still there."""


class FarEnd:
    """One call's."""

    def __init__(self, sound: RtpSound, ask: Callable[[str], Awaitable[Response | None]]) -> None:
        """`ask` sends a request of this method within the call; its answer, None where there was none."""
        self._sound = sound
        self._ask = ask
        self._timer: SessionTimer | None = None
        self._due_at = 0.0

    def agreed(self, timer: SessionTimer | None) -> None:
        """It runs from now on, or from its beginning again; without one what runs does so again."""
        self._timer = timer or self._timer
        if self._timer is not None:
            self._due_at = _now() + self._timer.due_s

    async def is_there(self) -> bool:
        """Ask it where its silence, or the timer, gives reason to."""
        if self._timer is not None and _now() >= self._due_at:
            if not self._timer.we_refresh:
                return False
            self.agreed(self._timer)
            return _is_alive(await self._ask("UPDATE"))
        return self._sound.silent_s < SILENT_LINE_S or _is_alive(await self._ask("OPTIONS"))


def _is_alive(answer: Response | None) -> bool:
    """Any answer but "unknown call" comes from somebody who knows it."""
    return answer is not None and answer.status not in {408, 481}


def _now() -> float:
    return asyncio.get_running_loop().time()
