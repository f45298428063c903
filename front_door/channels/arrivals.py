"""Which conversation a device comes to: one it resumes, one its call belongs to, or a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from conversation.channel import Channel
from conversation.client_frames import Hello
from conversation.server_frames import Problem
from front_door.channels.device_socket import REFUSED, TRY_AGAIN_LATER, DeviceSocket
from front_door.channels.identity import IdentityRefused
from front_door.channels.session_parts import SessionParts, call_of
from front_door.conversations.intake import phone_number
from front_door.conversations.languages import language_of, time_zone_of
from front_door.conversations.phone_calls import Call
from front_door.conversations.threads import browser_named
from front_door.conversations.turns import Opening, ProvedIdentity

GATEWAYS = frozenset({Channel.VOICE, Channel.SMS})
"""Channels that only a process of ours may name: a caller's number, for one, is believed."""


class _Refused(Exception):
    """This device does not come in; `code` is what its `problem` says."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A device that was let in, and where it goes."""

    conversation_id: str
    token: str
    after: int = 0
    """Public seq up to which it knows the conversation."""
    channel: Channel
    call: Call | None = None
    """The telephone call that a gateway brings."""
    redial: Literal["whole", "unproved"] | None = None
    browser: str | None = None
    """Name of the browser, as the ledger has it."""
    new_browser: str | None = None
    """A key for the browser to keep."""
    peer: str | None = None
    """Whose guesses count together; None: those of the conversation."""


class Arrivals:
    """One per device; lets it in by its hello, or tells it why not and closes."""

    def __init__(
        self,
        parts: SessionParts,
        device: DeviceSocket,
        address_opens: Callable[[], float],
        *,
        is_gateway: bool,
        peer: str | None,
    ) -> None:
        self._parts = parts
        self._device = device
        self._address_opens = address_opens
        self._is_gateway = is_gateway
        self._peer = peer

    async def arrive(self, hello: Hello) -> Arrival | None:
        """Where this device goes; None when it was sent away."""
        try:
            return await self._come_in(hello)
        except _Refused as refused:
            await self._device.send(Problem(code=refused.code))
            await self._device.close(REFUSED)
            return None

    async def _come_in(self, hello: Hello) -> Arrival | None:
        if hello.channel in GATEWAYS and not self._is_gateway:
            raise _Refused("channel_refused")
        if hello.call_ticket is not None:
            return await self._join(hello, hello.call_ticket)
        if hello.resume_token is not None:
            return await self._resume(hello, hello.resume_token)
        call = call_of(hello)
        return (await self._redial(hello, call) if call else None) or await self._open(hello, call)

    async def _resume(self, hello: Hello, token: str) -> Arrival:
        resumed = await self._parts.tokens.resume(token)
        if resumed is None:
            raise _Refused("resume_refused")
        identity = await self._identity(hello)
        if identity is not None:
            state = await self._parts.conversations.state(resumed.conversation_id)
            if state.verified is not None and state.verified.customer_id != identity.customer_id:
                raise _Refused("resume_refused")
            await self._parts.conversations.prove(resumed.conversation_id, identity)
        await self._parts.conversations.come_by(resumed.conversation_id, _channel(hello))
        return Arrival(
            conversation_id=resumed.conversation_id,
            token=resumed.token,
            after=hello.after,
            channel=_channel(hello),
            call=call_of(hello),
            browser=browser_named(hello.browser) if hello.browser is not None else None,
            peer=self._peer,
        )

    async def _join(self, hello: Hello, ticket: str) -> Arrival:
        """A gateway brings the voice of the page that asked for this ticket."""
        good = self._parts.calls.tickets.redeem(ticket) if self._is_gateway else None
        if good is None:
            raise _Refused("resume_refused")
        await self._parts.conversations.come_by(good.conversation_id, _channel(hello))
        return Arrival(
            conversation_id=good.conversation_id,
            token=await self._parts.tokens.issue(good.conversation_id),
            after=hello.after,
            channel=_channel(hello),
            call=call_of(hello),
            peer=good.peer,
        )

    async def _redial(self, hello: Hello, call: Call) -> Arrival | None:
        """The same caller calls again after their call broke."""
        again = await self._parts.conversations.calls.redial(call)
        if again is None:
            return None
        await self._parts.conversations.come_by(again.conversation_id, _channel(hello))
        return Arrival(
            conversation_id=again.conversation_id,
            token=await self._parts.tokens.issue(again.conversation_id),
            channel=_channel(hello),
            call=call,
            redial=again.kind,
            peer=self._peer,
        )

    async def _open(self, hello: Hello, call: Call | None) -> Arrival | None:
        wait = self._address_opens()
        if wait > 0:
            await self._device.send(Problem(code="slow_down", retry_after=round(wait, 1)))
            await self._device.close(TRY_AGAIN_LATER)
            return None
        channel = _channel(hello)
        identity = await self._identity(hello)
        key, browser = None, None
        if channel is Channel.WEB_CHAT:
            key, browser = await self._parts.threads.browser(hello.browser)
        opening = Opening(
            channel=channel,
            language=language_of(hello.locale),
            time_zone=time_zone_of(hello.time_zone),
            identity=identity,
            claimed_number=phone_number(hello.claimed_number or ""),
            browser=browser,
        )
        state = await self._parts.conversations.open(opening)
        return Arrival(
            conversation_id=state.conversation_id,
            token=await self._parts.tokens.issue(state.conversation_id),
            channel=channel,
            call=call,
            browser=browser,
            new_browser=key if key != hello.browser else None,
            peer=self._peer,
        )

    async def _identity(self, hello: Hello) -> ProvedIdentity | None:
        if hello.signed_identity is None:
            return None
        try:
            return await self._parts.identities.prove(hello.signed_identity)
        except IdentityRefused:
            await self._device.send(Problem(code="identity_refused"))
            return None


def _channel(hello: Hello) -> Channel:
    """What a device may say of itself; REST conversations belong to their senders."""
    return Channel.WEB_CHAT if hello.channel is Channel.REST else hello.channel
