"""One device on the socket: hello, replay, then frames in both directions until it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from aiohttp import WSMsgType, web

from conversation.channel import Channel
from conversation.client_frames import AgentTurn, CustomerTurn, StartCall
from conversation.server_frames import CallReady, Problem, ServerFrame
from front_door.channels.arrivals import Arrival, Arrivals
from front_door.channels.client_frames import Unreadable, read_frame
from front_door.channels.device_socket import REFUSED, SLOW, DeviceSocket
from front_door.channels.frame_handler import FrameHandler
from front_door.channels.frames import callback_of, frame_of_event, frame_of_item, is_callback
from front_door.channels.hello import read_hello
from front_door.channels.limits import TokenBucket
from front_door.channels.session_parts import Seat, SessionParts, standing_of, welcome_of
from front_door.channels.thread_frames import ThreadFrame, ThreadFrames
from front_door.conversations.hub import Continued, Subscription
from front_door.conversations.phone_calls import Call
from front_door.ledger.port import ConversationRow, LedgerError


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
        self._device = DeviceSocket(socket, parts.meters, parts.send_limit_s)
        self._parts = parts
        self._is_gateway = is_gateway
        self._arrivals = Arrivals(parts, self._device, address_opens, is_gateway=is_gateway, peer=peer)
        self._arrival: Arrival | None = None
        self._frames = TokenBucket(parts.frames)
        self._handler = FrameHandler(
            parts.conversations, parts.meters, TokenBucket(parts.turns), address_turns, self, peer=peer
        )
        self._thread = ThreadFrames(parts, self)
        self._attaching = asyncio.Lock()
        self._subscription: Subscription | None = None
        self._after = 0
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
        await self._device.send(frame)

    async def send_away(self) -> None:
        """The process ends: come back in a moment."""
        await self._device.send_away()

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

    @property
    def _channel(self) -> Channel:
        return self._arrival.channel if self._arrival else Channel.WEB_CHAT

    @property
    def _call(self) -> Call | None:
        return self._arrival.call if self._arrival else None

    async def _begin(self) -> bool:
        hello = await read_hello(self._socket, self.send)
        if hello is None:
            await self._device.close(REFUSED)
            return False
        async with self._attaching:
            arrival = await self._arrivals.arrive(hello)
            if arrival is None:
                return False
            self._arrival = arrival
            self._handler.peer = arrival.peer
            self._handler.is_call = self._channel is Channel.VOICE
            self._thread.browser = arrival.browser
            await self._attach(arrival.conversation_id, arrival.token, after=arrival.after)
            return True

    async def _attach(self, conversation_id: str, token: str, *, after: int) -> None:
        """Subscribe first, then read what was missed: nothing falls between, nothing comes twice."""
        self.detach()
        await self._move_call(conversation_id)
        subscription = self._parts.hub.subscribe(conversation_id)
        state = await self._parts.conversations.state(conversation_id)
        after = min(after, state.last_public_seq)
        missed = await self._parts.conversations.public_events(conversation_id, after=after)
        head = missed[-1].public_seq or after if missed else after
        await self.send(welcome_of(self._parts, state, token, head, await self._seat(conversation_id)))
        for event in missed:
            frame = frame_of_event(event, self._parts.faces)
            if frame is not None:
                await self.send(frame)
        await self._send_callback(conversation_id)
        for told in standing_of(self._parts, state):
            await self.send(told)
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
                    await self.send(frame)
            if subscription is self._subscription:
                await self._device.close(SLOW)
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
            await self.send(callback_of(state.callback, links))

    async def _seat(self, conversation_id: str) -> Seat:
        arrival, on_page = self._arrival, self._channel is Channel.WEB_CHAT
        return Seat(
            offers_calls=self._offers_calls(),
            is_call=self._channel is Channel.VOICE,
            redial=arrival.redial if arrival else None,
            new_browser=arrival.new_browser if arrival else None,
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
