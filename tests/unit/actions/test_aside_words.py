"""What stands before a wish told beside an answer."""

import pytest

from actions.words.asides import only_leads_on


@pytest.mark.parametrize(
    "words",
    ["no I meant", "No, sorry, what I meant was", "oh I actually wanted to ask", "that’s not what I asked"],
)
def test_the_beginning_of_a_correction_is_no_answer(words):
    assert only_leads_on(words)


@pytest.mark.parametrize("words", ["no", "I meant the other phone", "it's on", "sorry it is off", "wait"])
def test_an_answer_stays_one(words):
    assert not only_leads_on(words)
