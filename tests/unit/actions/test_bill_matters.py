"""Autopay, files, arrangements, disputes, calls back, news of a case: what customers get, what agents receive."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.turns.resources import Offers
from actions.turns.turn import PromiseMade
from knowledge_base.retriever import Answer
from tests.unit.actions.bill_carrier import WatchedCarrier, conflict, silent
from tests.unit.actions.conftest import match
from tests.unit.actions.talk import Talk

OTIS = ("555-123-0102", "5926")
CASPIAN = ("555-123-0104", "3648")


@pytest.fixture
def watched(carrier) -> WatchedCarrier:
    return WatchedCarrier(carrier)


@pytest.fixture
def customer(resources, sealer, watched) -> Talk:
    return Talk(replace(resources, carrier=watched, offers=Offers(watched)), sealer)


@pytest.fixture
def plain_customer(resources, sealer, carrier) -> Talk:
    """Of a carrier with the required paths only."""
    plain = WatchedCarrier(carrier, required_only=True)
    return Talk(replace(resources, carrier=plain, offers=Offers(plain)), sealer)


# -- autopay ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "way", "sent"), [("turn on autopay", "on", True), ("stop autopay", "off", False)]
)
@pytest.mark.policy("alone-changes")
async def test_autopay_is_switched_after_a_yes_and_read_back(customer, watched, words, way, sent):
    await customer.says(words, "set_autopay")
    await customer.proves(*OTIS)
    assert customer.responses[-1] == f"utter_ask_autopay_{way}"
    assert watched.made("set_autopay") == []
    await customer.says("yes", "affirm")
    assert watched.made("set_autopay") == [("cus-0002", sent)]
    assert customer.responses == [f"utter_payments_autopay_{way}"]
    assert customer.facts["autopay"] == way


async def test_a_no_leaves_autopay_alone(customer, watched):
    await customer.says("turn on autopay", "set_autopay")
    await customer.proves(*OTIS)
    await customer.says("no thanks", "deny")
    assert customer.responses == ["utter_payments_autopay_left"]
    assert watched.made("set_autopay") == []


async def test_a_changed_mind_about_the_direction_is_asked_anew(customer, watched):
    await customer.says("turn on autopay", "set_autopay")
    await customer.proves(*OTIS)
    await customer.says("no, i meant turn it off", "correct")
    assert customer.responses[-1] == "utter_ask_autopay_off"
    await customer.says("yes", "affirm")
    assert watched.made("set_autopay") == [("cus-0002", False)]


async def test_without_a_direction_both_are_offered(customer):
    await customer.says("autopay", "set_autopay")
    await customer.proves(*OTIS)
    assert customer.responses[-1] == "utter_ask_autopay"
    await customer.says("/set_autopay", "set_autopay", entities={"choice": "off"})
    assert customer.responses == ["utter_ask_autopay_off"]


async def test_where_the_carrier_does_not_offer_autopay_that_is_said(plain_customer):
    await plain_customer.says("turn on autopay", "set_autopay")
    await plain_customer.says(OTIS[0], "inform_identity")
    assert plain_customer.responses[-2:] == ["utter_payments_autopay_not_offered", "utter_handoff_offer"]
    await plain_customer.says("yes", "affirm")
    assert plain_customer.care.handoff.reason == "policy"


async def test_autopay_with_nothing_on_file_is_told(customer, watched):
    watched.before["set_autopay"] = [conflict()]
    await customer.says("turn on autopay", "set_autopay")
    await customer.proves(*OTIS)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_autopay_nothing_on_file", "utter_handoff_offer"]


async def test_autopay_whose_answer_is_lost_is_set_once_more_and_told(customer, watched):
    watched.after["set_autopay"] = [silent()]
    await customer.says("turn on autopay", "set_autopay")
    await customer.proves(*OTIS)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_autopay_on"]


async def test_autopay_that_never_answers_is_not_claimed(customer, watched):
    watched.before["set_autopay"] = [silent(), silent()]
    await customer.says("turn on autopay", "set_autopay")
    await customer.proves(*OTIS)
    await customer.says("yes", "affirm")
    assert customer.responses[0] == "utter_payments_autopay_not_known"
    assert "autopay" not in customer.facts


# -- the bill as a file -----------------------------------------------------------------------------------------


async def test_the_bill_comes_as_a_link_with_its_time(customer):
    await customer.says("send me my bill as a pdf", "get_bill_file")
    await customer.proves(*OTIS)
    assert customer.responses[-1] == "utter_billing_file"
    assert len(customer.care.links) == 1
    assert customer.last.values["link_ends"]


async def test_where_there_are_no_files_that_is_said(plain_customer):
    await plain_customer.says("send me my bill as a pdf", "get_bill_file")
    await plain_customer.says(OTIS[0], "inform_identity")
    assert "utter_billing_file_not_offered" in plain_customer.responses
    assert plain_customer.care.links == []


async def test_a_caller_is_told_that_the_file_only_works_in_writing(customer):
    customer.situation |= {"channel": "voice"}
    await customer.says("send me my bill as a pdf", "get_bill_file")
    await customer.proves(*OTIS)
    assert customer.responses[-1] == "utter_billing_file_written_only"


# -- more time ----------------------------------------------------------------------------------------------------


@pytest.mark.policy("else-the-team")
async def test_an_arrangement_collects_bill_day_and_reason_and_hands_all_of_it_over(customer):
    await customer.says("i need more time to pay", "request_arrangement")
    await customer.proves(*OTIS)
    assert customer.responses[-1] == "utter_ask_pay_by"
    await customer.says("next friday i think", "nlu_fallback", confidence=0.3)
    assert customer.responses == ["utter_ask_arrangement_reason"]
    await customer.says("my hours were cut", "complain", confidence=0.4)
    assert customer.responses == ["utter_payments_arrangement_handed"]
    note = customer.care.handoff.note
    assert "next friday" in note.lower()
    assert "my hours were cut" in note
    assert "$" in note
    assert customer.facts["pay_by"] == "next friday"
    assert customer.facts["arrangement_reason"] == "my hours were cut"
    assert customer.facts["bill_status"] == "Overdue"
    assert [promise.matter for promise in customer.care.promises] == ["request_arrangement"]


async def test_what_was_said_in_the_first_sentence_is_not_asked(customer):
    words = "can i pay on friday because my paycheck comes late"
    await customer.says(words, "request_arrangement")
    await customer.proves(*OTIS)
    assert customer.care.handoff is not None
    assert customer.facts["pay_by"].lower() == "on friday"
    assert customer.facts["arrangement_reason"] == "my paycheck comes late"


async def test_the_day_can_be_corrected_while_the_reason_is_asked(customer):
    await customer.says("can i pay on friday", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says("no wait, make that the 28th", "correct")
    assert customer.responses == ["utter_ask_arrangement_reason"]
    await customer.says("i'd rather not say", "deny")
    assert customer.slots["pay_by"] is None
    assert "the 28th" in customer.care.handoff.note


async def test_nobody_has_to_say_why(customer):
    await customer.says("can i pay on friday", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says("no", "deny")
    assert "not said" in customer.care.handoff.note


async def test_a_person_is_one_turn_away_while_the_reason_is_asked(customer):
    await customer.says("can i pay on friday", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says("a human please", "want_agent")
    assert customer.care.handoff.reason == "asked_for_person"


async def test_a_question_in_between_is_answered_and_the_open_one_comes_again(customer):
    await customer.says("i need an extension", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says("how much data do i have left?", "ask_data_left")
    assert customer.responses[0].startswith("utter_usage")
    assert customer.responses[-1] == "utter_ask_pay_by"


async def test_who_would_rather_pay_now_pays_and_needs_no_more_time(customer, watched):
    await customer.says("i need more time to pay", "request_arrangement")
    await customer.proves(*OTIS)
    assert customer.responses[-1] == "utter_ask_pay_by"
    await customer.says("actually I want to pay", "pay_bill", confidence=0.97)
    assert customer.responses == ["utter_payments_ask_confirm"]
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_arrangement_dropped", "utter_payments_sent"]
    assert len(watched.made("create_payment_request")) == 1
    assert not customer.paused


async def test_who_then_does_not_pay_is_asked_whether_more_time_is_still_wanted(customer, watched):
    await customer.says("i need more time to pay", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says("let me pay it now", "pay_bill", confidence=0.97)
    await customer.says("no", "deny")
    assert customer.responses == ["utter_payments_not_sent", "utter_general_back_to_parked"]
    await customer.says("yes", "affirm")
    assert customer.responses[-1] == "utter_ask_pay_by"
    assert watched.made("create_payment_request") == []


@pytest.mark.parametrize(
    ("words", "intent", "sure"),
    [
        ("I'll pay when my check comes", "pay_bill", 0.8),
        ("I want to pay on friday", "pay_bill", 0.97),
        ("as soon as I can pay it", "pay_bill", 0.9),
    ],
)
async def test_when_somebody_can_pay_is_no_wish_to_pay_now(customer, words, intent, sure):
    await customer.says("i need more time to pay", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says(words, intent, confidence=sure)
    assert customer.responses == ["utter_ask_arrangement_reason"]


async def test_the_bill_asked_about_in_between_is_told_and_the_question_comes_again(customer):
    await customer.says("i need more time to pay", "request_arrangement")
    await customer.proves(*OTIS)
    await customer.says("how much is it again?", "ask_bill", confidence=0.5)
    assert customer.responses[0].startswith("utter_billing_overdue")
    assert customer.responses[-1] == "utter_ask_pay_by"


# -- disputes and refunds ---------------------------------------------------------------------------------------


@pytest.mark.policy("handover-carries")
async def test_the_packet_says_which_bill_which_charge_and_why(customer):
    await customer.says("i want to dispute the roaming charge, i was never in canada", "dispute_charge")
    await customer.proves(*CASPIAN)
    assert customer.responses[-1] == "utter_billing_dispute_handed"
    assert customer.facts["bill_month"]
    assert "Roaming in Canada" in customer.facts["charge"]
    assert "never in canada" in customer.facts["dispute_reason"]
    assert customer.care.promises[0].matter == "dispute_charge"


async def test_a_reason_told_at_the_beginning_is_not_asked_again(customer):
    await customer.says("you billed me for something i didn't buy, i want a refund", "dispute_charge")
    await customer.proves(*CASPIAN)
    assert customer.responses[-1] == "utter_ask_disputed_charge"
    await customer.says("the roaming thing", "ask_charge")
    assert customer.responses == ["utter_billing_dispute_handed"]
    assert "didn't buy" in customer.care.handoff.note


async def test_saying_again_that_it_is_wrong_shows_the_lines_once_more(customer):
    await customer.says("i dispute a charge", "dispute_charge")
    await customer.proves(*CASPIAN)
    await customer.says("i want my money back", "dispute_charge")
    assert customer.responses == ["utter_ask_disputed_charge"]
    assert customer.care.choices


async def test_what_stands_on_no_bill_goes_over_in_the_customers_words(customer):
    await customer.says("i dispute a charge", "dispute_charge")
    await customer.proves(*CASPIAN)
    await customer.says("the horoscope texts", "nlu_fallback", confidence=0.3)
    assert customer.responses == ["utter_ask_dispute_reason"]
    await customer.says("i never signed up", "nlu_fallback", confidence=0.3)
    assert customer.responses == ["utter_billing_dispute_handed_unlisted"]
    assert "horoscope texts" in customer.care.handoff.note


async def test_a_kind_of_charge_that_is_on_no_bill_is_not_asked_for_again(customer):
    await customer.says("i dispute a charge", "dispute_charge")
    await customer.proves(*CASPIAN)
    await customer.says("the late fee", "ask_charge")
    assert customer.responses == ["utter_ask_dispute_reason"]


@pytest.mark.parametrize("asked", ["i dispute a charge", "i want to dispute the roaming charge"])
async def test_a_goodbye_is_no_answer_and_ends_the_questions(customer, asked):
    await customer.says(asked, "dispute_charge")
    await customer.proves(*CASPIAN)
    await customer.says("i have to go, bye", "goodbye")
    assert customer.responses == ["utter_general_goodbye"]


async def test_the_charge_can_be_corrected_while_the_reason_is_asked(customer):
    await customer.says("i want to dispute the roaming charge", "dispute_charge")
    await customer.proves(*CASPIAN)
    assert customer.responses[-1] == "utter_ask_dispute_reason"
    await customer.says("no sorry, i meant the taxes", "correct")
    assert customer.responses == ["utter_ask_dispute_reason"]
    await customer.says("they are too high", "complain", confidence=0.3)
    assert "Taxes" in customer.care.handoff.note


async def test_another_question_is_not_taken_for_the_reason(customer):
    await customer.says("i want to dispute the roaming charge", "dispute_charge")
    await customer.proves(*CASPIAN)
    await customer.says("how much data do i have left?", "ask_data_left")
    assert not customer.slots.get("dispute_reason")
    assert customer.responses[-1] == "utter_ask_dispute_reason"


@pytest.mark.parametrize(
    ("words", "intent", "told"),
    [
        ("what plans do you offer?", "compare_plans", "utter_plans_compared_own"),
        ("I lost my phone", "report_lost_phone", "utter_sim_lost_suspended"),
    ],
)
async def test_another_wish_in_place_of_a_charge_is_followed(customer, words, intent, told):
    await customer.says("i want to dispute a charge", "dispute_charge")
    await customer.proves(*CASPIAN)
    assert customer.responses[-1] == "utter_ask_disputed_charge"
    await customer.says(words, intent)
    assert customer.responses[0] == told


# -- late fee -----------------------------------------------------------------------------------------------------


async def test_a_late_fee_is_told_with_the_bill_that_was_late(customer):
    await customer.says("why is there a late fee", "ask_charge")
    await customer.proves("555-123-0107", "6482")
    assert customer.responses[-1] == "utter_billing_charge_late_fee"
    values = customer.last.values
    assert values["before"] != values["bill"]
    assert values["before_due"]


async def test_a_charge_that_is_on_no_bill_is_said_to_be_on_none(customer):
    await customer.says("what do i owe", "ask_bill")
    await customer.proves(*CASPIAN)
    await customer.says("what's the activation fee", "ask_charge", entities={"charge": "activation fee"})
    assert customer.responses == ["utter_billing_charge_not_found", "utter_ask_charge"]


async def test_what_something_costs_is_answered_from_the_articles_when_no_bill_has_it(customer, retriever):
    asked = "what's the fee for calls from Peru"
    retriever.decisions[asked] = Answer(match=match("roaming-costs", probability=0.8))
    await customer.says("what do i owe", "ask_bill")
    await customer.proves(*CASPIAN)
    await customer.says(asked, "ask_charge")
    assert customer.care.shown == ["roaming-costs"]


# -- bills by month -------------------------------------------------------------------------------------------------


async def test_a_bill_is_told_by_its_month(customer, carrier):
    older = (await carrier.list_bills("cus-0004", conversation_id="test")).bills[2]
    await customer.says(f"how much was my {older.period_end:%B} bill", "ask_bill")
    await customer.proves(*CASPIAN)
    assert customer.responses[-1] == "utter_billing_paid_one"
    assert customer.last.values["bill"] == f"{older.period_end:%B}"


# -- call me back ---------------------------------------------------------------------------------------------------


async def test_a_number_given_with_the_wish_is_the_one_to_call(customer):
    await customer.says("call me back at 555-123-0177 please", "want_callback")
    assert customer.responses == ["utter_handoff_callback"]
    assert customer.facts["callback_number"] == "555-123-0177"
    assert customer.care.handoff.reason == "asked_for_person"
    assert customer.care.promises[0].matter == "want_callback"


async def test_a_number_known_already_is_not_asked_for(customer):
    await customer.says("what do i owe", "ask_bill")
    await customer.says(OTIS[0], "inform_identity")
    await customer.says("just call me back", "want_callback")
    assert customer.facts["callback_number"] == OTIS[0]


async def test_without_a_number_only_that_is_asked(customer):
    await customer.says("can someone call me", "want_callback")
    assert customer.responses == ["utter_ask_callback_number"]
    await customer.says("555-123-0177", "inform_identity")
    assert customer.facts["callback_number"] == "555-123-0177"
    assert customer.care.handoff is not None


async def test_a_no_to_the_number_drops_the_call(customer):
    await customer.says("can someone call me", "want_callback")
    await customer.says("no, never mind", "never_mind")
    assert customer.care.handoff is None
    assert customer.form is None


# -- any news? --------------------------------------------------------------------------------------------------------

DISPUTE = PromiseMade(
    what="the dispute of Roaming in Canada, $38.50, on the July bill",
    matter="dispute_charge",
    at=datetime(2026, 7, 12, 15, 0, tzinfo=UTC),
    reference="K7Q-204",
)


class RememberingTeam:
    def __init__(self, *made: PromiseMade):
        self.made = made
        self.asked: list[str] = []

    async def wait(self, _conversation_id):
        return None

    async def promises(self, _conversation_id, customer_id):
        self.asked.append(customer_id)
        return self.made


async def asks_for_news(resources, sealer, *made, words="what about my dispute", **situation) -> Talk:
    team = RememberingTeam(*made)
    talk = Talk(replace(resources, care_team=team), sealer, **situation)
    await talk.says(words, "ask_case_status")
    assert team.asked == [], "nothing is told before the proof"
    await talk.proves(*CASPIAN)
    return talk


async def test_an_open_dispute_is_told_from_its_promise(resources, sealer):
    talk = await asks_for_news(resources, sealer, DISPUTE)
    assert talk.responses[-1] == "utter_billing_case_open"
    assert talk.last.values["what"] == DISPUTE.what
    assert talk.last.values["since"] == "July 12"
    assert talk.last.values["reference"] == "K7Q-204"


async def test_a_promise_with_a_day_tells_the_day(resources, sealer):
    due = replace(DISPUTE, due_at=datetime(2026, 7, 25, 20, 0, tzinfo=UTC))
    talk = await asks_for_news(resources, sealer, due)
    assert talk.responses[-1] == "utter_billing_case_due"
    assert "July 25" in talk.last.values["due"]


async def test_a_case_that_an_agent_settled_tells_its_result(resources, sealer):
    talk = await asks_for_news(resources, sealer, replace(DISPUTE, outcome="bill_corrected"))
    assert talk.responses[-1] == "utter_billing_case_settled"
    assert "corrected" in talk.last.values["outcome"]


async def test_a_refund_asked_about_is_not_answered_with_a_call(resources, sealer):
    call = PromiseMade(what="a call to 555-123-0104", matter="want_callback")
    talk = await asks_for_news(resources, sealer, call, words="any news about my refund?")
    assert "utter_billing_case_unknown" in talk.responses


async def test_promises_made_to_another_customer_are_not_told(resources, sealer):
    talk = await asks_for_news(
        resources, sealer, promises=(replace(DISPUTE, what="secret"),), promises_of="cus-0001"
    )
    assert "utter_billing_case_unknown" in talk.responses
