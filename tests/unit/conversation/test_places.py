"""Which of a list is meant."""

import pytest

from conversation.places import place_said


@pytest.mark.parametrize(
    ("text", "of", "place"),
    [
        ("number 2", 3, 2),
        ("No. 3 please", 3, 3),
        ("the second one", 3, 2),
        ("the last", 4, 4),
        ("I'd say the first", 2, 1),
        ("option two", 2, 2),
        ("the 3rd one, please", 5, 3),
        ("the latter", 2, 2),
        ("ok, I'll take the fourth plan", 7, 4),
        ("#1", 2, 1),
        ("last one please", 3, 3),
        ("what about number five?", 7, 5),
    ],
)
def test_a_place_is_read_in_any_of_its_forms(text, of, place):
    assert place_said(text, of=of) == place


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("number 4", 3),
        ("one second", 3),
        ("second", 3),
        ("the first bill was wrong", 3),
        ("last month", 3),
        ("line one is my wife's", 3),
        ("5551230101", 3),
        ("the latter", 3),
        ("one more please", 3),
        ("my number is 2", 3),
        ("no one", 3),
        ("no, two", 3),
    ],
)
def test_what_says_anything_else_is_no_place(text, of):
    assert place_said(text, of=of) is None
