"""Keys, collected by what is asked for: 0 is a person, anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.expects import Expectation, ExpectsKind
from voice_gateway.hearing.endpointing import digits_awaited

PAUSE_S = 2.5
"""After so long without a key what was typed is taken as it is."""
PERSON = "0"
DONE = "#"
AGAIN = "*"
MOST = 20


@dataclass(frozen=True, slots=True)
class WantsPerson:
    """0, where it is no digit of an answer."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The keys that answer the question."""

    digits: str


@dataclass(frozen=True, slots=True)
class Picked:
    """A key that stands for a choice, 1 is the first; for yes (1) and no (2), where that is asked."""

    place: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """`*` with nothing typed: say it again."""


Outcome = WantsPerson | Typed | Picked | Repeat


class Keypad:
    """What one caller types. Digits are held nowhere else and are never logged."""

    def __init__(self) -> None:
        self._typed = ""
        self._at = 0.0
        self._picks = False
        """`#` came first: the next key is the place of a choice."""

    @property
    def due_at(self) -> float | None:
        """When `expire` has something to say."""
        return self._at + PAUSE_S if self._typed else None

    def press(
        self, key: str, now: float, expects: Expectation, choices: int = 0, *, spare: int | None = None
    ) -> Outcome | None:
        """One key at a time in seconds; the outcome once there is one.

        Where keys are digits of an answer, `#` and a digit after it are a choice; elsewhere `spare` is a key
        with a meaning of its own.
        """
        if self._picks and key.isdigit():
            self._picks = False
            return Picked(int(key))
        self._picks = key == DONE and not self._typed and choices > 0
        if key == AGAIN:
            cleared, self._typed = bool(self._typed), ""
            return None if cleared else Repeat()
        if key == DONE:
            return self._take()
        awaited = digits_awaited(expects)
        if not self._typed and not are_digits(expects):
            if key == PERSON:
                return WantsPerson()
            means = choices or expects.kind is ExpectsKind.YES_NO or key == str(spare)
            return Picked(int(key)) if means else None
        self._typed = (self._typed + key)[:MOST]
        self._at = now
        return self._take() if awaited is not None and len(self._typed) >= awaited else None

    def expire(self, now: float) -> Outcome | None:
        """What was typed, once the caller has paused: a lone 0 is a person."""
        due = self.due_at
        return self._take() if due is not None and now >= due else None

    def clear(self) -> None:
        """Forget what was typed."""
        self._typed, self._picks = "", False

    def _take(self) -> Outcome | None:
        typed, self._typed = self._typed, ""
        if not typed:
            return None
        return WantsPerson() if typed == PERSON else Typed(typed)


def are_digits(expects: Expectation) -> bool:
    """Whether keys are digits of the answer, and none of them has a meaning of its own."""
    return digits_awaited(expects) is not None or expects.kind in _NUMBERS


_NUMBERS = frozenset({ExpectsKind.AMOUNT, ExpectsKind.DATE})
