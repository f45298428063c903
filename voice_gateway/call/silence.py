"""What happens when nobody speaks: asked again in other words, offered keys or a person, then a goodbye."""

from __future__ import annotations

from enum import IntEnum


class Rung(IntEnum):
    """Steps of the ladder, in order."""

    ASK_AGAIN = 0
    OFFER_HELP = 1
    GOODBYE = 2


AFTER_S = {Rung.ASK_AGAIN: 6.0, Rung.OFFER_HELP: 12.0, Rung.GOODBYE: 20.0}
"""Seconds of the caller's silence; what we say ourselves meanwhile is not counted."""


class SilenceLadder:
    """Runs while it is the caller's turn."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._spent = 0.0
        self._next = Rung.ASK_AGAIN
        self.may_end = True
        """The last rung is there to be reached."""

    def callers_turn(self, now: float) -> None:
        """We have finished speaking and wait."""
        if self._since is None:
            self._since = now

    def hold(self, now: float) -> None:
        """We speak or think: the silence is not theirs. Goes on from here at the next `callers_turn`."""
        if self._since is not None:
            self._spent += now - self._since
            self._since = None

    def reset(self) -> None:
        """The caller did something."""
        self._since = None
        self._spent = 0.0
        self._next = Rung.ASK_AGAIN

    @property
    def due_at(self) -> float | None:
        """When the next rung is reached; None while it is not the caller's turn, or there is no next one."""
        if self._since is None or (self._next is Rung.GOODBYE and not self.may_end):
            return None
        return self._since + AFTER_S[self._next] - self._spent

    def climb(self, now: float) -> Rung | None:
        """The rung that is reached now."""
        due = self.due_at
        if due is None or now < due:
            return None
        rung = self._next
        self._next = Rung(min(rung + 1, Rung.GOODBYE))
        return rung
