"""The sound of one call over RTP: a frame out and a frame in every 20 ms, and keys as they are pressed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from voice_gateway.frames import FRAME_BYTES, SILENCE
from voice_gateway.media import Audio, Key, MediaEvent, Played
from voice_gateway.meters import Meters
from voice_gateway.transports.paced_sender import PacedSender
from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.g711 import from_a_law, to_a_law
from voice_gateway.transports.sip.playout import PlayoutBuffer
from voice_gateway.transports.sip.rtp import KeyReader, Packet, key_packets, parse_packet
from voice_gateway.transports.sip.sdp import TYPES, Codec, Stream
from voice_gateway.transports.sip.wire import Wire

MOVES_AFTER_S = 1.0
"""Another source is followed once the one we know has been silent for so long."""


class RtpSound:
    """`run` it for as long as the call lasts. Sound goes to where sound comes from (symmetric RTP)."""

    def __init__(self, tell: Callable[[MediaEvent], None], meters: Meters) -> None:
        self.wire: Wire
        self.sender = PacedSender(
            self._beat, lambda mark: tell(Played(mark)), meters.late, left_out=self._skip
        )
        self.is_held = False
        """The far end does not listen: nothing is sent, and what it plays meanwhile is not the caller."""
        self._tell = tell
        self._meters = meters
        self._stream: Stream | None = None
        self._sources: frozenset[str] = frozenset()
        self._far: Peer | None = None
        self._heard_from: int | None = None
        self._heard_at = _now()
        self._playout = PlayoutBuffer()
        self._keys = KeyReader()
        self._sequence = secrets.randbelow(1 << 16)
        self._timestamp = secrets.randbelow(1 << 32)
        self._source = secrets.randbelow(1 << 32)
        self._talks = False

    @property
    def silent_s(self) -> float:
        """How long nothing at all has come."""
        return _now() - self._heard_at

    def connect(self, stream: Stream, signalled_from: str) -> None:
        """The far end as it describes itself now; behind address translation it is where it signals from."""
        previous, self._stream = self._stream, stream
        self._sources = frozenset({stream.host, signalled_from})
        if previous is None or (previous.host, previous.port) != (stream.host, stream.port):
            self._far, self._heard_from = (stream.host, stream.port), None
        self.is_held = not stream.hears
        self._heard_at = _now()

    async def run(self) -> None:
        """Until cancelled."""
        await self.sender.run()

    def press(self, key: str) -> None:
        """A key, in packets beside the sound."""
        stream, far = self._stream, self._far
        if stream is None or far is None or stream.event_type is None:
            return
        for place, payload in enumerate(key_packets(key)):
            self._put(stream.event_type, payload, far, marker=place == 0)
        self._timestamp = (self._timestamp + 1) & 0xFFFF_FFFF  # the next key is another one

    def close(self) -> None:
        """Nothing comes or goes any more."""
        self._meters.lost(self._playout.lost)
        self.wire.close()

    # -- in --------------------------------------------------------------------------------------------

    def received(self, data: bytes, source: Peer) -> None:
        """A datagram from anywhere."""
        packet = parse_packet(data) if source[0] in self._sources else None
        if packet is None or self._stream is None or not self._follows(packet, source):
            return
        self._heard_at = _now()
        if packet.payload_type == self._stream.event_type:
            if (key := self._keys.read(packet)) is not None:
                self._tell(Key(key))
        elif packet.payload_type == TYPES[Codec.PCMU]:
            self._playout.put(packet.timestamp, packet.payload)
        elif packet.payload_type == TYPES[Codec.PCMA]:
            self._playout.put(packet.timestamp, from_a_law(packet.payload))

    def _follows(self, packet: Packet, source: Peer) -> bool:
        known = {self._stream.payload_type, self._stream.event_type} if self._stream is not None else set()
        if packet.payload_type not in {*known, *TYPES.values()}:
            return False
        if self._heard_from not in {None, packet.source} and self.silent_s < MOVES_AFTER_S:
            return False
        self._heard_from, self._far = packet.source, source
        return True

    # -- both, each 20 ms ------------------------------------------------------------------------------

    def _beat(self, frame: bytes | None) -> None:
        self._send(frame)
        for incoming in self._playout.due():
            if not self.is_held:
                self._tell(Audio(incoming))

    def _skip(self, frames: int) -> None:
        """Time that nothing was sent in passes for the far end all the same."""
        self._timestamp = (self._timestamp + frames * FRAME_BYTES) & 0xFFFF_FFFF
        self._talks = False

    def _send(self, frame: bytes | None) -> None:
        stream, far = self._stream, self._far
        if stream is not None and far is not None and not self.is_held:
            sound = frame if frame is not None else SILENCE
            payload = to_a_law(sound) if stream.codec is Codec.PCMA else sound
            self._put(stream.payload_type, payload, far, marker=frame is not None and not self._talks)
        self._talks = frame is not None
        self._timestamp = (self._timestamp + FRAME_BYTES) & 0xFFFF_FFFF

    def _put(self, payload_type: int, payload: bytes, far: Peer, *, marker: bool) -> None:
        packet = Packet(
            payload_type=payload_type,
            sequence=self._sequence,
            timestamp=self._timestamp,
            source=self._source,
            payload=payload,
            marker=marker,
        )
        self.wire.send(packet.encoded(), far)
        self._sequence = (self._sequence + 1) & 0xFFFF


def _now() -> float:
    return asyncio.get_running_loop().time()
