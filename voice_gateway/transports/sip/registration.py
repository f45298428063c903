"""Telling a trunk where its calls for us go (RFC 3261, 10)."""

from __future__ import annotations

import asyncio
import re
import secrets
from contextlib import suppress

import structlog

from voice_gateway.transports.sip.answering import SERVER, new_tag
from voice_gateway.transports.sip.line_parts import LineParts
from voice_gateway.transports.sip.message import Headers, Request, Response

FOR_S = 300
RETRY_S = (5.0, 15.0, 60.0)
"""After so long a trunk that did not take us is asked again; the last one again and again."""
GOODBYE_WITHIN_S = 2.0


class Registration:
    """`run` it for as long as calls are taken."""

    def __init__(self, parts: LineParts) -> None:
        self._parts = parts
        self._call_id = secrets.token_hex(16)
        self._tag = new_tag()
        self._sequence = 0
        self.stands = False
        """Whether the trunk knows us now."""

    async def run(self) -> None:
        """Register, again and again, until cancelled."""
        failures = 0
        while True:
            seconds = await self._register(FOR_S)
            self.stands = seconds > 0
            if seconds > 0:
                failures = 0
                await asyncio.sleep(seconds / 2)
            else:
                structlog.get_logger().warning("trunk.not_registered")
                await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
                failures += 1

    async def leave(self) -> None:
        """No calls for us from now on."""
        if self.stands:
            self.stands = False
            with suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_WITHIN_S):
                    await self._register(0)

    async def _register(self, seconds: int) -> int:
        """For how long it holds; 0 when the trunk does not take us."""
        trunk = self._parts.trunk
        peer = await trunk.find()
        if peer is None:
            return 0
        here = self._parts.here(peer)

        def build(more: tuple[tuple[str, str], ...]) -> Request:
            self._sequence += 1
            headers = [
                ("via", here.via()),
                ("max-forwards", "70"),
                ("from", f"{trunk.identity};tag={self._tag}"),
                ("to", trunk.identity),
                ("call-id", self._call_id),
                ("cseq", f"{self._sequence} REGISTER"),
                ("contact", here.contact),
                ("expires", str(seconds)),
                ("user-agent", SERVER),
                *more,
            ]
            return Request(method="REGISTER", uri=f"sip:{trunk.host}", headers=Headers(tuple(headers)))

        answer = await self._parts.signalling.ask(build, peer)
        return _granted(answer, here.contact) if answer is not None and answer.is_good else 0


def _granted(answer: Response, contact: str) -> int:
    """What the trunk made of our wish."""
    own = next((each for each in answer.headers.all("contact") if contact.strip("<>") in each), "")
    told = re.search(r";\s*expires\s*=\s*(\d{1,9})", own, re.IGNORECASE)
    plain = answer.headers.first("expires") or ""
    if told is not None:
        return int(told[1])
    return int(plain) if re.fullmatch(r"\d{1,9}", plain, re.ASCII) else FOR_S
