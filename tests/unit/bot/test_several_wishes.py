"""Where one message is cut into wishes, and where it is left whole."""

import pytest

from bot.components.calibration import Judgement
from bot.components.wishes import aside, only_wish, pieces, wishes

LABELS = ["ask_bill", "ask_data_left", "pay_bill", "dispute_charge", "ask_charge", "affirm"]
KNOWN = set(LABELS) - {"affirm"}
KIN = [{"dispute_charge", "ask_charge"}]


def said(text: str, *judged: tuple[str, float]) -> list[tuple[str, str]]:
    found = pieces(text)
    assert len(found) == len(judged), [text[piece.start : piece.end] for piece in found]
    rows = [Judgement(best=LABELS.index(name), score=score, sure=score > 0.3) for name, score in judged]
    return [(w.intent, w.text) for w in wishes(text, found, rows, LABELS, known=KNOWN, kin=KIN)]


def test_three_wishes_are_three():
    text = "what do I owe and how much data do I have left, and I want to pay"
    assert said(text, ("ask_bill", 0.9), ("ask_data_left", 0.9), ("pay_bill", 0.9)) == [
        ("ask_bill", "what do I owe"),
        ("ask_data_left", "how much data do I have left"),
        ("pay_bill", "I want to pay"),
    ]


def test_a_part_that_is_no_clear_wish_stays_with_the_one_before():
    text = "what do i owe, my number is 555-123-0102, and how much data is left"
    assert said(text, ("ask_bill", 0.9), ("affirm", 0.4), ("ask_data_left", 0.8)) == [
        ("ask_bill", "what do i owe, my number is 555-123-0102"),
        ("ask_data_left", "how much data is left"),
    ]


def test_words_before_the_first_wish_belong_to_it():
    text = "hello there. what do i owe and how much data is left"
    found = said(text, ("affirm", 0.4), ("ask_bill", 0.9), ("ask_data_left", 0.8))
    assert found[0] == ("ask_bill", "hello there. what do i owe")


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("how much is my bill and when is it due", (("ask_bill", 0.9), ("ask_bill", 0.7))),
        ("there's a fee i don't know and i want it gone", (("ask_charge", 0.8), ("dispute_charge", 0.8))),
        ("what do i owe and how much data", (("ask_bill", 0.9), ("ask_data_left", 0.45))),
        ("yes and how much data is left", (("affirm", 0.9), ("ask_data_left", 0.9))),
        ("what do i owe, i keep a record of that", (("ask_bill", 0.9), ("ask_data_left", 0.9))),
        ("my data ran out and i would take another", (("ask_data_left", 0.9), ("pay_bill", 0.9))),
        ("my bill and data", (("ask_bill", 0.9), ("ask_data_left", 0.9))),
    ],
)
def test_one_matter_in_two_clauses_stays_one(text, judged):
    assert said(text, *judged) == []


def test_a_long_story_is_left_whole():
    assert len(pieces("i paid and " * 60)) == 1


def test_amounts_are_not_cut():
    text = "my bill says 40.50 and i want to pay"
    assert [text[piece.start : piece.end] for piece in pieces(text)] == [
        "my bill says 40.50",
        "i want to pay",
    ]


def judgements(*judged: tuple[str, float]) -> list[Judgement]:
    return [Judgement(best=LABELS.index(name), score=score, sure=score > 0.3) for name, score in judged]


def apart(text: str, *judged: tuple[str, float]) -> tuple[str, list[str]]:
    rest, told = aside(text, pieces(text), judgements(*judged), LABELS, known=KNOWN)
    return rest, [wish.text for wish in told]


def test_an_answer_with_a_wish_behind_it_is_both():
    text = "yes it works now, and how much data is left"
    assert apart(text, ("affirm", 0.9), ("ask_data_left", 0.9)) == (
        "yes it works now",
        ["how much data is left"],
    )


@pytest.mark.parametrize(
    "judged",
    [
        (("ask_bill", 0.9), ("affirm", 0.9)),
        (("affirm", 0.9), ("ask_data_left", 0.5)),
    ],
)
def test_a_wish_at_the_beginning_or_hardly_understood_is_no_aside(judged):
    assert apart("how much is my bill please, and how much of it is left", *judged) == ("", [])


def test_the_one_clear_wish_counts_whatever_else_is_said():
    text = "can i pay my late bill here. my neighbor is with you as well."
    assert (
        only_wish(text, pieces(text), judgements(("pay_bill", 0.9), ("affirm", 0.3)), LABELS, known=KNOWN)
        == 0
    )


def test_a_statement_beside_the_wish_is_no_question_for_the_articles():
    labels = [*LABELS, "ask_faq"]
    text = "can i pay my late bill here. my neighbor has your plan too"
    judged = [Judgement(best=2, score=0.63, sure=True), Judgement(best=6, score=0.6, sure=True)]
    assert only_wish(text, pieces(text), judged, labels, known=KNOWN) == 0
    text = "can i pay my late bill here. what about the fee"
    assert only_wish(text, pieces(text), judged, labels, known=KNOWN) is None


def test_the_likelier_half_counts_where_the_whole_says_nothing():
    text = "it is about my bill once more, did all that before"
    found, judged = pieces(text), judgements(("ask_bill", 0.6), ("affirm", 0.4))
    assert only_wish(text, found, judged, LABELS, known=KNOWN) is None
    assert only_wish(text, found, judged, LABELS, known=KNOWN, least=0.5) == 0


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("if i pay my bill late, what happens", (("pay_bill", 0.9), ("affirm", 0.3))),
        ("how much is my bill, and how much data is left", (("ask_bill", 0.9), ("ask_data_left", 0.9))),
        ("i guess so, whatever you want", (("affirm", 0.9), ("affirm", 0.4))),
    ],
)
def test_a_condition_two_wishes_or_none_are_not_one(text, judged):
    assert only_wish(text, pieces(text), judgements(*judged), LABELS, known=KNOWN) is None
