from dataclasses import replace

import pytest

from actions.turns.turn import Intent, Wait
from knowledge_base.article import Link, QuickReply
from knowledge_base.retriever import Answer, DidYouMean, HonestNo, Person
from knowledge_base.rule_words import RuleWords
from tests.unit.actions.conftest import match
from tests.unit.actions.talk import NOW, Talk


@pytest.mark.parametrize(
    ("wait", "response"),
    [
        (Wait(minutes=4, open_now=True, agents_signed_in=2), "utter_general_greet_known"),
        (Wait(open_now=True), "utter_general_greet_nobody"),
        (Wait(next_opening=NOW), "utter_general_greet_closed"),
        (None, "utter_general_greet_unknown"),
    ],
)
async def test_a_greeting_offers_both_doors_with_todays_wait(talk, wait, response):
    await talk.says("hi", "greet", situation={"wait": wait})
    assert talk.responses == [response]
    assert [choice.id for choice in talk.care.choices] == ["/prefer_assistant", "/want_agent"]


async def test_the_wait_is_never_promised_shorter_than_two_minutes(talk):
    await talk.says("hi", "greet", situation={"wait": Wait(minutes=0, open_now=True, agents_signed_in=1)})
    assert talk.last.values["minutes"] == "2"


@pytest.mark.parametrize("intent", ["ask_bill", "report_no_signal", "pay_bill", "dispute_charge"])
@pytest.mark.policy("handover-asked")
async def test_a_person_is_obeyed_in_one_turn_from_any_state(talk, intent):
    await talk.says("it is about that", intent)
    await talk.says("let me talk to a person", "want_agent")
    assert talk.paused
    assert talk.care.handoff.reason == "asked_for_person"
    assert talk.care.handoff.note


async def test_an_answer_shows_its_article_and_its_links(talk, retriever):
    found = match("roaming", links=(Link(title="Map", url="https://example.com/map"), Link(title="Call", url="tel:1")), quick_replies=(QuickReply(title="Prices", text="what does it cost"),))  # fmt: skip
    retriever.decisions["roaming?"] = Answer(match=found)
    await talk.says("roaming?", "ask_faq")
    assert talk.care.shown == ["roaming"]
    assert [link.url for link in talk.care.links] == ["https://example.com/map"]
    assert talk.care.choices[0].title == "Prices"


@pytest.mark.parametrize("intent", ["step_failed", "ask_faq"])
async def test_an_article_that_did_not_help_is_not_told_again(talk, retriever, intent):
    retriever.decisions["voicemail?"] = Answer(match=match("esim"))
    await talk.says("voicemail?", "ask_faq")
    retriever.decisions["that still doesn't work"] = Answer(match=match("esim"), asked="voicemail?")
    retriever.decisions["voicemail?"] = Answer(match=match("roaming"))
    await talk.says("that still doesn't work", intent)
    assert talk.responses == ["utter_faq_did_not_help", "utter_faq_answer"]
    assert talk.care.shown == ["roaming"]
    assert talk.care.rejected == ["esim"]


async def test_when_no_article_is_left_the_team_is_offered(talk, retriever):
    retriever.decisions["voicemail?"] = Answer(match=match("esim"))
    await talk.says("voicemail?", "ask_faq")
    retriever.decisions["voicemail?"] = HonestNo(searched=(), near=())
    await talk.says("that didn't help", "step_failed")
    assert talk.responses == ["utter_faq_no_more"]
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "no_answer"


async def test_a_guide_told_as_an_article_is_walked_when_that_did_not_help(talk, retriever):
    retriever.decisions["slow?"] = Answer(match=match("slow-data", guide=True))
    await talk.says("slow?", "ask_faq")
    await talk.says("that didn't help", "step_failed")
    assert talk.slots["guide"] == "slow-data"
    assert talk.care.rejected == ["slow-data"]


async def test_the_same_words_are_not_told_twice_in_a_row_yet_again_after_another_matter(talk, retriever):
    retriever.decisions["hours?"] = Answer(match=match("stores"))
    await talk.says("hours?", "ask_faq")
    await talk.says("compare your plans", "compare_plans")
    await talk.says("hours?", "ask_faq")
    assert talk.responses == ["utter_faq_answer"]
    await talk.says("hours?", "ask_faq")
    assert talk.responses == ["utter_faq_no_more"]


async def test_a_rejected_article_is_never_shown_again(talk, retriever):
    retriever.decisions["roaming?"] = Answer(match=match("roaming"))
    await talk.says("roaming?", "ask_faq")
    await talk.says("that's not what i meant", "correct")
    assert talk.care.rejected == ["roaming"]
    assert retriever.asked[-1] == ("roaming?", frozenset({"roaming"}))
    await talk.says("roaming?", "ask_faq")
    assert retriever.asked[-1][1] == frozenset({"roaming"})
    assert talk.care.shown == []


async def test_two_misses_in_a_row_bring_a_person(talk):
    await talk.says("blub", "nlu_fallback", ranking=())
    assert talk.responses == ["utter_faq_not_understood"]
    await talk.says("blab", "nlu_fallback", ranking=())
    assert talk.care.handoff.reason == "not_understood"


async def test_what_was_offered_stays_open_over_a_turn_that_is_not_understood(talk):
    await talk.says("this is unacceptable", "complain")
    talk.said = ("I see. Shall a person take it?",)
    await talk.says("mumble", "nlu_fallback", ranking=())
    assert talk.responses == ["utter_faq_offer_again"]
    await talk.says("ok do it", "affirm")
    assert talk.care.handoff.reason == "upset"


async def test_a_miss_is_forgotten_when_the_next_turn_is_understood(talk):
    await talk.says("blub", "nlu_fallback", ranking=())
    await talk.says("what do i owe", "ask_bill")
    await talk.says("never mind", "never_mind")
    await talk.says("blab", "nlu_fallback", ranking=())
    assert talk.responses == ["utter_faq_not_understood"]


async def test_a_question_that_nothing_answers_is_told_honestly_with_the_team(talk, retriever):
    retriever.decisions["trade in?"] = HonestNo(searched=("Upgrade",), near=(match("upgrade", title="Upgrade", probability=0.15),), gap="trade_in")  # fmt: skip
    await talk.says("trade in?", "ask_faq")
    assert talk.responses == ["utter_faq_honest_no"]
    assert talk.last.values["searched"] == "“Upgrade”"
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "no_answer"


async def test_words_that_call_for_a_person_get_one(talk, retriever):
    retriever.decisions["someone swapped my sim"] = Person(reason="policy")
    await talk.says("someone swapped my sim", "nlu_fallback", ranking=())
    assert talk.care.handoff.reason == "policy"


async def test_did_you_mean_offers_titles(talk, retriever):
    retriever.decisions["sim"] = DidYouMean(matches=(match("esim"), match("sim-pin-puk")))
    await talk.says("sim", "ask_faq")
    assert [choice.title for choice in talk.care.choices][:2] == ["esim", "sim pin puk"]
    retriever.decisions["esim"] = Answer(match=match("esim"))
    await talk.says("/ask_faq", "ask_faq", entities={"article": "esim"})
    assert talk.care.shown == ["esim"]


async def test_a_question_inside_a_form_is_answered_and_the_form_asks_again(talk, retriever):
    retriever.decisions["why do you need it?"] = Answer(match=match("account-pin"))
    await talk.says("what do i owe", "ask_bill")
    await talk.says("why do you need it?", "ask_faq")
    assert talk.responses[0] == "utter_faq_answer"
    assert talk.responses[1].startswith("utter_identity_ask_number")
    assert talk.form == "identity_form"


async def test_the_articles_being_down_costs_only_the_answers(talk, knowledge):
    knowledge.down = True
    await talk.says("roaming?", "ask_faq")
    assert talk.responses == ["utter_faq_unavailable"]
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_identity_ask_number"]


async def test_two_likely_wishes_are_asked_about_with_real_choices(talk):
    ranking = (Intent(name="ask_bill", confidence=0.41), Intent(name="ask_charge", confidence=0.39))
    await talk.says("the bill charge", "nlu_fallback", ranking=ranking)
    assert talk.responses == ["utter_general_which_of_two"]
    assert [choice.title for choice in talk.care.choices] == ["Your bill", "A charge on it", "Something else"]
    await talk.says("/deny", "deny")
    assert talk.responses == ["utter_general_in_your_words"]


async def test_a_wrong_matter_is_put_right_with_choices(talk):
    await talk.says("what do i owe", "ask_bill")
    ranking = (Intent(name="correct", confidence=0.6), Intent(name="ask_charge", confidence=0.3))
    await talk.says("no, i meant a charge", "correct", ranking=ranking)
    assert talk.responses == ["utter_general_what_instead"]
    assert talk.care.choices[0].id == "/ask_charge"
    assert talk.form is None


async def test_repeat_says_the_last_words_again(talk):
    talk.said = ("You owe $4.", "Shall I go on?")
    await talk.says("what was that", "repeat")
    assert talk.last.values["words"] == "You owe $4. Shall I go on?"


async def test_start_over_forgets_the_matter_but_not_who_it_is(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("start over", "start_over")
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_billing_due_changed"]


async def test_an_insult_is_met_calmly_once_and_then_a_person_takes_over(talk):
    await talk.says("you idiot", "insult")
    assert not talk.paused
    await talk.says("you idiot", "insult")
    assert talk.care.handoff.reason == "abuse"


@pytest.mark.policy("danger-911")
async def test_an_emergency_is_told_911_and_handed_over(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("there is a fire", "report_emergency")
    assert talk.responses == ["utter_handoff_emergency"]
    assert talk.care.handoff.reason == "emergency"


async def test_a_complaint_is_offered_a_person_at_once(talk):
    await talk.says("this is unacceptable", "complain")
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "upset"


async def test_what_is_not_ours_is_no_misunderstanding(talk):
    for _ in range(3):
        await talk.says("tell me the weather", "out_of_scope")
        assert talk.responses == ["utter_general_out_of_scope"]
    assert not talk.paused


@pytest.mark.policy("danger-911", "danger-to-the-team")
async def test_fraud_and_danger_go_to_a_person_whatever_was_understood(resources, sealer):
    words = RuleWords.load().reason
    talk = Talk(replace(resources, danger=words), sealer)
    await talk.says("my phone lost signal, someone swapped my sim", "report_no_signal")
    assert talk.care.handoff.reason == "policy"
    talk = Talk(replace(resources, danger=words), sealer)
    await talk.says("i have a charge question", "dispute_charge")
    await talk.says("the house is on fire", "nlu_fallback", ranking=())
    assert talk.care.handoff.reason == "emergency"


@pytest.mark.policy("danger-911")
async def test_an_emergency_goes_before_the_question_for_a_secret(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0108", "inform_identity")
    await talk.says("there is smoke in the hall, i need [secret]", "report_emergency", confidence=0.97)
    assert talk.responses == ["utter_handoff_emergency"]


@pytest.mark.parametrize(
    ("text", "intent", "handed"),
    [
        ("operator please", "out_of_scope", True),
        ("how long until i can talk to a person", "ask_wait", False),
        ("forget the bot, i want to chat with an agent", "prefer_assistant", True),
        ("i don't want to talk to a bot, let me talk to a person", "prefer_assistant", True),
        ("no, i want to speak with an employee", "deny", True),
        ("i don't want to talk to an agent, go on", "prefer_assistant", False),
        ("pass me to the folks that take payments", "pay_bill", True),
        ("real person, not a robot", "ask_if_human", True),
        ("are you a real person or a robot", "ask_if_human", False),
        ("is this a robot? not a person?", "ask_if_human", False),
        ("could you put us through to billing", "ask_bill", True),
        ("no need to connect me with a person", "prefer_assistant", False),
        ("don't put me through to anybody", "prefer_assistant", False),
        ("please don't transfer me to anybody", "prefer_assistant", False),
        ("rather you than talk to somebody in the team", "prefer_assistant", False),
    ],
)
async def test_a_wish_for_a_person_in_plain_words_is_heard_behind_another_intent(
    resources, sealer, text, intent, handed
):
    talk = Talk(replace(resources, danger=RuleWords.load().reason), sealer)
    await talk.says(text, intent)
    assert talk.paused is handed


@pytest.mark.parametrize(
    ("text", "intent", "prefers"),
    [
        ("always a person, please", "want_agent", "team"),
        ("people only", "want_agent", "team"),
        ("from now on I want a human", "want_agent", "team"),
        ("never give me that bot again, an agent", "want_agent", "team"),
        ("a person please", "want_agent", None),
        ("i always pay on time, let me talk to a person", "want_agent", None),
        ("can i get a person any time soon", "want_agent", None),
        ("people only, no machines", "out_of_scope", "team"),
        ("the assistant first is fine", "prefer_assistant", "assistant"),
        ("you can start with the bot from now on", "prefer_assistant", "assistant"),
        ("you do it", "prefer_assistant", None),
    ],
)
async def test_a_wish_for_every_time_is_told_apart_from_one_for_this_once(
    resources, sealer, text, intent, prefers
):
    rules = RuleWords.load()
    talk = Talk(replace(resources, danger=rules.reason, lasting=rules.is_lasting), sealer)
    await talk.says(text, intent)
    assert talk.care.prefers == prefers
    assert talk.paused is (intent != "prefer_assistant")


async def test_an_article_that_answers_the_words_comes_before_a_wish_that_is_not_sure(talk, retriever):
    retriever.decisions["i lost my phone"] = Answer(match=match("lost-phone", probability=0.99))
    await talk.says("i lost my phone", "report_no_signal", confidence=0.54)
    assert talk.care.shown == ["lost-phone"]
    assert "/report_no_signal" in [choice.id for choice in talk.care.choices]
    await talk.says("i lost my phone", "report_no_signal", confidence=0.9)
    assert talk.responses == ["utter_ask_area"]


async def test_a_wish_that_was_hardly_understood_is_asked_about_and_done_on_a_yes(talk):
    await talk.says("how much is plus 15", "ask_bill", confidence=0.3)
    assert talk.responses == ["utter_general_is_it"]
    assert talk.last.values["first"] == "your bill"
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_identity_ask_number"]


async def test_a_no_to_a_wish_that_was_hardly_understood_asks_for_other_words(talk):
    await talk.says("how much is plus 15", "ask_bill", confidence=0.3)
    await talk.says("no", "deny")
    assert talk.responses == ["utter_general_in_your_words"]


@pytest.mark.parametrize("intent", ["complain", "insult", "ask_wait"])
async def test_inside_a_form_a_person_is_only_pointed_to_so_that_a_yes_stays_the_forms(talk, intent):
    await talk.says("i want to pay", "pay_bill")
    await talk.proves("555-123-0102", "5926")
    await talk.says("hm", intent)
    assert talk.responses == ["utter_handoff_hint", "utter_payments_ask_confirm"]
    assert not talk.slots.get("offer")
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_payments_sent"]


async def test_another_number_of_the_account_is_looked_at_without_being_called_a_correction(talk):
    await talk.says("how much data is left", "ask_data_left")
    await talk.proves("555-123-0106", "1837")
    await talk.says("and 555-123-0136?", "inform_identity")
    assert talk.responses == ["utter_usage_used_up", "utter_ask_topup"]


async def test_after_a_restart_without_the_pending_matter_the_matter_itself_goes_on(talk):
    await talk.says("what do i owe", "ask_bill")
    talk.slots["pending_action"] = None
    await talk.proves("555-123-0101", "4071")
    assert talk.responses[-1] == "utter_billing_due_changed"


async def test_gibberish_taken_for_a_foreign_topic_is_not_understood(talk):
    await talk.says("flurbo grint", "out_of_scope", confidence=0.3)
    assert talk.responses == ["utter_faq_not_understood"]
    await talk.says("zaxx", "out_of_scope", confidence=0.3)
    assert talk.care.handoff.reason == "not_understood"


async def test_a_correction_after_a_matter_is_about_the_matter_and_not_about_an_older_article(
    talk, retriever
):
    question = "what happens if i pay late"
    retriever.decisions[question] = Answer(match=match("late-payment"))
    await talk.says(question, "ask_faq")
    assert talk.responses == ["utter_faq_answer"]
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("no, i meant something else", "correct")
    assert talk.responses == ["utter_general_what_instead"]
    assert not talk.slots.get("rejected")


async def test_an_article_shown_while_the_pin_was_asked_does_not_catch_a_correction_of_the_bill(
    talk, retriever
):
    question = "what happens if i pay late"
    retriever.decisions[question] = Answer(match=match("late-payment"))
    await talk.says("what do i owe", "ask_bill")
    await talk.says(question, "ask_faq")
    assert talk.responses[0] == "utter_faq_answer"
    await talk.proves("555-123-0101", "4071")
    await talk.says("no, i meant something else", "correct")
    assert talk.responses == ["utter_general_what_instead"]


async def test_a_wish_for_a_person_is_no_answer_to_any_question(talk):
    await talk.says("what is this charge", "ask_charge")
    await talk.proves("555-123-0104", "3648")
    assert talk.form == "detail_form"
    await talk.says("could somebody in Canada talk to me", "want_agent")
    assert talk.care.handoff.reason == "asked_for_person"


async def test_why_is_told_for_each_question_of_identity_and_the_question_comes_again(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("why do you need that", "ask_why")
    assert talk.responses == ["utter_why_phone_number", "utter_identity_ask_number"]
    await talk.says("i don't know it", "dont_know")
    await talk.says("why", "ask_why")
    assert talk.responses == ["utter_why_full_name", "utter_identity_ask_name"]
    await talk.says("555-123-0101", "inform_identity")
    await talk.says("is it safe to give you my pin", "ask_why")
    assert talk.responses == ["utter_why_pin", "utter_identity_ask_pin"]
    await talk.says("4071", "inform_identity", secret="4071")
    assert "utter_identity_proved" in talk.responses


async def test_why_is_told_for_the_area_and_for_a_step(talk):
    await talk.says("no signal", "report_no_signal")
    await talk.says("why my zip code", "ask_why")
    assert talk.responses == ["utter_why_area", "utter_ask_area"]
    await talk.says("14604", "nlu_fallback")
    await talk.says("what for", "ask_why")
    assert talk.responses[0] == "utter_why_step_answer"
    assert talk.form == "guide_form"


async def test_why_after_a_bill_tells_the_change_that_was_offered(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("and why is that", "ask_why")
    assert talk.responses[0].startswith("utter_billing_change")


async def test_who_was_greeted_at_the_door_is_only_greeted_back(talk):
    await talk.says("hi", "greet", situation={"is_greeted": True})
    assert talk.responses == ["utter_general_greet_back"]
    assert "/prefer_assistant" not in [choice.id for choice in talk.care.choices]
    await talk.says("hello", "greet", situation={"is_greeted": True})
    assert talk.responses == ["utter_general_greet_again"]


@pytest.mark.parametrize(("likely", "handed"), [(0.4, True), (0.2, False)])
async def test_words_that_resemble_a_wish_for_a_person_most_of_all_are_taken_for_one(talk, likely, handed):
    ranking = (
        Intent(name="want_agent", confidence=likely),
        Intent(name="report_emergency", confidence=likely - 0.02),
    )
    await talk.says("is anyone alive in there", "nlu_fallback", confidence=0.6, ranking=ranking)
    assert talk.paused is handed
    if handed:
        assert talk.care.handoff.reason == "asked_for_person"


async def test_a_matter_that_was_interrupted_is_come_back_to_after_a_no_to_what_came_between(talk):
    await talk.says("why is my bill higher", "ask_bill_change")
    await talk.says("555-123-0105", "inform_identity")
    await talk.says("rather tell me how much data i have", "ask_data_left")
    await talk.says("7290", "inform_identity", secret="7290")
    if talk.form is not None:
        await talk.says("no", "deny")
    assert talk.responses[-1] == "utter_general_back_to_parked"
    await talk.says("yes", "affirm")
    assert talk.responses[-1] == "utter_billing_no_change"


async def test_what_recognition_may_have_heard_instead_reaches_the_articles(talk, retriever):
    heard = {"channel": "voice", "confidence": 0.6, "alternatives": ("is there fiber in duluth",)}
    await talk.says("is there fire in duluth", "ask_faq", situation=heard)
    assert retriever.heard == [("is there fiber in duluth",)]


@pytest.mark.parametrize("text", ["nope, we're good", "no thanks", "no, that was everything"])
async def test_a_no_that_wants_nothing_more_is_a_farewell(talk, text):
    await talk.says(text, "deny")
    assert talk.responses == ["utter_general_goodbye"]


@pytest.mark.policy("danger-911")
async def test_what_only_sounds_like_danger_names_911_and_goes_on(talk):
    await talk.says("my phone has no signal", "report_no_signal")
    await talk.says("dead as a doornail", "report_emergency", confidence=0.3)
    assert talk.responses == ["utter_general_danger_unsure", "utter_ask_area"]
    assert not talk.paused
    await talk.says("my house is burning down", "report_emergency", confidence=0.9)
    assert talk.paused
