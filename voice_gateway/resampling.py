"""Whole sounds from one rate to another: a windowed-sinc filter in as many phases as the rates need.

Meant for a sentence or an utterance at once; cut into frames first, each edge would click.
"""

from __future__ import annotations

from functools import cache
from math import gcd

import numpy as np
import numpy.typing as npt

TAPS = 32
"""Of the slower rate, on each side together."""
ROLL_OFF = 0.92
"""Of the narrower band, so that nothing folds back."""

Sound = npt.NDArray[np.float64]


def resampled(sound: npt.NDArray[np.int16], before: int, after: int) -> npt.NDArray[np.int16]:
    """The same sound at another rate, in Hz."""
    if before == after or not len(sound):
        return sound
    divisor = gcd(before, after)
    up, down = after // divisor, before // divisor
    filters = _filters(up, down)
    reach = filters.shape[1] // 2
    padded = np.pad(sound.astype(np.float64), (reach, reach))
    count = len(sound) * up // down
    places = np.arange(count, dtype=np.int64) * down
    windows = np.lib.stride_tricks.sliding_window_view(padded, filters.shape[1])[places // up]
    mixed = np.einsum("ij,ij->i", windows, filters[places % up])
    rounded: npt.NDArray[np.int16] = np.clip(np.rint(mixed), -32_768, 32_767).astype(np.int16)
    return rounded


@cache
def _filters(up: int, down: int) -> Sound:
    """One row for each phase between two samples."""
    slower = max(1.0, down / up)
    reach = int(np.ceil(TAPS / 2 * slower))
    at = np.arange(-reach, reach + 1)[None, :] - (np.arange(up) / up)[:, None]
    window = np.where(np.abs(at) <= reach, np.cos(np.pi * at / (2 * reach)) ** 2, 0.0)
    rows = np.sinc(at * ROLL_OFF / slower) * window
    scaled: Sound = rows / rows.sum(axis=1, keepdims=True)
    return scaled
