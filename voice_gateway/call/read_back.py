"""Digits that a recogniser of few words heard are said back before they count."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.expects import Expectation, ExpectsKind
from conversation.spoken_digits import digit_runs
from voice_gateway.hearing.endpointing import digits_awaited
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.speaking.as_spoken import digit_by_digit, phone

YES_NO = Awaited(expects=Expectation(kind=ExpectsKind.YES_NO))
_YES = frozenset(
    {"yes", "yeah", "yep", "yup", "correct", "right", "sure", "okay", "ok", "exactly", "that's right"}
)
_NO = frozenset({"no", "nope", "nah", "wrong", "not right"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of the words: to be asked about, to be sent, or neither (they were wrong)."""

    text: str | None = None
    ask: str | None = None
    """Digits to be said back."""
    awaited: Awaited = YES_NO
    confirmed: bool = False


class ReadBack:
    """Holds digits until the caller has agreed to them."""

    def __init__(self, *, needed: bool) -> None:
        self._needed = needed
        self._waiting: str | None = None

    def heard(self, text: str, expects: Expectation) -> Answer:
        """The caller's words, in the light of what is waiting."""
        waiting, self._waiting = self._waiting, None
        said = text.strip().casefold().rstrip(".!?")
        if waiting is not None and said in _YES:
            return Answer(text=waiting, confirmed=True)
        if waiting is not None and said in _NO:
            return Answer()
        digits = self.digits_in(text)
        if self._needed and digits and digits_awaited(expects) and expects.kind is not ExpectsKind.SECRET:
            self._waiting = digits
            return Answer(ask=phone(digits) if expects.kind is ExpectsKind.PHONE else digit_by_digit(digits))
        return Answer(text=text)

    def clear(self) -> None:
        """Forget what is waiting."""
        self._waiting = None

    @staticmethod
    def digits_in(text: str) -> str:
        """The longest run of digits, said or written."""
        return max((run.digits for run in digit_runs(text, misheard=True)), key=len, default="")
