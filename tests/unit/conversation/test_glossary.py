"""Words of the trade, as a recogniser writes them and as people read them."""

import pytest

from conversation.glossary import as_written, words


@pytest.mark.parametrize(
    ("heard", "read"),
    [
        ("my e sim does not work", "my eSIM does not work"),
        ("is auto pay on", "is autopay on"),
        ("I have no lte or five g at home", "I have no LTE or 5G at home"),
        ("my zip code is 55101", "my ZIP code is 55101"),
        ("my Simon says so", "my Simon says so"),
        ("the hot spots of Chicago", "the hot spots of Chicago"),
    ],
)
def test_only_words_of_the_trade_are_put_right(heard, read):
    assert as_written(heard) == read


def test_it_is_short_enough_to_be_told_beforehand():
    assert 10 <= len(words()) <= 40
