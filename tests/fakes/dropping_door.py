"""A front door's socket without a network, for one call; it goes down and comes up again as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp

from conversation.server_frames import Ack, Problem, ReplyFrame, ServerFrame, Welcome
from tests.fakes.socket_pair import SocketEnd, socket_pair


class DroppingDoor:
    """Connected to as `aiohttp.ClientSession` is; what is in it by seq is told to who comes."""

    def __init__(self, *replies: ReplyFrame, answers: Callable[[str], ReplyFrame | None]) -> None:
        """`answers` is given the text of each new turn."""
        self.is_up = True
        self.goes_down_before_answers = False
        self.busy = 0
        """So many wishes more are refused for the moment."""
        self.came = 0
        """Sockets so far."""
        self.frames: list[dict[str, object]] = []
        """What was received, in order; frames of hello aside."""
        self._replies = list(replies)
        self._answers = answers
        self._seqs: dict[str, int] = {}
        self._socket: SocketEnd | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def turns(self) -> list[str]:
        """Texts of the caller's turns; one that came again counts once."""
        by_id = {each["client_id"]: each["text"] for each in self.frames if each["type"] == "customer_turn"}
        return [str(text) for text in by_id.values()]

    def wishes(self, door: str) -> int:
        """How often this door was asked for."""
        return sum(each["type"] == "prefer" and each["door"] == door for each in self.frames)

    async def ws_connect(self, url: str, **_more: object) -> SocketEnd:
        """As aiohttp's session has it.

        Raises:
            aiohttp.ClientConnectionError: it is down.
        """
        if not self.is_up:
            raise aiohttp.ClientConnectionError(url)
        ours, theirs = socket_pair()
        self.came += 1
        self._socket = theirs
        task = asyncio.ensure_future(self._serve(theirs))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        return ours

    async def go_down(self) -> None:
        """Until `is_up` is set."""
        self.is_up = False
        if self._socket is not None:
            await self._socket.close()

    async def _serve(self, socket: SocketEnd) -> None:
        async for message in socket:
            frame = json.loads(message.data)
            if frame["type"] == "hello":
                await self._welcome(socket, after=frame["after"])
            elif frame["type"] != "customer_turn" and self.busy > 0:
                self.busy -= 1
                await self._send(socket, Problem(code="busy", retry_after=0.5))
            else:
                self.frames.append(frame)
            if frame["type"] == "customer_turn":
                await self._answer(socket, frame["client_id"], frame["text"])

    async def _welcome(self, socket: SocketEnd, *, after: int) -> None:
        head = self._replies[-1].seq
        welcome = {"conversation_id": "c1", "reference": "A-1", "resume_token": "a" * 20, "head": head}
        await self._send(socket, Welcome.model_validate({**welcome, "owner": "assistant", "language": "en"}))
        for reply in self._replies:
            if reply.seq > after:
                await self._send(socket, reply)

    async def _answer(self, socket: SocketEnd, client_id: str, text: str) -> None:
        is_new = client_id not in self._seqs
        seq = self._seqs.setdefault(client_id, self._replies[-1].seq + 1)
        await self._send(socket, Ack(client_id=client_id, seq=seq))
        answer = self._answers(text) if is_new else None
        if answer is not None:
            self._replies.append(answer)
            if self.goes_down_before_answers:
                await self.go_down()
            await self._send(socket, answer)

    @staticmethod
    async def _send(socket: SocketEnd, frame: ServerFrame) -> None:
        if not socket.closed:
            await socket.send_str(frame.model_dump_json())
