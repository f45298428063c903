"""The codec, held to the standard's own figures."""

import numpy as np
import pytest

from voice_gateway.frames import FRAME_BYTES, SILENCE, decode, encode, framed


@pytest.mark.parametrize(
    ("code", "sample"),
    [(0x00, -32124), (0x80, 32124), (0xFF, 0), (0x7F, 0), (0x0F, -16764), (0xF0, 120), (0x70, -120)],
)
def test_codes_mean_what_g711_says(code, sample):
    assert decode(bytes([code]))[0] == sample


def test_every_code_comes_back_as_it_was():
    codes = bytes(code for code in range(256) if code != 0x7F)  # minus zero becomes zero
    assert encode(decode(codes)) == codes


def test_loudness_is_kept_within_the_step_of_its_segment():
    samples = np.arange(-32_000, 32_000, 7, dtype=np.int16)
    error = np.abs(decode(encode(samples)).astype(int) - samples)
    assert (error <= np.maximum(4, np.abs(samples.astype(int)) / 24 + 4)).all()


def test_the_last_frame_is_filled_with_silence():
    *_, last = framed(b"\x00" * (FRAME_BYTES + 1))
    assert last == b"\x00" + SILENCE[1:]
