"""Several things told in one answer, read sentence by sentence."""

import pytest

from bot.components.answer_pieces import contrasted, halves_of, pieces_of, together

OFF, ON, REMARK = {"is_off": 0.98}, {"is_on": 0.99}, {"remark": 0.97}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("it's off", []),
        ("Nope, I'm in Ohio. The test said Poor.", ["Nope", "I'm in Ohio", "The test said Poor"]),
        ("it's LTE - never touched it", ["it's LTE", "never touched it"]),
        ("a. b. c. d. e", []),
    ],
)
def test_sentences_and_a_yes_or_no_in_front_are_read_apart(text, pieces):
    assert pieces_of(text) == pieces


def test_a_sentence_answers_where_the_whole_does_not():
    assert together("switch", REMARK, [OFF, REMARK])["is_off"] == pytest.approx(0.88, abs=0.01)


@pytest.mark.parametrize(
    ("question", "whole", "pieces"),
    [
        ("switch", {"is_on": 0.7}, [OFF, REMARK]),
        ("switch", {"wait": 0.7}, [ON, {"wait": 0.9}]),
        ("switch", REMARK, [ON, OFF]),
        ("switch", REMARK, [ON, {"unsure": 0.8}]),
        ("switch", REMARK, [{"is_off": 0.8}, REMARK]),
        ("switch", {"else": 0.99}, [ON, {"else": 0.9}]),
        ("yes_no", {"else": 0.7}, [{"says_yes": 0.99}, REMARK]),
    ],
)
def test_what_the_whole_says_or_the_sentences_leave_open_stays(question, whole, pieces):
    assert together(question, whole, pieces) == whole


@pytest.mark.parametrize(
    ("pieces", "meaning"),
    [
        ([{"done": 0.9}, {"worked": 0.8}, {"else": 0.9}], "done"),
        ([{"done": 0.9}, {"not_worked": 0.9}], "not_worked"),
    ],
)
def test_a_step_is_done_where_one_sentence_says_so(pieces, meaning):
    assert list(together("fix", {"remark": 0.6}, pieces)) == [meaning]


@pytest.mark.parametrize(
    "pieces", [[{"done": 0.9}, {"cannot": 0.9}], [{"remark": 0.9}, {"else": 0.9}], [{"done": 0.5}]]
)
def test_a_step_is_not_done_where_a_sentence_says_otherwise_or_none_does(pieces):
    assert together("fix", {"remark": 0.6}, pieces) == {"remark": 0.6}


@pytest.mark.parametrize(
    "text",
    [
        "the signal is there, but pages don't load",
        "Reception's okay, the apps still say nothing",
        "it rings again yet no text goes",
    ],
)
def test_one_thing_that_works_and_another_that_does_not(text):
    assert contrasted({"bad": 0.9}, [{"good": 0.8}, {"bad": 0.9}]) == {"mixed": 0.8}
    assert len(halves_of(text)) == 2


@pytest.mark.parametrize("halves", [[], [{"good": 0.9}, {"good": 0.9}], [{"good": 0.6}, {"bad": 0.9}]])
def test_halves_that_agree_or_are_unsure_leave_the_whole(halves):
    assert contrasted({"bad": 0.9}, halves) == {"bad": 0.9}
