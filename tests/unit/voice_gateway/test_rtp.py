"""Sound over a network that loses, doubles and mixes it up."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_gateway.frames import FRAME_BYTES, SILENCE, decode, encode
from voice_gateway.transports.sip.g711 import from_a_law, to_a_law
from voice_gateway.transports.sip.playout import PlayoutBuffer
from voice_gateway.transports.sip.rtp import KeyReader, Packet, key_packets, parse_packet

FRAMES = [bytes([number]) * FRAME_BYTES for number in range(1, 60)]


def played(packets, frames, *, start=0):
    """Packets by the tick at which they arrive; what is handed out, a frame each tick."""
    buffer = PlayoutBuffer()
    out = []
    for tick in range(frames):
        for timestamp, payload in packets.get(tick, []):
            buffer.put((start + timestamp) % 2**32, payload)
        out.append(buffer.take())
    return out, buffer


@pytest.mark.parametrize("start", [0, 2**32 - 800])
def test_an_even_stream_is_played_as_it_was_after_40_ms(start):
    packets = {tick: [(tick * 160, frame)] for tick, frame in enumerate(FRAMES)}
    out, buffer = played(packets, 61, start=start)
    assert out[2:61] == FRAMES
    assert buffer.lost == 0


def test_packets_of_other_lengths_mixed_up_and_doubled():
    sound = b"".join(FRAMES)
    cut = [(at, sound[at : at + 80]) for at in range(0, len(sound), 80)]
    random.Random(5).shuffle(first := cut[:4])
    packets = {0: [*first, *first]}
    packets |= {tick: cut[2 + 2 * tick : 4 + 2 * tick] for tick in range(1, 60)}
    out, _ = played(packets, 40)
    start = next(at for at, frame in enumerate(out) if frame == FRAMES[5])
    assert out[start : start + 30] == FRAMES[5:35]


def test_a_lost_frame_is_covered_and_a_long_gap_fades_to_silence():
    packets = {tick: [(tick * 160, frame)] for tick, frame in enumerate(FRAMES[:10])}
    del packets[4]
    out, buffer = played(packets, 20)
    assert out[6] == FRAMES[3]
    assert out[7] == FRAMES[5]
    levels = [np.abs(decode(frame).astype(int)).mean() for frame in out[11:16]]
    assert levels == sorted(levels, reverse=True)
    assert out[16:] == [SILENCE] * 4
    assert buffer.lost == 4


def test_a_caller_whose_network_slows_down_is_followed():
    packets = {tick + 8: [(tick * 160, frame)] for tick, frame in enumerate(FRAMES) if tick >= 10}
    packets |= {tick: [(tick * 160, frame)] for tick, frame in enumerate(FRAMES[:10])}
    out, buffer = played(packets, 70)
    start = out.index(FRAMES[30])
    assert out[start : start + 25] == FRAMES[30:55]
    assert buffer.late <= 4


def test_a_clock_that_runs_ahead_does_not_make_the_call_late():
    buffer = PlayoutBuffer()
    timestamp = 0
    for tick in range(3_000):
        for _ in range(2 if tick % 100 == 0 else 1):
            buffer.put(timestamp, FRAMES[0])
            timestamp += 160
        buffer.take()
    assert len(buffer._sound) <= 10 * FRAME_BYTES


def test_another_stream_begins_anew():
    packets = {tick: [(tick * 160, frame)] for tick, frame in enumerate(FRAMES[:10])}
    packets |= {tick: [(900_000 + tick * 160, frame)] for tick, frame in enumerate(FRAMES[:30]) if tick >= 12}
    out, _ = played(packets, 40)
    assert FRAMES[25] in out


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=400)), max_size=30))
def test_no_timestamp_and_no_length_breaks_it(packets):
    buffer = PlayoutBuffer()
    for timestamp, payload in packets:
        buffer.put(timestamp, payload)
        assert len(buffer.take()) == FRAME_BYTES
        assert len(buffer._sound) <= 4 * 16_000


@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_none(data):
    packet = parse_packet(data)
    assert packet is None or len(packet.payload) <= len(data)


def test_a_packet_is_read_as_it_was_written_past_its_extensions_and_padding():
    packet = Packet(
        payload_type=0, sequence=65_535, timestamp=2**32 - 1, source=9, payload=b"abc", marker=True
    )
    data = packet.encoded()
    assert parse_packet(data) == packet
    extended = (
        bytes([data[0] | 0x31])
        + data[1:12]
        + b"\0\0\0\x07"
        + b"\xbe\xde\0\x01\0\0\0\0"
        + b"abc"
        + b"\0\0\x03"
    )
    read = parse_packet(extended)
    assert read is not None
    assert read.payload == b"abc"
    assert parse_packet(b"\x80\xc8" + bytes(26)) is None


def test_a_key_counts_once_however_many_of_its_packets_arrive():
    def packets(key, timestamp):
        return [
            Packet(payload_type=101, sequence=0, timestamp=timestamp, source=1, payload=payload)
            for payload in key_packets(key)
        ]

    reader = KeyReader()
    first, second, third = packets("5", 1_000), packets("5", 3_000), packets("#", 5_000)
    stream = [*first[1:], *first[:1], second[-1], *third, first[-1], second[0]]
    assert [key for packet in stream if (key := reader.read(packet))] == ["5", "5", "#"]


def test_a_law_is_mu_law_to_the_ear():
    """Reference values of ITU-T G.711: A-law 0xD5 is the smallest positive step, 0xAA the largest."""
    assert decode(from_a_law(b"\xd5\x55"))[0] in {8, 0}
    assert abs(int(decode(from_a_law(b"\xaa"))[0]) - 32_256) <= 512
    assert abs(int(decode(from_a_law(b"\x2a"))[0]) + 32_256) <= 512
    tone = (np.sin(np.arange(8_000) * 2 * np.pi * 440 / 8_000) * 12_000).astype(np.int16)
    heard = decode(from_a_law(to_a_law(encode(tone)))).astype(float)
    noise = heard - tone
    assert 10 * np.log10((tone.astype(float) ** 2).mean() / (noise**2).mean()) > 30
