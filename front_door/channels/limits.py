"""Polite rate limits: token buckets per socket and per address."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

ADDRESSES_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many at once, so many per second after that."""

    burst: float
    per_second: float


class TokenBucket:
    """Lets through what its rate allows."""

    __slots__ = ("_now", "_rate", "_tokens", "_updated")

    def __init__(self, rate: Rate, *, now: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._now = now
        self._tokens = rate.burst
        self._updated = now()

    def take(self) -> float:
        """0.0 when one more is fine; otherwise the seconds until it will be."""
        now = self._now()
        grown = self._tokens + (now - self._updated) * self._rate.per_second
        self._tokens = min(self._rate.burst, grown)
        self._updated = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate.per_second


class AddressLimits:
    """A bucket per address; the longest unused are forgotten."""

    def __init__(self, rate: Rate, *, now: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._now = now
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, address: str) -> float:
        """See `TokenBucket.take`."""
        bucket = self._buckets.get(address)
        if bucket is None:
            bucket = self._buckets[address] = TokenBucket(self._rate, now=self._now)
            if len(self._buckets) > ADDRESSES_KEPT:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(address)
        return bucket.take()
