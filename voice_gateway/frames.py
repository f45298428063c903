"""The one form of sound inside the gateway: frames of 20 ms, 8 kHz, one channel, µ-law (ITU-T G.711).

A frame is 160 bytes. Longer sound is a whole number of frames; samples are 16-bit in the machine's order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

RATE = 8_000
FRAME_MS = 20
FRAME_BYTES = RATE * FRAME_MS // 1_000
SILENT_BYTE = b"\xff"
SILENCE = SILENT_BYTE * FRAME_BYTES

Samples = npt.NDArray[np.int16]

_BIAS = 0x84
_CLIP = 32_635


def decode(sound: bytes) -> Samples:
    """µ-law to 16-bit samples."""
    return _DECODED[np.frombuffer(sound, dtype=np.uint8)]


def encode(samples: Samples) -> bytes:
    """16-bit samples to µ-law."""
    return _ENCODED[samples.astype(np.int32) + 32_768].tobytes()


def power(sound: bytes) -> float:
    """Its mean square; full scale is 32,768 squared."""
    return float(_SQUARES[np.frombuffer(sound, dtype=np.uint8)].sum()) / max(1, len(sound))


def framed(sound: bytes) -> Iterator[bytes]:
    """Sound cut into frames; the last one is filled up with silence."""
    for start in range(0, len(sound), FRAME_BYTES):
        yield sound[start : start + FRAME_BYTES].ljust(FRAME_BYTES, SILENT_BYTE)


def duration_ms(sound: bytes) -> int:
    """How long it plays."""
    return len(sound) * 1_000 // RATE


def _decoding_table() -> Samples:
    code = ~np.arange(256, dtype=np.uint8)
    exponent = (code >> 4).astype(np.int32) & 0x07
    magnitude = ((((code & 0x0F).astype(np.int32) << 3) + _BIAS) << exponent) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoding_table() -> npt.NDArray[np.uint8]:
    value = np.arange(-32_768, 32_768, dtype=np.int32)
    magnitude = np.minimum(np.abs(value), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(value < 0, 0x80, 0)
    codes: npt.NDArray[np.int32] = ~(sign | (exponent << 4) | mantissa) & 0xFF
    return codes.astype(np.uint8)


_DECODED = _decoding_table()
_ENCODED = _encoding_table()
_SQUARES = np.square(_DECODED.astype(np.float64))
