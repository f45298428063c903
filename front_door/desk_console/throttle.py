"""Slowing down people who guess passwords, per login and address and per address alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from front_door.desk_console.errors import SignInThrottled

FREE_TRIES = 5
"""Wrong sign-ins of one login from one address before waiting begins."""

FREE_TRIES_PER_ADDRESS = 30
"""Wrong sign-ins from one address over all logins before waiting begins."""

FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 900.0
FORGET_AFTER_S = 3_600.0
MOST_KEYS = 20_000
"""Oldest are forgotten first, so that memory stays bounded."""


@dataclass(slots=True)
class _Tries:
    wrong: int
    last: float
    wait_until: float


class SignInThrottle:
    """Counts wrong sign-ins; each one beyond the free tries doubles the wait."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def check(self, login: str, address: str) -> None:
        """Let a sign-in pass.

        Raises:
            SignInThrottled: the wait is not over; the password is not even looked at.
        """
        now = self._now()
        waits = [self._tries[key].wait_until - now for key in _keys(login, address) if key in self._tries]
        longest = max(waits, default=0.0)
        if longest > 0:
            raise SignInThrottled(longest)

    def failed(self, login: str, address: str) -> None:
        """Count a wrong sign-in."""
        now = self._now()
        for key, free in zip(_keys(login, address), (FREE_TRIES, FREE_TRIES_PER_ADDRESS), strict=True):
            tries = self._tries.get(key)
            if tries is None or now - tries.last > FORGET_AFTER_S:
                tries = self._tries[key] = _Tries(wrong=0, last=now, wait_until=0.0)
            tries.wrong += 1
            tries.last = now
            if tries.wrong >= free:
                tries.wait_until = now + min(
                    LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(tries.wrong - free, 10)
                )
            self._tries.move_to_end(key)
        while len(self._tries) > MOST_KEYS:
            self._tries.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Forget the wrong tries of this login from this address."""
        self._tries.pop(_keys(login, address)[0], None)


def _keys(login: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (login.strip().casefold()[:100], address), ("", address)
