"""`/chat`: where customers' devices and the speech gateway connect. One session per socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import WSCloseCode, web

from front_door.channels.addresses import (
    OwnMachine,
    Pseudonyms,
    address_of,
    has_origin,
    is_own_origin,
)
from front_door.channels.calls import Calls
from front_door.channels.elsewhere import Elsewhere
from front_door.channels.frames import Faces, Teams
from front_door.channels.identity import SignedIdentities
from front_door.channels.limits import AddressLimits, Rate
from front_door.channels.session_parts import SessionParts
from front_door.channels.socket_session import SocketSession
from front_door.conversations.callback_booking import Links
from front_door.conversations.conversations import Conversations
from front_door.conversations.hub import Hub
from front_door.conversations.meters import Meters
from front_door.conversations.threads import Threads
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine
from front_door.ledger.resume_tokens import ResumeTokens

LARGEST_FRAME = 256 * 1024
"""Bytes; a larger one ends the socket (1009)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketRules:
    """Limits of customers' sockets."""

    turns: Rate = field(default_factory=lambda: Rate(burst=40, per_second=5))
    frames: Rate = field(default_factory=lambda: Rate(burst=200, per_second=50))
    address_turns: Rate = field(default_factory=lambda: Rate(burst=300, per_second=50))
    address_opens: Rate = field(default_factory=lambda: Rate(burst=60, per_second=2))
    allowed_origins: Collection[str] = ()
    trusted_proxies: Collection[str] = ()
    peers: OwnMachine = field(default_factory=OwnMachine)
    gateways: OwnMachine = field(default_factory=OwnMachine)
    """Who may say that it brings calls or text messages: processes of ours."""
    secure: bool = False
    heartbeat_s: float = 20.0
    send_limit_s: float = 10.0
    team_name: str | None = None
    pseudonyms: Pseudonyms = field(default_factory=lambda: Pseudonyms(b""))


class CustomerSockets:
    """The handler, and all open sessions for a graceful end."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        conversations: Conversations,
        hub: Hub,
        tokens: ResumeTokens,
        identities: SignedIdentities,
        care_team: CareTeam,
        line: WaitingLine,
        faces: Faces,
        teams: Teams,
        meters: Meters,
        calls: Calls,
        callback_links: Links,
        threads: Threads,
        rules: SocketRules,
        clock: Callable[[], datetime],
    ) -> None:
        self._rules = rules
        self._meters = meters
        self._turns = AddressLimits(rules.address_turns)
        self._opens = AddressLimits(rules.address_opens)
        self._sessions: set[SocketSession] = set()
        self._closing = False
        self._log = structlog.get_logger()
        self._parts = SessionParts(
            conversations=conversations,
            hub=hub,
            tokens=tokens,
            identities=identities,
            care_team=care_team,
            line=line,
            faces=faces,
            teams=teams,
            meters=meters,
            clock=clock,
            turns=rules.turns,
            frames=rules.frames,
            send_limit_s=rules.send_limit_s,
            team_name=rules.team_name,
            calls=calls,
            callback_links=callback_links,
            threads=threads,
        )

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Upgrade and serve until the device goes."""
        rules = self._rules
        own = is_own_origin(request, rules.allowed_origins, secure=rules.secure)
        if has_origin(request) and not own:
            raise web.HTTPForbidden(text="This page may not open the chat.\n")
        if self._closing:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"})
        socket = web.WebSocketResponse(
            heartbeat=rules.heartbeat_s, max_msg_size=LARGEST_FRAME, compress=False
        )
        await socket.prepare(request)
        session = SocketSession(
            socket,
            self._parts,
            self._guard(request, self._turns),
            self._guard(request, self._opens),
            is_gateway=rules.gateways.lets_in(request),
            peer=self._peer(request),
        )
        self._sessions.add(session)
        self._meters.socket_opened()
        try:
            await session.run()
        except ConnectionError:
            # The device is gone; what it missed waits in the ledger.
            pass
        except Exception:  # noqa: BLE001 - the edge of a socket
            self._log.exception("socket.failed")
            await socket.close(code=WSCloseCode.INTERNAL_ERROR)
        finally:
            self._sessions.discard(session)
            self._meters.socket_closed()
            await session.leave()
        return socket

    def watch(self) -> Elsewhere:
        """Tells devices of answers in conversations that they do not show."""
        return Elsewhere(self._parts.conversations, self._parts.hub, lambda: self._sessions)

    async def drain(self, _: web.Application | None = None) -> None:
        """Tell every device to come back in a moment, and close."""
        self._closing = True
        await asyncio.gather(
            *(session.send_away() for session in tuple(self._sessions)), return_exceptions=True
        )

    def _peer(self, request: web.Request) -> str | None:
        """Whose guesses count together; those of this machine and of a gateway count by conversation."""
        if self._rules.peers.is_local(request) or self._rules.gateways.lets_in(request):
            return None
        return self._rules.pseudonyms.of(address_of(request, self._rules.trusted_proxies))

    def _guard(self, request: web.Request, limits: AddressLimits) -> Callable[[], float]:
        """Seconds to wait for this request's address; processes of this machine are not counted."""
        if self._rules.peers.is_local(request):
            return _free
        address = address_of(request, self._rules.trusted_proxies)
        return lambda: limits.take(address)


def _free() -> float:
    return 0.0
