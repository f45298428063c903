"""Several wishes in one sentence are taken in turn; nothing is asked twice, nothing gets lost."""

from dataclasses import replace

import pytest

from actions.matters import INTENTS
from actions.turns.turn import Aside, Intent, Wish
from tests.unit.actions.talk import ROOT, Talk

OTIS = ("555-123-0102", "5926")
WINIFRED = ("555-123-0108", "9514")
THREE = (
    ("ask_bill", "what do i owe"),
    ("ask_data_left", "how much data do i have left"),
    ("pay_bill", "i want to pay"),
)
SENTENCE = "what do I owe and how much data do I have left, and I want to pay"


async def test_all_three_wishes_of_a_sentence_are_met_after_one_proof(talk: Talk):
    await talk.says(SENTENCE, "ask_bill", wishes=THREE)
    assert talk.responses == ["utter_identity_ask_number"]
    await talk.proves(*OTIS)
    told = [name for name in talk.responses if name != "utter_general_next_wish"]
    assert told == [
        "utter_identity_proved",
        "utter_billing_overdue_told",
        "utter_usage_left",
        "utter_payments_ask_confirm",
    ]
    assert not talk.slots["wishes"]


async def test_only_the_last_of_them_ends_with_a_question(talk: Talk):
    await talk.says(SENTENCE, "ask_bill", wishes=THREE)
    await talk.proves(*OTIS)
    assert [bool(reply.values.get("amount")) for reply in talk.replies][-1]
    assert talk.form == "payment_form"


async def test_a_wish_behind_a_question_waits_for_its_answer(talk: Talk):
    wishes = (("pay_bill", "i want to pay"), ("ask_data_left", "tell me my data"))
    await talk.says("i want to pay and tell me my data", "pay_bill", wishes=wishes)
    await talk.proves(*OTIS)
    assert talk.responses[-1] == "utter_payments_ask_confirm"
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_payments_sent", "utter_general_next_wish", "utter_usage_left"]


async def test_a_no_does_not_lose_the_next_wish(talk: Talk):
    wishes = (("pay_bill", "i want to pay"), ("ask_data_left", "tell me my data"))
    await talk.says("i want to pay and tell me my data", "pay_bill", wishes=wishes)
    await talk.proves(*OTIS)
    await talk.says("no", "deny")
    assert talk.responses[0] == "utter_payments_not_sent"
    assert talk.responses[-1] == "utter_usage_left"


async def test_what_only_the_team_may_do_comes_after_what_is_settled_here(talk: Talk):
    wishes = (("cancel_service", "i want to end a line"), ("ask_data_left", "tell me my data"))
    await talk.says("i want to end a line and tell me my data", "cancel_service", wishes=wishes)
    await talk.proves(*WINIFRED)
    assert talk.responses == [
        "utter_identity_proved",
        "utter_usage_left",
        "utter_general_next_wish",
        "utter_ask_cancel_scope",
    ]


@pytest.mark.parametrize(
    ("words", "stopped"), [("my phone jumped out of my bag", False), ("my phone was stolen", True)]
)
async def test_a_second_wish_stops_a_line_only_for_words_of_a_loss(talk: Talk, words, stopped):
    wishes = (("ask_bill", "what do i owe"), ("report_lost_phone", words))
    await talk.says(f"what do i owe, {words}", "ask_bill", wishes=wishes)
    await talk.proves(*WINIFRED)
    assert talk.paused is stopped


async def test_never_mind_drops_what_was_still_waiting(talk: Talk):
    wishes = (("pay_bill", "i want to pay"), ("ask_data_left", "tell me my data"))
    await talk.says("i want to pay and tell me my data", "pay_bill", wishes=wishes)
    await talk.proves(*OTIS)
    await talk.says("start over", "start_over")
    await talk.says("hello", "greet")
    assert not talk.slots.get("wishes")


async def test_a_person_gets_the_wishes_that_were_still_waiting(talk: Talk):
    wishes = (("pay_bill", "i want to pay"), ("ask_data_left", "tell me my data"))
    await talk.says("i want to pay and tell me my data", "pay_bill", wishes=wishes)
    await talk.proves(*OTIS)
    await talk.says("a person please", "want_agent")
    assert "data" in talk.care.handoff.note


async def test_a_number_in_the_second_part_is_not_asked_for(talk: Talk):
    wishes = (("ask_bill", "what do i owe"), ("ask_data_left", "how much data is left on 555-123-0108"))
    await talk.says("what do i owe and how much data is left on 555-123-0108", "ask_bill", wishes=wishes)
    assert talk.responses == ["utter_identity_ask_pin"]


@pytest.mark.policy("danger-911")
async def test_danger_in_the_second_part_comes_first(talk: Talk, resources):
    from dataclasses import replace

    talk.to = replace(resources, danger=lambda text: "emergency" if "fire" in text else None)
    wishes = (("ask_bill", "what do i owe"), ("ask_data_left", "my house is on fire"))
    await talk.says("what do i owe and my house is on fire", "ask_bill", wishes=wishes)
    assert talk.care.handoff.reason == "emergency"


async def test_the_same_wish_twice_is_met_once(talk: Talk):
    wishes = (("ask_bill", "what do i owe"), ("ask_bill", "and when is it due"), ("ask_data_left", "my data"))
    await talk.says("what do i owe and when is it due and my data", "ask_bill", wishes=wishes)
    await talk.proves(*WINIFRED)
    assert sum(name.startswith("utter_billing") for name in talk.responses) == 1


async def test_a_no_that_names_the_offer_declines_it(talk: Talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves(*OTIS)
    await talk.says("no, i don't want to pay the bill", "pay_bill")
    assert talk.form is None
    assert talk.responses == ["utter_general_offer_declined"]


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_each_matter_has_its_name_inside_a_sentence(intent, resources):
    assert resources.words.labels["wish"].get(intent), f"{ROOT}/conversation/words/en.yml: wish {intent}"


async def test_a_payment_comes_before_steps_on_the_phone(talk: Talk):
    wishes = (("report_no_signal", "my phone has no service"), ("pay_bill", "i need to pay my bill"))
    await talk.says("my phone has no service and i need to pay my bill", "report_no_signal", wishes=wishes)
    await talk.proves(*OTIS)
    assert "utter_payments_ask_confirm" in talk.responses
    await talk.says("no", "deny")
    assert "utter_general_next_wish" in talk.responses


async def test_a_dead_phone_decides_how_the_payment_goes_and_is_no_guide(talk: Talk):
    wishes = (("report_no_signal", "my phone is dead"), ("pay_bill", "i need to pay"))
    await talk.says("my phone is dead and I need to pay", "report_no_signal", wishes=wishes)
    await talk.proves(*OTIS)
    assert talk.responses[-1] == "utter_payments_other_way"
    assert talk.care.handoff is not None
    assert not talk.slots.get("guide")


BILL_TOO = Aside(
    rest="pages load again",
    intent=Intent(name="step_worked", confidence=0.9),
    wishes=(Wish(intent="ask_bill", words="what's my bill"),),
)


async def in_the_data_guide(talk: Talk) -> Talk:
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("mobile data does not work", "report_no_data")
    return await talk.says("full bars", "nlu_fallback", ranking=())


async def test_a_wish_behind_the_answer_that_ends_a_guide_comes_after_its_end(talk: Talk):
    await in_the_data_guide(talk)
    await talk.says("pages load again, and what's my bill", "ask_bill", aside=BILL_TOO)
    assert talk.responses[0] == "utter_guide_solved"
    assert any(name.startswith("utter_billing_") for name in talk.responses[1:])
    assert talk.form is None


async def test_a_wish_behind_an_answer_on_the_way_is_met_at_once_and_the_answer_counts(talk: Talk):
    await in_the_data_guide(talk)
    position = talk.slots["guide_position"]
    aside = replace(BILL_TOO, rest="i'm at home", intent=Intent(name="nlu_fallback", confidence=0.3))
    await talk.says("i'm at home. and what's my bill", "ask_bill", aside=aside)
    assert talk.responses[0].startswith("utter_billing_")
    assert talk.form == "guide_form"
    assert talk.slots["guide_position"] != position


async def test_words_that_are_no_answer_leave_the_wish_as_it_was(talk: Talk):
    await in_the_data_guide(talk)
    aside = replace(BILL_TOO, rest="you know", intent=Intent(name="small_talk", confidence=0.9))
    await talk.says("you know, what's my bill", "ask_bill", aside=aside)
    assert any(name.startswith("utter_billing_") for name in talk.responses)
    assert talk.form == "guide_form"


async def test_what_is_told_in_a_sentence_comes_before_steps_on_the_phone(talk: Talk):
    wishes = (("report_no_data", "mobile data does not work"), ("ask_bill", "what's my bill"))
    await talk.says("mobile data does not work and what's my bill", "report_no_data", wishes=wishes)
    await talk.proves("555-123-0101", "4071")
    told = [name for name in talk.responses if name.startswith(("utter_billing_", "utter_guide_"))]
    assert told[0].startswith("utter_billing_")
    assert talk.form == "guide_form" or talk.slots.get("asking") == "area"


async def test_saying_where_one_is_is_no_trip(talk):
    wishes = (
        ("report_no_data", "My mobile data is not working"),
        ("travel_abroad", "I am at home in the US"),
        ("ask_bill", "what's my balance"),
    )
    said = "My mobile data is not working. I am at home in the US. And what's my balance?"
    await talk.says(said, "report_no_data", wishes=wishes)
    waiting = {wish["intent"] for wish in talk.slots.get("wishes") or ()}
    assert "travel_abroad" not in waiting | {talk.slots.get("matter")}
    assert talk.slots["guide_facts"]["abroad"] == "no"


# -- words said before a wish was asked about ------------------------------------------------------------------


async def asked_whether(talk: Talk, intent: str, words: str) -> Talk:
    talk.slots |= {"clarifying": [intent], "clarifying_words": words}
    return talk


@pytest.mark.parametrize(
    ("words", "intent"),
    [("I am actually, Japan", "small_talk"), ("Japan", "out_of_scope"), ("yes", "affirm")],
)
async def test_a_yes_keeps_what_was_said_before_it(talk: Talk, words, intent):
    await asked_whether(talk, "travel_abroad", "Japan here, 4 bars, no internet")
    await talk.says(words, intent, confidence=0.4)
    await talk.proves(*WINIFRED)
    assert talk.responses[-1] == "utter_ask_roaming_works", "somebody who is there already"


async def test_a_trouble_asked_about_waits_while_the_one_told_instead_is_looked_into(talk: Talk):
    await asked_whether(talk, "report_picture_messages", "photographs do not go")
    await talk.says("there are no bars", "report_no_signal")
    await talk.says("skip this", "deny")
    assert talk.last.care.asks == "airplane_mode"
    assert talk.slots["guide_waiting"] == ["picture-messages"]


async def test_a_no_to_what_was_asked_about_leaves_nothing_waiting(talk: Talk):
    await asked_whether(talk, "report_picture_messages", "photographs do not go")
    await talk.says("no, there are no bars", "report_no_signal")
    await talk.says("skip this", "deny")
    assert talk.slots["guide_waiting"] == []


async def test_a_number_that_stands_by_itself_in_the_first_words_is_the_customers(talk: Talk):
    await talk.says("No signal. I need my service back. it's +1 555 123 0102", "report_no_signal")
    assert talk.facts["phone_number"] == "555-123-0102"


async def test_a_number_that_cannot_be_called_is_not(talk: Talk):
    await talk.says("calls drop when I'm calling 555 123 0102", "report_call_trouble")
    assert "phone_number" not in talk.facts


async def test_a_number_in_place_of_a_yes_goes_ahead_with_what_was_asked_about(talk: Talk):
    await asked_whether(talk, "ask_data_left", "what do i have for the month")
    await talk.proves(*WINIFRED)
    assert talk.responses[-1] == "utter_usage_left"


async def test_a_number_said_by_the_way_moves_no_number_to_us(talk: Talk):
    wishes = (
        ("report_slow_data", "it's that slow all week"),
        ("port_in", "my number's 555-123-0108 by the way"),
    )
    await talk.says(
        "it's that slow all week, my number's 555-123-0108 by the way", "report_slow_data", wishes=wishes
    )
    await talk.proves(*WINIFRED)
    assert not talk.slots.get("wishes")


async def test_how_the_phone_is_set_is_noted_with_a_trouble_and_is_none_itself(talk: Talk):
    slow, setting = "pages crawl in", "data saver's off, never used it"
    wishes = (("report_slow_data", slow), ("report_no_data", setting))
    await talk.says(f"{slow}. {setting}", "report_slow_data", wishes=wishes)
    await talk.proves(*WINIFRED)
    assert talk.slots["guide_facts"]["data_saver"] == "off"
    assert talk.slots["guide"] == "slow-data"
    assert not talk.slots.get("wishes")


async def test_a_second_trouble_is_begun_with_its_own_words_and_what_was_seen_meanwhile(talk: Talk):
    both = "my phone has no service and also I can't send picture messages"
    troubles = (
        ("report_no_signal", "my phone has no service"),
        ("report_picture_messages", "I can't send picture messages"),
    )
    await talk.says(both, "report_no_signal", wishes=troubles)
    await talk.says("skip this", "deny")
    await talk.says("airplane mode was on, I turned it off", "step_done")
    await talk.says("yes, I have service again", "affirm")
    assert "utter_guide_first" not in talk.responses, "the signal is back"
    assert talk.slots["guide"] == "picture-messages"
    assert talk.last.care.asks == "internet"


async def test_a_number_beside_a_choice_of_two_wishes_is_kept_and_the_choice_stays_open(talk: Talk):
    close = (Intent(name="change_plan", confidence=0.4), Intent(name="compare_plans", confidence=0.38))
    await talk.says("a cheaper one", "nlu_fallback", ranking=close)
    assert talk.responses == ["utter_general_which_of_two"]
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses == ["utter_general_which_of_two"]
    assert [choice.id for choice in talk.care.choices][:2] == ["/change_plan", "/compare_plans"]
    assert talk.facts["phone_number"] == "555-123-0101"


@pytest.mark.parametrize(
    ("text", "likeliest", "asked", "told"),
    [
        (
            "my internet stopped, did I run out of data?",
            "report_no_data",
            "ask_data_left",
            "utter_usage_left",
        ),
        ("was I charged for roaming?", "ask_charge", "ask_bill", "utter_ask_charge"),
        ("why was I charged for the phone?", "dispute_charge", "ask_charge", "utter_billing_charge"),
    ],
)
async def test_a_question_about_ones_own_account_is_looked_up_there(talk: Talk, text, likeliest, asked, told):
    ranking = (Intent(name=likeliest, confidence=0.5), Intent(name=asked, confidence=0.4))
    await talk.says(text, likeliest, confidence=0.5, ranking=ranking)
    assert talk.responses == ["utter_identity_ask_number"]
    await talk.proves(*WINIFRED)
    assert talk.responses[-1].startswith(told)
    assert talk.slots["matter"] == (likeliest if likeliest == "ask_charge" else asked)
