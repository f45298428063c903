"""A-law as some networks speak it, and the gateway's µ-law: one table each way (ITU-T G.711)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_gateway.frames import decode, encode


def from_a_law(sound: bytes) -> bytes:
    """A-law to µ-law."""
    return sound.translate(_TO_MU)


def to_a_law(sound: bytes) -> bytes:
    """µ-law to A-law."""
    return sound.translate(_TO_A)


def _a_law_values() -> npt.NDArray[np.int16]:
    """What each of the 256 codes stands for."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 0x07, code & 0x0F
    magnitude = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _nearest_a_law() -> bytes:
    """For each µ-law code the A-law code that sounds nearest."""
    values = _a_law_values().astype(np.int32)
    wanted = decode(bytes(range(256))).astype(np.int32)
    return bytes(np.abs(values[None, :] - wanted[:, None]).argmin(axis=1).astype(np.uint8))


_TO_MU = encode(_a_law_values())
_TO_A = _nearest_a_law()
