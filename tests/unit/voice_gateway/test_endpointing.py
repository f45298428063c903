"""How long the caller may pause, by what was asked."""

import pytest

from conversation.expects import parse_expects
from voice_gateway.hearing.endpointing import SATISFIED_MS, UNFINISHED_MS, USUAL_MS, patience_ms


@pytest.mark.parametrize(
    ("expects", "said", "patience"),
    [
        ("yes_no", "yes", SATISFIED_MS),
        ("yes_no", "No thank you.", SATISFIED_MS),
        ("yes_no", "yes but", UNFINISHED_MS),
        ("yes_no", "it depends on the price", USUAL_MS),
        ("free", "why is my bill higher", USUAL_MS),
        ("free", "my number is", UNFINISHED_MS),
        ("free", "I wanted to um", UNFINISHED_MS),
        ("phone", "five five five", UNFINISHED_MS),
        ("phone", "five five five one two three oh one oh one", SATISFIED_MS),
        ("phone", "I don't have it", USUAL_MS),
        ("secret:4", "4821", SATISFIED_MS),
        ("secret:4", "48", UNFINISHED_MS),
        ("zip", "55101", SATISFIED_MS),
        ("free", "", USUAL_MS),
    ],
)
def test_patience_follows_what_was_asked_and_said(expects, said, patience):
    assert patience_ms(parse_expects(expects), said) == patience
