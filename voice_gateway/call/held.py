"""Words and keys that came while something was said that must not be cut: dealt with after it, in order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from voice_gateway.hearing.listening import Ended


@dataclass(frozen=True, slots=True)
class Held:
    """One of them."""

    what: Ended | str
    """An utterance, or a key."""
    is_early: bool
    """It came before the question about recording was heard, and cannot answer it."""


class HeldBack:
    """One caller's."""

    def __init__(self) -> None:
        self._held: deque[Held] = deque()

    def __bool__(self) -> bool:
        return bool(self._held)

    def keep(self, what: Ended | str, *, is_early: bool) -> None:
        """Until it may be dealt with."""
        self._held.append(Held(what, is_early))

    def next(self) -> Held:
        """The one that came first."""
        return self._held.popleft()

    def drop_keys(self) -> None:
        """Whoever wants a person takes back what was typed before."""
        self._held = deque(each for each in self._held if isinstance(each.what, Ended))
