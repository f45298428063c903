"""A yes with a condition, and what it is a yes to."""

from decimal import Decimal

import pytest

from actions.words.conditions import agreed_if
from tests.unit.actions.talk import Talk

ZOE = ("555-123-0105", "7290")
FIVE = Decimal(5)


@pytest.mark.parametrize(
    "text",
    [
        "if it makes the thing load again then ok",
        "okay, as long as I get it today",
        "well if you say so, go ahead",
        "yes, assuming that goes on my next bill",
        "provided it's quick, please do",
        "if it takes that, fine",
    ],
)
def test_a_condition_of_another_kind_is_met_by_what_was_told(text):
    agreed = agreed_if(text)
    assert agreed is not None
    assert agreed.covers(FIVE)


@pytest.mark.parametrize(
    "text",
    [
        "go ahead if there's no charge for it",
        "yes, but only if I don't pay anything",
        "as long as it costs nothing, sure",
        "only if that's free",
        "sure, so long as it's below $4",
        "okay unless there are fees",
    ],
)
def test_a_condition_of_money_is_no_yes_to_a_price_above_it(text):
    agreed = agreed_if(text)
    assert agreed is not None
    assert not agreed.covers(FIVE)
    assert agreed.covers(Decimal(0))


def test_an_amount_in_the_condition_covers_what_costs_less():
    agreed = agreed_if("yes, if it stays under $10")
    assert agreed is not None
    assert agreed.covers(FIVE)


@pytest.mark.parametrize(
    "text",
    [
        "what if I don't like it",
        "no, not if it costs money",
        "if it rains, the signal goes",
        "yes",
        "if I pay today, is it free?",
        "yes I know",
    ],
)
def test_what_is_no_such_yes(text):
    assert agreed_if(text) is None


async def offered(talk: Talk) -> Talk:
    await talk.says("more data please", "add_data")
    await talk.proves(*ZOE)
    assert talk.responses[-1] == "utter_ask_topup"
    return talk


@pytest.mark.policy("data-price-first")
async def test_the_price_is_told_again_to_who_agrees_only_if_it_is_free(talk, carrier):
    await offered(talk)
    await talk.says("sure, provided there's no charge", "affirm")
    assert talk.responses == ["utter_ask_topup"]
    await talk.says("if that brings my internet back, okay", "nlu_fallback")
    assert talk.responses == ["utter_usage_topup_added"]
