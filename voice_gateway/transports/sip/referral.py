"""How a transfer goes, as the far end tells it (RFC 3515, RFC 3420)."""

from __future__ import annotations

import asyncio
import re

from voice_gateway.transports.sip.message import Request

_FRAGMENT = re.compile(rb"^SIP/2\.0 (\d{3})")


class Referral:
    """One transfer under way."""

    def __init__(self) -> None:
        self._result: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def outcome(self) -> bool:
        """Whether the caller talks to the other one."""
        return await self._result

    def left(self) -> None:
        """Some leave as soon as they talk to the other one."""
        self._settle(worked=True)

    def notified(self, request: Request) -> None:
        """News of it."""
        fragment = _FRAGMENT.match(request.body)
        status = int(fragment[1]) if fragment is not None else 0
        if status >= 200:
            self._settle(worked=status < 300)
        elif (request.headers.first("subscription-state") or "").startswith("terminated"):
            self._settle(worked=False)

    def _settle(self, *, worked: bool) -> None:
        if not self._result.done():
            self._result.set_result(worked)
