"""Which number formats are quickest on this processor: tried once, at the start."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from voice_gateway.hearing.whisper_layers import Precision

TRIES = 3
CLEARLY = 0.9
"""Another format than float32 must take less than this share of its time."""


def quickest(candidates: Mapping[Precision, Callable[[], object]]) -> Precision:
    """The format whose work took the least processor time; float32 unless another is clearly quicker."""
    took = {precision: _took(work) for precision, work in candidates.items()}
    best = min(took, key=lambda precision: took[precision])
    return best if took[best] < took[Precision.FLOAT32] * CLEARLY else Precision.FLOAT32


def _took(work: Callable[[], object]) -> float:
    work()
    best = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best
