"""Turns that are nothing but a piece of a number."""

from __future__ import annotations

from conversation.expects import ExpectsKind, parse_expects
from conversation.spoken_digits import digit_runs

LONGEST_PIECE = 12
"""Digits; a longer one is judged alone."""
LONGEST_GROUP = 6
"""Digits that cards are printed in; a longer answer to a question is a phone number or the like."""


def may_be_piece(digits: str, expects: str | None) -> bool:
    """Whether a turn of digits may be a piece of a card number although `expects` was asked for."""
    if expects is None:
        return True
    kind = parse_expects(expects).kind
    if kind is ExpectsKind.SECRET:
        return False
    return kind is ExpectsKind.FREE or len(digits) <= LONGEST_GROUP


def digits_only(text: str) -> str | None:
    """The digits of a turn that is nothing but a piece of a number."""
    runs = digit_runs(text)
    if len(runs) != 1 or runs[0].start != 0 or runs[0].end != len(text):
        return None
    return runs[0].digits if len(runs[0].digits) <= LONGEST_PIECE else None
