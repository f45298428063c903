"""A bill that holds a line off and is not going to be paid."""

import pytest

from actions.words.refusals import refuses_to_pay

SUSPENDED = ("555-123-0107", "6482")


async def offered(talk):
    await talk.says("my line is suspended", "report_suspended")
    await talk.proves(*SUSPENDED)
    assert talk.slots["offer"] == "action_pay_bill"


@pytest.mark.parametrize(
    "text",
    [
        "not paying till my phone works",
        "I refuse to pay this",
        "I won’t settle that",
        "no way am I paying for it",
    ],
)
def test_an_outright_refusal_is_heard(text):
    assert refuses_to_pay(text)


@pytest.mark.parametrize(
    "text",
    [
        "I can't afford to pay",
        "I won't be able to pay before Friday",
        "I did not pay it yet",
        "no way I can pay that now",
        "I do not owe that",
        "why is it not paid?",
        "I paid",
        "yes, pay it",
    ],
)
def test_want_of_money_a_question_or_a_payment_is_none(text):
    assert not refuses_to_pay(text)


@pytest.mark.policy("handover-forbidden")
@pytest.mark.parametrize("intent", ["pay_bill", "dispute_charge", "complain", "nlu_fallback", "deny"])
async def test_who_refuses_to_pay_is_not_asked_again_but_handed_over(talk, intent):
    await offered(talk)
    await talk.says("no, I'm not paying that", intent)
    assert talk.responses == ["utter_sim_refused_handed"]
    assert "not want to pay" in talk.care.handoff.note


async def test_a_mere_no_is_told_what_follows_and_offered_the_team(talk):
    await offered(talk)
    await talk.says("no", "deny")
    assert talk.responses == ["utter_sim_stays_off"]
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "policy"


async def test_who_declined_and_comes_back_with_the_line_is_not_offered_the_same_again(talk):
    await offered(talk)
    await talk.says("no", "deny")
    await talk.says("no, but it is still suspended", "report_suspended")
    assert talk.responses == ["utter_sim_refused_handed"]


async def test_who_thinks_better_of_it_may_pay(talk):
    await offered(talk)
    await talk.says("no", "deny")
    await talk.says("ok, let me pay it", "pay_bill")
    assert talk.form == "payment_form"


async def test_a_yes_in_words_of_its_own_to_what_was_offered(talk):
    await offered(talk)
    said = {"yes_no": {"says_yes": 0.77}}
    await talk.says("fine, fair enough, send me the thing", "never_mind", confidence=0.46, answers=said)
    assert talk.responses[-1] == "utter_payments_ask_confirm"


async def test_a_refusal_is_heard_after_the_request_went_out_too(talk):
    await offered(talk)
    await talk.says("yes", "affirm")
    await talk.says("yes", "affirm")
    assert talk.slots["requested_bill"]
    await talk.says("I'm not paying that", "nlu_fallback", confidence=0.3)
    assert talk.responses == ["utter_sim_refused_handed"]


async def test_a_no_to_the_question_for_the_payment_is_told_what_follows_as_well(talk):
    await offered(talk)
    await talk.says("ok, let me pay it", "pay_bill")
    await talk.says("no", "deny")
    assert talk.responses == ["utter_payments_not_sent", "utter_sim_stays_off"]
