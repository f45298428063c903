"""How long the caller may pause, by what was asked."""

import pytest

from conversation.expects import parse_expects
from voice_gateway.hearing.endpointing import (
    DIGITS_MISSING_MS,
    HALF_MS,
    SATISFIED_MS,
    UNFINISHED_MS,
    USUAL_MS,
    WHOLE_MS,
    patience_ms,
)
from voice_gateway.hearing.recognition import Awaited


@pytest.mark.parametrize(
    ("expects", "said", "patience"),
    [
        ("yes_no", "yes", SATISFIED_MS),
        ("yes_no", "No thank you.", SATISFIED_MS),
        ("yes_no", "yes but", UNFINISHED_MS),
        ("yes_no", "it depends on the price", USUAL_MS),
        ("free", "why is my bill higher", WHOLE_MS),
        ("free", "I paid on Friday already", USUAL_MS),
        ("free", "roaming", HALF_MS),
        ("name", "Maria", HALF_MS),
        ("name", "my name is Maria Lopez", WHOLE_MS),
        ("date", "July third", HALF_MS),
        ("date", "July third nineteen eighty-four", SATISFIED_MS),
        ("date", "October fifth nineteen", HALF_MS),
        ("choice", "um the first one", SATISFIED_MS),
        ("amount", "about", UNFINISHED_MS),
        ("free", "my number is", UNFINISHED_MS),
        ("free", "I wanted to um", UNFINISHED_MS),
        ("phone", "five five five", DIGITS_MISSING_MS),
        ("phone", "five five five one two three oh one oh one", SATISFIED_MS),
        ("phone", "I don't have it", USUAL_MS),
        ("secret:4", "4821", SATISFIED_MS),
        ("secret:4", "48", DIGITS_MISSING_MS),
        ("phone", "my number is", UNFINISHED_MS),
        ("zip", "55101", SATISFIED_MS),
        ("free", "", USUAL_MS),
    ],
)
def test_patience_follows_what_was_asked_and_said(expects, said, patience):
    assert patience_ms(Awaited(expects=parse_expects(expects)), said) == patience
