"""What is said in passing, left out so that the answer or the wish beside it is seen."""

import pytest

from bot.components.remarks import without_remarks


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("zero bars. I'm hopeless with gadgets", "zero bars."),
        ("No, I'm not that handy with phones, nothing loads", "No, nothing loads"),
        ("it is off, I'm no tech person", "it is off"),
        ("done. my nephew normally sorts this out", "done."),
        ("yes please, it's a Galaxy S22", "yes please"),
        ("still no service. I'm on the newest firmware", "still no service."),
        ("two bars. Android 14 here", "two bars."),
        ("go ahead. We've been with you since the nineties", "go ahead."),
        ("my bill is too high. I hope this goes fast", "my bill is too high."),
        ("sorry for the typos. no signal", "no signal"),
        ("let me look... no it isn't", "no it isn't"),
        ("I'm on my lunch break. No internet on my phone", "No internet on my phone"),
        ("data is off, hon", "data is off"),
        ("restarted it, oh great, it works", "restarted it, it works"),
        ("geez. it's on", "it's on"),
        ("no bars. I'm in a meeting and slow to reply", "no bars."),
        ("I'm not shopping for another phone, my calls fail", "my calls fail"),
    ],
)
def test_a_remark_beside_an_answer_is_left_out(said, left):
    assert without_remarks(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "it's a Galaxy S22",
        "let me look",
        "I'm on the bus and my phone has no signal",
        "my son says his line has no service",
        "do you take a trade in? I have an iPhone 11",
        "I want a Pixel 9",
        "I don't need a new phone",
        "I have an iPhone and need to upgrade",
        "I've had this phone stolen before",
        "sorry, no",
        "no, that's it",
        "it's on",
        "I have a charge I don't know",
        "I bought it, now it won't turn on",
        "",
    ],
)
def test_words_that_say_more_stay(said):
    assert without_remarks(said) == said
