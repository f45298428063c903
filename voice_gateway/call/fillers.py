"""Words while the answer takes its time: no silence of ours longer than two seconds."""

from __future__ import annotations

FILLED_AT_S = (1.2, 3.6, 6.0)
"""Seconds after the turn was sent; the last offers a person."""
AGAIN_S = 4.0
"""After the last."""
LONGEST_SILENCE_S = 2.0
BREATH_S = 0.6
"""Between two of them."""


class Fillers:
    """One caller's; runs from a turn sent to its first answer."""

    def __init__(self) -> None:
        self._sent_at: float | None = None
        self._quiet_at = 0.0
        self._said = 0
        self.doing: str | None = None
        """What takes longer, in the front door's words."""

    @property
    def sent_at(self) -> float | None:
        """When the turn was sent that is not answered yet."""
        return self._sent_at

    def sent(self, now: float) -> None:
        """A turn went out."""
        self._sent_at, self._quiet_at, self._said, self.doing = now, now, 0, None

    def answered(self) -> None:
        """A reply came."""
        self._sent_at = None

    def quiet(self, now: float) -> None:
        """We have said something to its end."""
        self._quiet_at = now

    @property
    def due_at(self) -> float | None:
        """When the next words are due, if nothing is being said."""
        if self._sent_at is None:
            return None
        last = len(FILLED_AT_S) - 1
        planned = FILLED_AT_S[min(self._said, last)] + AGAIN_S * max(0, self._said - last)
        if self._said == 0:
            return self._sent_at + planned
        soonest = self._quiet_at + BREATH_S
        return max(soonest, min(self._sent_at + planned, self._quiet_at + LONGEST_SILENCE_S))

    def next(self, now: float) -> str:
        """Which words of ours; text of `doing` is better where there is some."""
        self._said += 1
        if self._sent_at is not None and now - self._sent_at >= FILLED_AT_S[-1]:
            return "voice_too_slow"
        return "voice_moment" if self._said == 1 else "voice_still_working"
