"""RTP packets (RFC 3550, section 5.1), and the keys that travel in them (RFC 4733)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEADER = struct.Struct("!BBHII")
VERSION = 2
EVENT = struct.Struct("!BBH")
KEYS = "0123456789*#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Some milliseconds of sound, or an event."""

    payload_type: int
    sequence: int
    timestamp: int
    source: int
    """SSRC."""
    payload: bytes
    marker: bool = False

    def encoded(self) -> bytes:
        second = self.payload_type | (0x80 if self.marker else 0)
        return HEADER.pack(VERSION << 6, second, self.sequence, self.timestamp, self.source) + self.payload


def parse_packet(data: bytes) -> Packet | None:
    """None for what is no RTP."""
    if len(data) < HEADER.size:
        return None
    first, second, sequence, timestamp, source = HEADER.unpack_from(data)
    start = HEADER.size + 4 * (first & 0x0F)
    if first >> 6 != VERSION or 64 <= second & 0x7F < 96:  # the latter are reports of RTCP (RFC 5761, 4)
        return None
    if first & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if not start <= end <= len(data):
        return None
    return Packet(
        payload_type=second & 0x7F,
        sequence=sequence,
        timestamp=timestamp,
        source=source,
        payload=data[start:end],
        marker=bool(second & 0x80),
    )


class KeyReader:
    """Tells each key once, from the first packet of it that arrives: its others have the same timestamp."""

    def __init__(self) -> None:
        self._last: int | None = None

    def read(self, packet: Packet) -> str | None:
        """The key that was pressed, None when it is known or no key of a telephone."""
        if len(packet.payload) < EVENT.size or packet.timestamp == self._last:
            return None
        if self._last is not None and (packet.timestamp - self._last) & 0xFFFF_FFFF >= 1 << 31:
            return None  # of a key before: it comes late
        self._last = packet.timestamp
        event = EVENT.unpack_from(packet.payload)[0]
        return KEYS[event] if event < len(KEYS) else None


def key_packets(key: str, duration_ms: int = 100) -> list[bytes]:
    """The payloads of one key as a telephone sends them: every 20 ms, its end three times."""
    event = KEYS.index(key)
    steps = range(160, duration_ms * 8 + 1, 160)
    ends = [EVENT.pack(event, 0x80 | 10, duration_ms * 8)] * 3
    return [EVENT.pack(event, 10, step) for step in steps] + ends
