"""A telephone that says exactly what it is told to: messages by hand, on a virtual network and clock."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress

from conversation.owner import Owner
from tests.harness.virtual_time import run_virtually
from tests.unit.voice_gateway.calls import GREETING, scene_of, silent
from tests.unit.voice_gateway.sip_calls import GATEWAY, SceneReception, gateway_in
from voice_gateway.scripted.scripted_line import ScriptedLine
from voice_gateway.scripted.scripted_network import ScriptedAir, ScriptedNetwork
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.transports.sip.message import Malformed, Request, Response, parse

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
    "m=audio 30000 RTP/AVP {formats}\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
)


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait, by the virtual clock, for something that the network brings."""
    for _ in range(30_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


class Peer:
    """One of them, and everything the gateway told it."""

    def __init__(self, air: ScriptedAir, host: str = "10.0.0.2", port: int = 5060) -> None:
        self.host, self.port = host, port
        self.got: list[Request | Response] = []
        self.sound: list[bytes] = []
        self._network = ScriptedNetwork(air, host)
        self._branches = itertools.count(1)
        self.to = "<sip:care@10.0.0.1>"

    async def start(self) -> None:
        self._wire = await self._network.open(range(self.port, self.port + 1), self._received)
        self._sound = await self._network.open(range(30_000, 30_001), lambda data, _: self.sound.append(data))

    def close(self) -> None:
        self._wire.close()
        self._sound.close()

    def _received(self, data: bytes, _source) -> None:
        with suppress(Malformed):  # a spoilt header comes back as it was
            self.got.append(parse(data))

    def send(self, data: str | bytes) -> None:
        self._wire.send(data.encode() if isinstance(data, str) else data, GATEWAY)

    def message(
        self,
        method: str,
        sequence: int,
        *more: str,
        branch: str = "",
        body: str = "",
        caller: str = "+15551230101",
    ) -> str:
        branch = branch or f"z9hG4bK-{self.host}-{next(self._branches)}"
        lines = [
            f"{method} sip:care@10.0.0.1 SIP/2.0",
            f"Via: SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport",
            "Max-Forwards: 70",
            f"From: <sip:{caller}@{self.host}>;tag=ours",
            f"To: {self.to}",
            "Call-ID: one-call",
            f"CSeq: {sequence} {method}",
            f"Contact: <sip:{caller}@{self.host}:{self.port}>",
            *more,
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body])

    def offer(self, direction: str = "sendrecv", *, address: str = "", formats: str = "0 8 101") -> str:
        return OFFER.format(
            host=self.host, address=address or self.host, formats=formats, direction=direction
        )

    def invite(self, *more: str, sequence: int = 1, branch: str = "", body: str | None = None, **rest) -> str:
        told = self.offer() if body is None else body
        return self.message("INVITE", sequence, *more, branch=branch, body=told, **rest)

    async def until(self, status: int, method: str = "INVITE", *, count: int = 1) -> Response:
        """Such an answer, or the `count`th one."""
        await eventually(lambda: len(self.answers(status, method)) >= count)
        return self.answers(status, method)[count - 1]

    def answers(self, status: int, method: str = "INVITE") -> list[Response]:
        return [
            each
            for each in self.got
            if isinstance(each, Response) and each.status == status and each.method == method
        ]

    def asked(self, method: str) -> list[Request]:
        return [each for each in self.got if isinstance(each, Request) and each.method == method]

    async def until_asked(self, method: str) -> Request:
        await eventually(lambda: bool(self.asked(method)))
        return self.asked(method)[-1]

    async def call(self, *more: str, **rest) -> Response:
        """A call, answered and acknowledged."""
        self.send(self.invite(*more, **rest))
        answer = await self.until(200)
        self.to = answer.headers.first("to") or ""
        self.send(self.message("ACK", 1))
        return answer

    def answer(self, request: Request, status: str = "200 OK", *more: str) -> None:
        """To a request of the gateway's."""
        kept = [
            f"{name}: {value}"
            for name, value in request.headers.pairs
            if name in {"via", "from", "to", "call-id", "cseq"}
        ]
        self.send("\r\n".join([f"SIP/2.0 {status}", *kept, *more, "Content-Length: 0", "", ""]))


class Meeting:
    """A peer before a gateway."""

    def __init__(self, **manners) -> None:
        self.air = ScriptedAir()
        self.peer = Peer(self.air, manners.pop("host", "10.0.0.2"))
        room, trunk = manners.pop("room", 1), manners.pop("trunk", None)
        tones = WordTones()
        owner = Owner.QUEUE if manners.pop("waits", False) else Owner.ASSISTANT
        line = ScriptedLine(silent, GREETING, owner=owner)
        self.reception = SceneReception(scene_of(tones, None, line), lines=room)
        self.gateway = gateway_in(self.air, self.reception, trunk=trunk, **manners)

    @property
    def line(self):
        return self.reception.scene.line

    async def over(self) -> None:
        await eventually(lambda: bool(self.reception.endings))


def meet(story: Callable[[Meeting], Awaitable[None]], **manners) -> Meeting:
    """Run the story; at its end nothing of any call is left."""

    async def run() -> Meeting:
        meeting = Meeting(**manners)
        await meeting.peer.start()
        await meeting.gateway.start()
        await story(meeting)
        meeting.peer.close()
        await meeting.gateway.close()
        assert meeting.air.ports == {}
        assert meeting.gateway.in_progress == 0
        return meeting

    return run_virtually(run())
