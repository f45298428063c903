"""One device on the socket: hello, replay, then frames in both directions until it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from aiohttp import WSMsgType, web

from conversation.channel import Channel
from conversation.client_frames import AgentTurn, CustomerTurn, Hello, StartCall
from conversation.server_frames import CallReady, Problem, ServerFrame, Waiting
from conversation.shape import Shape
from front_door.channels.client_frames import Unreadable, read_frame
from front_door.channels.frame_handler import FrameHandler
from front_door.channels.frames import callback_of, frame_of_event, frame_of_item, is_callback
from front_door.channels.hello import read_hello
from front_door.channels.identity import IdentityRefused
from front_door.channels.limits import TokenBucket
from front_door.channels.session_parts import Seat, SessionParts, call_of, standing_of, welcome_of
from front_door.channels.thread_frames import ThreadFrame, ThreadFrames
from front_door.conversations.hub import Continued, Subscription
from front_door.conversations.intake import phone_number
from front_door.conversations.languages import language_of, time_zone_of
from front_door.conversations.phone_calls import Call
from front_door.conversations.threads import browser_named
from front_door.conversations.turns import Opening, ProvedIdentity
from front_door.ledger.port import ConversationRow, LedgerError

REFUSED = 4001
SLOW = 4002
RESTARTING = 1012
TRY_AGAIN_LATER = 1013


def encoded(frame: Shape) -> str:
    """A frame as JSON; what is null is left out, except where null says something."""
    return frame.model_dump_json(exclude_none=not isinstance(frame, Waiting))


GATEWAYS = frozenset({Channel.VOICE, Channel.SMS})
"""Channels that only a process of ours may name: a caller's number, for one, is believed."""


def _channel(hello: Hello) -> Channel:
    """What a device may say of itself; REST conversations belong to their senders."""
    return Channel.WEB_CHAT if hello.channel is Channel.REST else hello.channel


class SocketSession:
    """Attached to one conversation at a time; goes along when that one continues in another."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        parts: SessionParts,
        address_turns: Callable[[], float],
        address_opens: Callable[[], float],
        *,
        is_gateway: bool = False,
        peer: str | None = None,
    ) -> None:
        self._socket = socket
        self._parts = parts
        self._address_opens = address_opens
        self._is_gateway = is_gateway
        self._frames = TokenBucket(parts.frames)
        self._handler = FrameHandler(
            parts.conversations, parts.meters, TokenBucket(parts.turns), address_turns, self, peer=peer
        )
        self._thread = ThreadFrames(parts, self)
        self._new_browser: str | None = None
        self._channel = Channel.WEB_CHAT
        self._attaching = asyncio.Lock()
        self._subscription: Subscription | None = None
        self._after = 0
        self._call: Call | None = None
        self._redial: Literal["whole", "unproved"] | None = None
        self.conversation_id = ""

    async def run(self) -> None:
        """Until the device goes or is sent away."""
        if not await self._begin():
            return
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(self._write())
            await self._read()
            writer.cancel()

    def detach(self) -> None:
        """Follow nothing any more."""
        if self._subscription is not None:
            self._parts.hub.unsubscribe(self._subscription)

    async def leave(self) -> None:
        """The device is gone for good or for a while; a call is over with it."""
        self.detach()
        if self._call is not None and self.conversation_id:
            with suppress(LedgerError):
                await self._parts.conversations.calls.ended(self.conversation_id, self._call.call_id)

    async def send(self, frame: ServerFrame) -> None:
        """One frame to the device; a device that does not take it in time is dropped."""
        if isinstance(frame, Problem):
            self._parts.meters.problem(frame.code)
        await self._send_shape(frame)

    async def send_away(self) -> None:
        """The process ends: come back in a moment."""
        await self.send(Problem(code="shutting_down", retry_after=1.0))
        await self._socket.close(code=RESTARTING)

    async def switch(self, conversation_id: str) -> None:
        """Go along to the conversation that continues this one; harmless when already there."""
        async with self._attaching:
            if conversation_id != self.conversation_id:
                token = await self._parts.tokens.issue(conversation_id)
                await self._attach(conversation_id, token, after=0)

    def go_to(self, conversation_id: str) -> None:
        """Go there once everything published before has been sent."""
        if self._subscription is not None:
            self._subscription.offer(Continued(conversation_id=self.conversation_id, next_id=conversation_id))

    async def answered_elsewhere(self, row: ConversationRow) -> None:
        """See `Listening`; a device that is gone hears it when it is back."""
        if self.conversation_id and self._channel is Channel.WEB_CHAT:
            with suppress(ConnectionError):
                await self._thread.answered_elsewhere(self.conversation_id, row)

    # -- hello -----------------------------------------------------------------------------------------

    async def _begin(self) -> bool:
        hello = await read_hello(self._socket, self.send)
        if hello is None:
            await self._socket.close(code=REFUSED)
            return False
        if hello.channel in GATEWAYS and not self._is_gateway:
            return await self._refuse("channel_refused")
        self._channel = _channel(hello)
        self._call = call_of(hello)
        self._handler.is_call = self._channel is Channel.VOICE
        async with self._attaching:
            if hello.call_ticket is not None:
                return await self._join(hello, hello.call_ticket)
            if hello.resume_token is not None:
                return await self._resume(hello, hello.resume_token)
            return await self._open(hello)

    async def _resume(self, hello: Hello, token: str) -> bool:
        resumed = await self._parts.tokens.resume(token)
        if resumed is None:
            return await self._refuse("resume_refused")
        identity = await self._identity(hello)
        if identity is not None:
            state = await self._parts.conversations.state(resumed.conversation_id)
            if state.verified is not None and state.verified.customer_id != identity.customer_id:
                return await self._refuse("resume_refused")
            await self._parts.conversations.prove(resumed.conversation_id, identity)
        if hello.browser is not None:
            self._thread.browser = browser_named(hello.browser)
        await self._parts.conversations.come_by(resumed.conversation_id, _channel(hello))
        await self._attach(resumed.conversation_id, resumed.token, after=hello.after)
        return True

    async def _join(self, hello: Hello, ticket: str) -> bool:
        """A gateway brings the voice of the page that asked for this ticket."""
        good = self._parts.calls.tickets.redeem(ticket) if self._is_gateway else None
        if good is None:
            return await self._refuse("resume_refused")
        conversation_id = good.conversation_id
        self._handler.peer = good.peer
        await self._parts.conversations.come_by(conversation_id, _channel(hello))
        token = await self._parts.tokens.issue(conversation_id)
        await self._attach(conversation_id, token, after=hello.after)
        return True

    async def _open(self, hello: Hello) -> bool:
        again = await self._parts.conversations.calls.redial(self._call) if self._call else None
        if again is not None:
            await self._parts.conversations.come_by(again.conversation_id, self._channel)
            token = await self._parts.tokens.issue(again.conversation_id)
            self._redial = again.kind
            await self._attach(again.conversation_id, token, after=0)
            return True
        wait = self._address_opens()
        if wait > 0:
            await self.send(Problem(code="slow_down", retry_after=round(wait, 1)))
            await self._socket.close(code=TRY_AGAIN_LATER)
            return False
        opening = Opening(
            channel=_channel(hello),
            language=language_of(hello.locale),
            time_zone=time_zone_of(hello.time_zone),
            identity=await self._identity(hello),
            claimed_number=phone_number(hello.claimed_number or ""),
            browser=await self._browser(hello),
        )
        state = await self._parts.conversations.open(opening)
        token = await self._parts.tokens.issue(state.conversation_id)
        await self._attach(state.conversation_id, token, after=0)
        return True

    async def _browser(self, hello: Hello) -> str | None:
        """Which browser this is; one that we do not know gets a key of its own."""
        if self._channel is Channel.WEB_CHAT:
            key, self._thread.browser = await self._parts.threads.browser(hello.browser)
            self._new_browser = key if key != hello.browser else None
        return self._thread.browser

    async def _refuse(self, code: str) -> bool:
        await self.send(Problem(code=code))
        await self._socket.close(code=REFUSED)
        return False

    async def _identity(self, hello: Hello) -> ProvedIdentity | None:
        if hello.signed_identity is None:
            return None
        try:
            return await self._parts.identities.prove(hello.signed_identity)
        except IdentityRefused:
            await self.send(Problem(code="identity_refused"))
            return None

    # -- attached --------------------------------------------------------------------------------------

    async def _attach(self, conversation_id: str, token: str, *, after: int) -> None:
        """Subscribe first, then read what was missed: nothing falls between, nothing comes twice."""
        self.detach()
        await self._move_call(conversation_id)
        subscription = self._parts.hub.subscribe(conversation_id)
        state = await self._parts.conversations.state(conversation_id)
        after = min(after, state.last_public_seq)
        missed = await self._parts.conversations.public_events(conversation_id, after=after)
        head = missed[-1].public_seq or after if missed else after
        await self._send_shape(welcome_of(self._parts, state, token, head, await self._seat(conversation_id)))
        for event in missed:
            frame = frame_of_event(event, self._parts.faces)
            if frame is not None:
                await self._send_shape(frame)
        await self._send_callback(conversation_id)
        for told in standing_of(self._parts, state):
            await self._send_shape(told)
        self._after = head
        self.conversation_id = conversation_id
        self._subscription = subscription

    async def _move_call(self, conversation_id: str) -> None:
        """A call that a gateway brings goes along."""
        calls, call, before = self._parts.conversations.calls, self._call, self.conversation_id
        if call is None:
            return
        if before and before != conversation_id:
            await calls.ended(before, call.call_id)
        if before != conversation_id:
            await calls.joined(conversation_id, call)

    async def _write(self) -> None:
        """Forward what is published; a device that is gone or too slow ends the reading too."""
        try:
            await self._forward()
        except ConnectionError:
            await self._socket.close()

    async def _forward(self) -> None:
        while (subscription := self._subscription) is not None:
            async for item in subscription:
                if subscription is not self._subscription:
                    break
                if isinstance(item, Continued):
                    await self.switch(item.next_id)
                    break
                if is_callback(item):
                    await self._send_callback(item.conversation_id)
                frame = frame_of_item(item, self._parts.faces, self._parts.teams, after=self._after)
                if frame is not None:
                    await self._send_shape(frame)
            if subscription is self._subscription:
                await self._socket.close(code=SLOW)
                return

    async def _read(self) -> None:
        async for message in self._socket:
            if self._frames.take() > 0:
                await self.send(Problem(code="slow_down", retry_after=1.0))
            elif message.type is WSMsgType.TEXT:
                await self._take(message.data)
            elif message.type is WSMsgType.BINARY:
                await self.send(Problem(code="bad_frame"))

    async def _take(self, data: str) -> None:
        frame = read_frame(data)
        if isinstance(frame, Unreadable):
            await self.send(frame.problem)
        elif isinstance(frame, StartCall):
            await self._start_call()
        elif isinstance(frame, ThreadFrame) and self._channel is Channel.WEB_CHAT:
            await self._thread.handle(self.conversation_id, frame)
        elif isinstance(frame, AgentTurn) and not self._is_gateway:
            await self.send(Problem(code="not_offered", client_id=frame.client_id))
        else:
            if isinstance(frame, CustomerTurn):
                # A page and a call may talk in turns: the assistant answers for the one that spoke.
                await self._parts.conversations.come_by(self.conversation_id, self._channel)
            await self._handler.handle(self.conversation_id, frame)

    async def _send_callback(self, conversation_id: str) -> None:
        state = await self._parts.conversations.state(conversation_id)
        if state.callback is not None:
            links = self._parts.callback_links(state, state.callback)
            await self._send_shape(callback_of(state.callback, links))

    async def _seat(self, conversation_id: str) -> Seat:
        on_page = self._channel is Channel.WEB_CHAT
        return Seat(
            offers_calls=self._offers_calls(),
            is_call=self._channel is Channel.VOICE,
            redial=self._redial,
            new_browser=self._new_browser,
            elsewhere=await self._thread.elsewhere(conversation_id) if on_page else 0,
        )

    def _offers_calls(self) -> bool:
        return self._channel is Channel.WEB_CHAT and self._parts.calls.open

    async def _start_call(self) -> None:
        calls = self._parts.calls
        if not self._offers_calls():
            await self.send(Problem(code="not_offered"))
        else:
            ticket = calls.tickets.issue(self.conversation_id, peer=self._handler.peer)
            await self.send(CallReady(url=calls.url, ticket=ticket))

    async def _send_shape(self, shape: Shape) -> None:
        if self._socket.closed:
            raise ConnectionResetError("the device is gone")
        try:
            async with asyncio.timeout(self._parts.send_limit_s):
                await self._socket.send_str(encoded(shape))
        except TimeoutError:
            await self._socket.close(code=SLOW)
            raise ConnectionResetError("the device does not take its frames") from None
