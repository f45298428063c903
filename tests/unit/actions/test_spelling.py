"""Slips that are put right, and words that are left alone."""

import pytest

from actions.words.spelling import spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wokrs now", "works now"),
        ("still no siganl", "still no signal"),
        ("it says excelent", "it says excellent"),
        ("the pictrue message fialed", "the picture message failed"),
        ("no serivce at all", "no service at all"),
    ],
)
def test_a_slip_of_the_keyboard_is_put_right(typed, meant):
    assert spelled(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "form my sister",
        "I am quiet sure",
        "on a trial",
        "Silvia Sing lives in Brays",
        "it costs 12.50",
        "services and settings",
        "",
    ],
)
def test_other_words_stay_as_they_are(typed):
    assert spelled(typed) == typed
