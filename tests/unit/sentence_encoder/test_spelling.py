"""Misspelt words are put right when a known word is meant, and nothing else is touched."""

import pytest

from sentence_encoder.spelling import Spelling, distance, words_of

ARTICLES = ["How do I unlock my phone?", "forward my calls", "voicemail notifications", "my bill is wrong"]
LANGUAGE = {"call", "bell", "spell", "bake"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("unlokc my phoen", "unlock my phone"),
        ("hwo to forwrad cals", "hwo to forward calls"),
        ("vociemail notfications", "voicemail notifications"),
        ("Unlokc?", "unlock"),
        ("my bell is wrong", "my bell is wrong"),
        ("bake sourdough bread", "bake sourdough bread"),
        ("call +16125550143", "call +16125550143"),
        ("", ""),
    ],
)
def test_only_errors_are_put_right(said, meant):
    assert Spelling(words_of(ARTICLES), LANGUAGE.__contains__).put_right(said) == meant


def test_distance_counts_a_swap_of_neighbours_as_one():
    assert distance("phoen", "phone") == 1
    assert distance("", "abc") == 3
    assert distance("same", "same") == 0
