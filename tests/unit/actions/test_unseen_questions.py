"""What costs money needs a yes to a question that the customer has seen; otherwise the question comes again."""

import pytest

from tests.unit.actions.talk import Talk
from tests.unit.actions.test_guides import allowance

OTIS = ("555-123-0102", "5926")
USED_UP = ("555-123-0105", "7290")
UNSEEN = {"unseen": True}


@pytest.mark.parametrize(
    ("words", "intent", "who", "question", "done"),
    [
        (
            "i want to pay my bill", "pay_bill", OTIS,
            "utter_payments_ask_confirm", "utter_payments_sent",
        ),
        (
            "add more data to my line", "add_data", USED_UP,
            "utter_ask_topup", "utter_usage_topup_added",
        ),
        (
            "turn on autopay", "set_autopay", OTIS,
            "utter_ask_autopay_on", "utter_payments_autopay_on",
        ),
    ],
)  # fmt: skip
async def test_a_yes_to_a_price_that_never_arrived_brings_the_price_again(
    talk: Talk, words, intent, who, question, done
):
    await talk.says(words, intent)
    await talk.proves(*who)
    assert talk.responses[-1] == question
    told = talk.last.values
    await talk.says("yes", "affirm", situation=UNSEEN)
    assert talk.responses[-1] == question
    assert talk.last.values == told
    await talk.says("yes", "affirm")
    assert done in talk.responses


async def test_a_guides_price_that_never_arrived_comes_again(talk: Talk, carrier):
    await allowance(talk)
    before = await carrier.get_usage("lin-0005-1", conversation_id="t")
    await talk.says("yes", "affirm", situation=UNSEEN)
    assert talk.responses == ["utter_guide_ask_topup"]
    assert (await carrier.get_usage("lin-0005-1", conversation_id="t")).data_topup_gb == before.data_topup_gb
