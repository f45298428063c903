"""Of many times, the one that a share of them stays below; in milliseconds, from seconds."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence


def part(values: Sequence[float], share: float) -> float:
    """0.95: nineteen of twenty are no longer."""
    if len(values) < 2:
        return values[0] if values else float("inf")
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def milliseconds(seconds: Iterable[float]) -> list[float]:
    """Sorted."""
    return sorted(1_000 * each for each in seconds)


def share_late(seconds: Sequence[float], limit_s: float = 0.020) -> float:
    """In percent."""
    return 100 * sum(each > limit_s for each in seconds) / max(1, len(seconds))
