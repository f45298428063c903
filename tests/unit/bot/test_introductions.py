"""Who is speaking, taken out of a sentence so that the wish beside it is seen."""

import pytest

from bot.components.introductions import without_introduction


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("this is Jane Doe, born 3 May 1980, what do I owe", "what do I owe"),
        ("hi this is jane doe born may 3 1980 how much do i owe", "how much do i owe"),
        ("Name: Jane de la Cruz. Date of birth: 1980-05-03. how much is it", "how much is it"),
        ("My name's Maren O'Malley, my birthday is 24 October 2000. my data is slow", "my data is slow"),
        ("no internet. My name is Ann St. Clair and I was born 1986-09-22.", "no internet."),
        ("hi, Pascal Núñez here, date of birth the 10th of december 1967. no internet", "no internet"),
        ("no signal, my number is 555-123-0101", "no signal"),
        ("(555) 123 0101 why is my bill so high", "why is my bill so high"),
        ("my number is 5551230101 and my phone has no service", "my phone has no service"),
        ("used up all my gigs, number's 612 555 0143", "used up all my gigs"),
        (
            "Hi, I'm out of the country and data is dead, 612 555 0143",
            "Hi, I'm out of the country and data is dead",
        ),
    ],
)
def test_the_wish_is_left(said, wish):
    assert without_introduction(said) == wish


@pytest.mark.parametrize(
    "said",
    [
        "this is Jane Doe, what do I owe",
        "I was born in Ohio and my bill from May 3 is wrong",
        "this is ridiculous, my phone has no service",
        "why is the May bill $82.14 and not $1,980",
        "",
    ],
)
def test_words_that_identify_nobody_stay_as_they_are(said):
    assert without_introduction(said) == said
