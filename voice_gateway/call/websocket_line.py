"""`WebSocketLine`: the front door's socket protocol for one call, over as many sockets as it takes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
from pydantic import ValidationError

from conversation.channel import Channel
from conversation.client_frames import (
    AgentTurn,
    ClientFrame,
    Consent,
    CustomerTurn,
    Heard,
    Hello,
    LeaveNumber,
    Prefer,
)
from conversation.server_frames import (
    Ack,
    Problem,
    ReplyFrame,
    ServerFrame,
    StateChanged,
    TurnFrame,
    Welcome,
    server_frame,
)
from voice_gateway.call.line import Arrival, CallersTurn, Opened
from voice_gateway.errors import LineLost, LineRefused
from voice_gateway.hearing.recognition import Recognition

HELLO_WITHIN_S = 5.0
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0, 4.0)
"""Between attempts to come back; then the line is lost."""
LATER = frozenset({"busy", "slow_down"})
REFUSALS = frozenset({"resume_refused", "channel_refused", "bad_frame"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the front door is, and who we are."""

    url: str
    """`http://127.0.0.1:8080`."""
    token: str = ""
    """Between processes of ours."""


class WebSocketLine:
    """One call's."""

    def __init__(
        self, session: aiohttp.ClientSession, address: Address, call_id: str, arrival: Arrival
    ) -> None:
        self._session = session
        self._address = address
        self._call_id = call_id
        self._arrival = arrival
        self._resume: str | None = None
        self._conversation_id = ""
        self._after = 0
        self._count = 0
        self._owed: list[ClientFrame] = []
        """Other than turns, and said while the socket was gone."""
        self._wished: ClientFrame | None = None
        """The last of them that was sent; a refusal of it names no frame."""
        self._unsettled: OrderedDict[str, CustomerTurn | AgentTurn] = OrderedDict()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._closed = False

    async def open(self) -> Opened:
        welcome = await self._connect()
        await self._catch_up()
        missed = []
        while self._after < welcome.head:
            frame = await self._read()
            if frame is None:
                raise LineLost("the front door went while it told what was said")
            missed.append(frame)
        return Opened(welcome=welcome, missed=tuple(missed))

    async def frames(self) -> AsyncIterator[ServerFrame]:
        while not self._closed:
            frame = await self._read()
            if frame is None:
                await self._come_back()
            elif not isinstance(frame, Ack):
                yield frame

    async def say(self, turn: CallersTurn) -> None:
        client_id = self._next_id()
        frame = CustomerTurn(
            client_id=client_id,
            text=turn.text,
            choice_id=turn.choice_id,
            confidence=turn.confidence,
            alternatives=list(turn.alternatives),
            interrupted=turn.interrupted,
            dtmf=turn.dtmf,
            language=turn.language,
        )
        self._unsettled[client_id] = frame
        await self._send(frame)

    async def heard(self, seq: int, words: str) -> None:
        await self._deliver(Heard(seq=seq, words=words))

    async def consent(self, wording: str, *, given: bool) -> None:
        await self._deliver(Consent(given=given, wording=wording))

    async def want_person(self) -> None:
        await self._deliver(Prefer(door="team"))

    async def keep_company(self) -> None:
        await self._deliver(Prefer(door="assistant"))

    async def leave_number(self, number: str) -> None:
        await self._deliver(LeaveNumber(number=number))

    async def agent_said(self, agent_id: str, heard: Recognition) -> None:
        client_id = self._next_id()
        frame = AgentTurn(
            client_id=client_id, agent_id=agent_id, text=heard.text, confidence=heard.confidence
        )
        self._unsettled[client_id] = frame
        await self._send(frame)

    async def close(self) -> None:
        self._closed = True
        if self._socket is not None:
            await self._socket.close()

    def _next_id(self) -> str:
        self._count += 1
        return f"{self._call_id}-{self._count}"

    # -- one socket ------------------------------------------------------------------------------------

    async def _connect(self) -> Welcome:
        headers = {"Authorization": f"Bearer {self._address.token}"} if self._address.token else {}
        try:
            async with asyncio.timeout(HELLO_WITHIN_S):
                self._socket = await self._session.ws_connect(
                    self._address.url.rstrip("/") + "/chat", headers=headers, heartbeat=15.0
                )
                await self._send(
                    Hello(
                        channel=Channel.VOICE,
                        after=self._after,
                        resume_token=self._resume,
                        call_ticket=self._arrival.ticket if self._resume is None else None,
                        claimed_number=self._arrival.number,
                        call_id=self._arrival.call_id or self._call_id,
                        number_attested=self._arrival.attested,
                    )
                )
                first = await self._read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineLost(type(error).__name__) from error
        if isinstance(first, Welcome):
            return first
        if isinstance(first, Problem) and first.code in REFUSALS:
            raise LineRefused(first.code)
        raise LineLost(first.code if isinstance(first, Problem) else "no welcome")

    async def _come_back(self) -> None:
        """Over another socket, from where we were; what was not acknowledged is said again."""
        for pause in PAUSES_S:
            if self._closed:
                return
            await asyncio.sleep(pause)
            with suppress(LineLost):
                await self._connect()
                await self._catch_up()
                return
        raise LineLost("it did not come back")

    async def _catch_up(self) -> None:
        """Say what was said while there was no socket, and what was not acknowledged."""
        owed, self._owed = self._owed, []
        for frame in owed:
            await self._deliver(frame)
        for turn in tuple(self._unsettled.values()):
            await self._send(turn)

    async def _deliver(self, frame: ClientFrame) -> None:
        """Now, or once there is a socket again."""
        self._wished = frame
        if not await self._send(frame):
            self._owed.append(frame)

    async def _send(self, frame: ClientFrame) -> bool:
        """Whether a socket took it."""
        if self._socket is None or self._socket.closed:
            return False
        with suppress(ConnectionError, aiohttp.ClientError):
            await self._socket.send_str(frame.model_dump_json(exclude_none=True))
            return True
        return False

    async def _read(self) -> ServerFrame | None:
        """The next frame that is new, None when the socket is gone."""
        while self._socket is not None:
            message = await self._socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                return None
            try:
                frame = server_frame.validate_json(message.data)
            except ValidationError as error:
                raise LineLost("a frame that is none of the protocol") from error
            if self._is_new(frame):
                return frame
        return None

    def _is_new(self, frame: ServerFrame) -> bool:
        match frame:
            case Welcome():
                self._welcomed(frame)
            case Ack(client_id=client_id):
                self._unsettled.pop(client_id, None)
            case Problem(client_id=client_id, retry_after=later) if client_id is not None:
                self._refused(client_id, later)
            case Problem(code=code, retry_after=later) if code in LATER and later is not None:
                asyncio.get_running_loop().call_later(later, self._wish_again)
            case TurnFrame(seq=seq) | ReplyFrame(seq=seq) | StateChanged(seq=seq):
                if seq <= self._after:
                    return False
                self._after = seq
            case _:
                pass
        return True

    def _welcomed(self, welcome: Welcome) -> None:
        """The same conversation again, or the one that follows it: that is told from its start."""
        self._resume = welcome.resume_token
        if self._conversation_id not in {"", welcome.conversation_id}:
            self._after = 0
        self._conversation_id = welcome.conversation_id

    def _refused(self, client_id: str, later: float | None) -> None:
        frame = self._unsettled.get(client_id)
        if frame is None:
            return
        if later is None:
            del self._unsettled[client_id]
        else:
            asyncio.get_running_loop().call_later(later, self._again, client_id)

    def _again(self, client_id: str) -> None:
        frame = self._unsettled.get(client_id)
        if frame is not None and not self._closed:
            self._sending = asyncio.ensure_future(self._send(frame))

    def _wish_again(self) -> None:
        if self._wished is not None and not self._closed:
            self._wishing = asyncio.ensure_future(self._deliver(self._wished))
