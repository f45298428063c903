import pytest

from actions.words.asking import asks_of_else, asks_something


@pytest.mark.parametrize(
    "text",
    [
        "how do I set up a new greeting",
        "by the way, are you there on holidays?",
        "before I do that, how long does a credit take?",
        "what's a family bundle",
        "does hotspot cost anything?",
    ],
)
def test_a_question_about_something_else_is_one(text):
    assert asks_of_else(text)


@pytest.mark.parametrize(
    "text",
    [
        "where is that?",
        "how do I do it",
        "should I restart?",
        "what does it say next",
        "do I have to press something",
    ],
)
def test_a_question_about_the_step_is_not_about_something_else(text):
    assert not asks_of_else(text)


@pytest.mark.parametrize("text", ["the internet is off", "why is my data so slow?", "it says no service"])
def test_a_report_is_no_question(text):
    assert not asks_something(text)
