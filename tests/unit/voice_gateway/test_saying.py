"""Text as it is said."""

import pytest

from voice_gateway.speaking.sentences import sentences


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It is $82.14.", "It is eighty-two dollars and fourteen cents."),
        ("A credit of -$3.00", "A credit of minus three dollars"),
        ("$0.01 is due", "one cent is due"),
        ("on July 3rd", "on July third"),
        ("by August 20, 2026", "by August twentieth, twenty twenty-six"),
        ("due 2026-07-20", "due July twentieth, twenty twenty-six"),
        ("due 07/20/2026", "due July twentieth, twenty twenty-six"),
        ("at 3.2 Mbps", "at three point two megabits per second"),
        ("at 2:05 PM", "at two oh five P M"),
        ("call 555-123-0101 now", "call five five five, one two three, zero one zero one now"),
        ("12.5 GB left, 80%", "twelve point five gigabytes left, eighty percent"),
        ("the number ending in 0108", "the number ending in zero one zero eight"),
        ("line ending 1234", "line ending one two three four"),
        ("you have 1 GB", "you have one gigabyte"),
        ("5G works", "five G works"),
        ("code 482910", "code four eight two nine one zero"),
        ("reference K7Q2-M9", "reference K seven Q two M nine"),
        ("1,200 lines", "one thousand, two hundred lines"),
    ],
)
def test_figures_are_said_as_people_say_them(written, said):
    assert sentences(written) == (said,)


def test_what_only_eyes_can_use_is_left_out():
    assert sentences("See [the guide](https://x.example/a) at https://x.example. It is **short**.") == (
        "See the guide at.",
        "It is short.",
    )


def test_list_marks_are_not_read_out():
    assert sentences("Do this:\n1. Switch it off\n2. Wait") == ("Do this:", "Switch it off", "Wait")


def test_a_long_sentence_is_said_in_pieces_so_that_its_first_words_need_not_wait():
    long = ", ".join(["and then there is something more to say"] * 12)
    assert len(sentences(long)) > 1
    assert " ".join(sentences(long)) == long
