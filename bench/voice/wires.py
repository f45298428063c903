"""A caller's end of each line: frames out, frames in, and what the line can tell of them.

Sound is µ-law at 8 kHz, a frame of 20 ms at a time. What comes from a stream or to a page is played one after
the other; over SIP a frame is heard when it comes.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from voice_gateway.frames import SILENCE, power
from voice_gateway.media import Audio, Ending
from voice_gateway.transports.browser import BrowserMedia
from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.endpoint import SipEndpoint
from voice_gateway.transports.sip.rtp import parse_packet
from voice_gateway.transports.sip.sdp import TYPES, Codec
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.wire import Receive, UdpNetwork, UdpWire
from voice_gateway.transports.twilio.media import TwilioMedia

PCMU = TYPES[Codec.PCMU]
AUDIBLE = 100.0 * 100.0
"""Mean square from which a frame counts as sound."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was not played yet is dropped."""


@dataclass(frozen=True, slots=True)
class Marked:
    """To be told as played once everything before it was."""

    name: str


Heard = bytes | Cleared | Marked


class Wire(Protocol):
    """One call that is up."""

    @property
    def lead_ms(self) -> int | None:
        """How far ahead of their time frames come; None where they come by the clock and none is dropped."""

    async def send(self, frame: bytes) -> None:
        """20 ms of the caller."""

    def hear(self) -> AsyncIterator[Heard]:
        """What comes, until the line is closed."""

    async def played(self, mark: str) -> None:
        """A mark's time has come."""

    async def close(self) -> None:
        """Hang up."""


class StreamWire:
    """Twilio's end of a Media Stream whose `start` was sent."""

    lead_ms = TwilioMedia.lead_ms

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, stream_sid: str) -> None:
        self._socket = socket
        self._sid = stream_sid

    async def begin(self) -> None:
        """The first two messages, where no webhook came before."""
        await self._tell({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        start = {
            "accountSid": "AC0", "callSid": self._sid, "streamSid": self._sid, "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {},
        }  # fmt: skip
        await self._tell({"event": "start", "sequenceNumber": "1", "streamSid": self._sid, "start": start})

    async def send(self, frame: bytes) -> None:
        payload = base64.b64encode(frame).decode()
        media = {"track": "inbound", "chunk": "1", "timestamp": "1", "payload": payload}
        await self._tell({"event": "media", "sequenceNumber": "1", "streamSid": self._sid, "media": media})

    async def hear(self) -> AsyncIterator[Heard]:
        async for message in self._socket:
            read = json.loads(message.data)
            match read["event"]:
                case "media":
                    yield base64.b64decode(read["media"]["payload"])
                case "clear":
                    yield Cleared()
                case "mark":
                    yield Marked(read["mark"]["name"])

    async def played(self, mark: str) -> None:
        await self._tell(
            {"event": "mark", "sequenceNumber": "1", "streamSid": self._sid, "mark": {"name": mark}}
        )

    async def close(self) -> None:
        await self._socket.close()

    async def _tell(self, message: dict[str, object]) -> None:
        await self._socket.send_str(json.dumps(message))


class PageWire:
    """A page whose ticket was taken."""

    lead_ms = BrowserMedia.lead_ms

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, frame: bytes) -> None:
        await self._socket.send_bytes(frame)

    async def hear(self) -> AsyncIterator[Heard]:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                yield message.data
                continue
            read = json.loads(message.data)
            match read["type"]:
                case "clear":
                    yield Cleared()
                case "mark":
                    yield Marked(read["mark"])

    async def played(self, mark: str) -> None:
        await self._socket.send_str(json.dumps({"type": "played", "mark": mark}))

    async def close(self) -> None:
        await self._socket.close()


class Tap:
    """The machine's network, and when audible packets left the telephone and came to it."""

    def __init__(self) -> None:
        self._network = UdpNetwork("127.0.0.1")
        self.left: list[float] = []
        self.came: list[float] = []

    async def open(self, ports: range, receive: Receive) -> UdpWire:
        def noted(data: bytes, source: Peer) -> None:
            _note(data, self.came)
            receive(data, source)

        wire = await self._network.open(ports, noted)
        send = wire.send

        def sent(data: bytes, peer: Peer) -> None:
            _note(data, self.left)
            send(data, peer)

        wire.send = sent  # type: ignore[method-assign]
        return wire

    def host_towards(self, peer: Peer) -> str:
        return self._network.host_towards(peer)


def _note(data: bytes, times: list[float]) -> None:
    packet = parse_packet(data) if data[:1] >= b"\x80" else None
    if packet is not None and packet.payload_type == PCMU and power(packet.payload) > AUDIBLE:
        times.append(asyncio.get_running_loop().time())


class SipWire:
    """A telephone that was answered; behind its playout buffer is the ear."""

    lead_ms: int | None = None

    def __init__(self, endpoint: SipEndpoint, talk: SipCall, tap: Tap) -> None:
        self._endpoint = endpoint
        self._talk = talk
        self.tap = tap

    async def send(self, frame: bytes) -> None:
        if frame != SILENCE:
            await self._talk.send(frame)

    async def hear(self) -> AsyncIterator[Heard]:
        async for event in self._talk.events():
            if isinstance(event, Audio) and power(event.frame) > AUDIBLE:
                yield event.frame

    async def played(self, mark: str) -> None:
        """RTP has no marks."""

    async def close(self) -> None:
        await self._talk.hang_up(Ending.CALLER_LEFT)
        await self._endpoint.close()
