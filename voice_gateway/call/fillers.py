"""Words while the answer takes its time: no silence of ours longer than two seconds.

The time is the caller's: it runs from the end of their speech, also while their words are not known yet, and
while ours are not made.
"""

from __future__ import annotations

FILLED_AT_S = (1.2, 3.6, 6.0)
"""Seconds after the caller's last word, the first after the turn was sent if it was; the last offers
a person."""
AGAIN_S = 4.0
"""After the last."""
NOD_AT_S = 1.5
"""Seconds after the last digit of a number that lacks some: they look it up, and have time for it."""
LONGEST_SILENCE_S = 1.8
"""Between the end of a sound and the next one of ours; a little more at the caller's ear."""
BREATH_S = 0.6
"""Between two of them."""


class Fillers:
    """One caller's; runs from the end of their speech, or a turn sent, to its first answer."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._sent_at: float | None = None
        self._callers_until = 0.0
        """When the caller said or typed their last."""
        self._said = 0
        self._nodded = False
        self._is_pause = False
        """The wait began with a pause whose words are not dealt with yet."""
        self.doing: str | None = None
        """What takes longer, in the front door's words."""

    @property
    def sent_at(self) -> float | None:
        """When the turn was sent that is not answered yet."""
        return self._sent_at

    @property
    def promised(self) -> bool:
        """Whether the caller was told to wait before we knew their words."""
        return self._is_pause and self._said > 0

    def active(self, now: float) -> None:
        """The caller does something: no silence is ours until then."""
        self._callers_until = now

    def paused(self, at: float) -> None:
        """The caller fell silent at this time, and may have finished."""
        self._begin(at)
        self._callers_until = at
        self._is_pause = True

    def pause_over(self) -> None:
        """They went on, or their words were dealt with."""
        self._is_pause = False
        if self._sent_at is None:
            self._since = None

    def sent(self, now: float) -> None:
        """A turn went out."""
        if not self._is_pause:
            self._begin(now)
        self._is_pause = False
        self._sent_at, self.doing = now, None

    def answered(self) -> None:
        """A reply came; what they say meanwhile waits as before."""
        self._sent_at = None
        if not self._is_pause:
            self._since = None

    def spoken(self) -> None:
        """Something else than these words was said to its end: what is late after it is late for itself."""
        if self._since is None:
            self._said = 0

    def due_at(self, quiet_since: float) -> float | None:
        """When the next words are due, if nothing is being said since then."""
        if self._since is None:
            return None
        begun = self._since if self._said or self._sent_at is None else self._sent_at
        return self._due(begun, max(quiet_since, self._callers_until))

    def late_due_at(self, quiet_since: float, late_from: float) -> float:
        """The same, where what is to be said is there and its sound is not."""
        quiet_since = max(quiet_since, self._callers_until)
        if late_from - quiet_since > LONGEST_SILENCE_S:
            quiet_since = late_from  # the silence before was the caller's
        return self._due(late_from, quiet_since)

    @property
    def nod_at(self) -> float | None:
        """When to show that we listen, if they are left the floor."""
        if self._since is None or self._nodded or self._said:
            return None
        return self._since + NOD_AT_S

    def nod(self) -> str:
        """Which words show that we listen, and leave the floor to the caller."""
        self._nodded = True
        return "voice_nod"

    def next(self, now: float) -> str:
        """Which words of ours; text of `doing` is better where there is some."""
        self._said += 1
        if self._since is not None and now - self._since >= FILLED_AT_S[-1]:
            return "voice_too_slow"
        return "voice_moment" if self._said == 1 else "voice_still_working"

    def _due(self, begun: float, quiet_since: float) -> float:
        last = len(FILLED_AT_S) - 1
        planned = FILLED_AT_S[min(self._said, last)] + AGAIN_S * max(0, self._said - last)
        return max(quiet_since + BREATH_S, min(begun + planned, quiet_since + LONGEST_SILENCE_S))

    def _begin(self, at: float) -> None:
        self._since = at
        self._said, self._nodded = 0, False
