"""A customer's device on the socket protocol, as a test drives it."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Literal, Self, TypeVar

import aiohttp

from conversation.callbacks import OPEN
from conversation.channel import Channel
from conversation.client_frames import (
    CustomerTurn,
    End,
    Hello,
    LeaveNumber,
    ListConversations,
    Prefer,
    client_frame,
)
from conversation.server_frames import (
    Ack,
    CallbackNotice,
    ConversationList,
    Problem,
    ReplyFrame,
    ServerFrame,
    StateChanged,
    TurnFrame,
    Welcome,
    server_frame,
)
from tests.harness.waiting import until

Found = TypeVar("Found")


class Customer:
    """One socket; remembers every frame, and resumes with what it has seen."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)
        self._name = uuid.uuid4().hex[:8]
        self.frames: list[ServerFrame] = []
        self._begun = 0
        """Where the frames of the conversation begin that this device is in now."""
        self.head = 0
        self.resume_token: str | None = None
        self.welcome: Welcome | None = None
        self._door: str | None = None
        self.claimed_number: str | None = None
        self.channel = Channel.WEB_CHAT
        self.browser: str | None = None
        """The key this browser keeps; devices that share it are one browser."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.hang_up()

    async def connect(self, *, signed_identity: str | None = None) -> Welcome:
        """Open or resume."""
        hello = Hello(
            after=self.head,
            resume_token=self.resume_token,
            locale="en-US",
            time_zone="America/Chicago",
            signed_identity=signed_identity,
            claimed_number=self.claimed_number,
            channel=self.channel,
            browser=self.browser,
        )
        self._socket = await self._session.ws_connect(self._url, max_msg_size=0)
        before = len(self.frames)
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._socket.send_str(client_frame.dump_json(hello).decode())
        return await self.wait_for(Welcome, since=before)

    async def arrive(self, *, signed_identity: str | None = None) -> Welcome:
        """Open or resume, and wait for everything that was said there before, the greeting included."""
        welcome = await self.connect(signed_identity=signed_identity)
        await self.until_head(welcome.head)
        return welcome

    async def hang_up(self) -> None:
        """Close the socket, as a lost network would."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        self._socket = self._reader = None

    @property
    def connected(self) -> bool:
        return self._socket is not None and not self._socket.closed

    @property
    def conversation_id(self) -> str:
        """The conversation this device is in; a closed one is followed by another."""
        assert self.welcome is not None
        return self.welcome.conversation_id

    @property
    def waits_with_company(self) -> bool:
        """Whether the assistant answers although the team has the conversation."""
        company = self._door == "assistant" or self.awaits_call
        return company and self.owner() in ("queue", "parked")

    @property
    def awaits_call(self) -> bool:
        """Whether a call is booked: until it comes the assistant answers."""
        calls = [frame for frame in self.frames[self._begun :] if isinstance(frame, CallbackNotice)]
        return bool(calls) and calls[-1].standing in OPEN

    def next_client_id(self) -> str:
        """A client id this customer has not used."""
        return f"{self._name}-{next(self._numbers)}"

    def named(self, client_id: str) -> str:
        """What the front door calls a turn of ours."""
        return client_id

    async def send(self, frame: object) -> None:
        """One frame, as it is."""
        if self._socket is None:
            raise ConnectionResetError
        await self._socket.send_str(client_frame.dump_json(frame).decode())  # type: ignore[arg-type]

    async def say(
        self,
        text: str,
        *,
        choice_id: str | None = None,
        client_id: str | None = None,
        confidence: float | None = None,
        alternatives: Sequence[str] = (),
    ) -> list[ReplyFrame]:
        """Say something and wait for the last reply to it."""
        client_id = client_id or self.next_client_id()
        before = len(self.frames)
        turn = CustomerTurn(
            client_id=client_id,
            text=text,
            choice_id=choice_id,
            confidence=confidence,
            alternatives=list(alternatives),
        )
        await self.send(turn)
        return await self.replies_to(client_id, since=before)

    async def choose(self, title: str) -> list[ReplyFrame]:
        """Take a choice of the newest reply that offers one of this title; `#1` is the first of the newest."""
        if title.startswith("#"):
            offered = next((reply.choices for reply in reversed(self.replies()) if reply.choices), [])
            assert len(offered) >= int(title[1:]), f"no choice {title}; offered: {offered}"
            choice = offered[int(title[1:]) - 1]
            return await self.say(choice.title, choice_id=choice.id)
        for reply in reversed(self.replies()):
            for choice in reply.choices:
                if choice.title.casefold() == title.casefold():
                    return await self.say(choice.title, choice_id=choice.id)
        titles = [choice.title for reply in self.replies()[-3:] for choice in reply.choices]
        message = f"no choice {title!r}; offered: {titles}"
        raise AssertionError(message)

    async def prefer(self, door: Literal["assistant", "team"], *, lasting: bool = False) -> None:
        self._door = door if self.owner() != "assistant" else None
        await self.send(Prefer(door=door, lasting=lasting))

    async def conversations(self) -> ConversationList:
        """The customer's conversations, as the front door lists them now."""
        before = len(self.frames)
        await self.send(ListConversations())
        return await self.wait_for(ConversationList, since=before)

    async def leave_number(self, number: str) -> None:
        await self.send(LeaveNumber(number=number))

    async def end(self) -> None:
        await self.send(End())

    async def replies_to(self, client_id: str, *, since: int = 0) -> list[ReplyFrame]:
        """All replies to a turn, once the last has come.

        Raises:
            AssertionError: the turn was refused.
        """

        def answered() -> list[ReplyFrame] | None:
            found = [
                frame
                for frame in self.frames[since:]
                if isinstance(frame, ReplyFrame) and frame.client_id == client_id
            ]
            for frame in self.frames[since:]:
                if isinstance(frame, Problem) and frame.client_id == client_id:
                    message = f"refused: {frame.code} {frame.text}"
                    raise AssertionError(message)
            return found if found and found[-1].last else None

        return await self._until(answered, f"a reply to {client_id}")

    async def acknowledged(self, client_id: str) -> Ack:
        return await self._until(
            lambda: next(
                (frame for frame in self.frames if isinstance(frame, Ack) and frame.client_id == client_id),
                None,
            ),
            f"an ack of {client_id}",
        )

    async def wait_for(
        self, kind: type[Found], *, since: int = 0, where: Callable[[Found], bool] = lambda _: True
    ) -> Found:
        """The first frame of a kind after `since` frames."""
        return await self._until(
            lambda: next(
                (frame for frame in self.frames[since:] if isinstance(frame, kind) and where(frame)), None
            ),
            str(kind),
        )

    async def become(self, owner: str) -> None:
        """Wait until the conversation is held by `owner`."""
        await self._until(lambda: True if self.owner() == owner else None, f"owner {owner}")

    async def until_head(self, head: int) -> None:
        """Wait until the frame of this public seq has come."""
        await self._until(lambda: True if self.head >= head else None, f"seq {head}")

    def replies(self) -> list[ReplyFrame]:
        return [frame for frame in self.frames if isinstance(frame, ReplyFrame)]

    def owner(self) -> str:
        """Who holds the conversation, as this device was told last."""
        for frame in reversed(self.frames):
            if isinstance(frame, StateChanged | Welcome):
                return frame.owner.value
        return "assistant"

    def transcript(self) -> list[tuple[int, str, str]]:
        """(seq, author, text) as the device would show it; checks that no seq is missing or doubled."""
        seen: dict[int, tuple[int, str, str]] = {}
        counts: defaultdict[int, int] = defaultdict(int)
        for frame in self.frames[self._begun :]:
            if isinstance(frame, TurnFrame | ReplyFrame | StateChanged):
                counts[frame.seq] += 1
                if not isinstance(frame, StateChanged):
                    seen[frame.seq] = (frame.seq, frame.author, frame.text)
        doubled = [seq for seq, count in counts.items() if count > 1]
        missing = [seq for seq in range(1, max(counts, default=0) + 1) if seq not in counts]
        assert not doubled, f"came twice: {doubled}"
        assert not missing, f"never came: {missing}"
        return [seen[seq] for seq in sorted(seen)]

    async def _until(self, look: Callable[[], Found | None], what: str) -> Found:
        return await until(self._changed, look, what, self.frames)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            frame = server_frame.validate_json(message.data)
            if isinstance(frame, TurnFrame | ReplyFrame | StateChanged):
                self.head = max(self.head, frame.seq)
            if isinstance(frame, Welcome):
                self._enter(frame)
            async with self._changed:
                self.frames.append(frame)
                self._changed.notify_all()

    def _enter(self, frame: Welcome) -> None:
        if self.welcome is not None and self.welcome.conversation_id != frame.conversation_id:
            self.head = 0
            self._begun = len(self.frames)
        self.welcome = frame
        self.resume_token = frame.resume_token
        self.browser = frame.browser or self.browser
