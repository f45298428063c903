"""Guides as a customer goes through them, one turn at a time; what is policy is named with its line."""

from datetime import timedelta

import pytest

from actions.turns.turn import EarlierStep, Intent
from knowledge_base.retriever import Answer, DidYouMean
from tests.unit.actions.conftest import match
from tests.unit.actions.talk import NOW, Talk


def steps(talk: Talk) -> dict[str, str]:
    """Results told with this turn, apart from a step that is only under way."""
    return {step.step: step.result.value for step in talk.care.steps}


async def started(
    talk: Talk, report: str = "my phone has no signal", intent: str = "report_no_signal"
) -> Talk:
    await talk.says(report, intent)
    if talk.responses == ["utter_ask_area"]:
        await talk.says("skip this", "deny")
    return talk


async def no_data(talk: Talk) -> Talk:
    await started(talk, "mobile data does not work", "report_no_data")
    await talk.says("full bars", "nlu_fallback")
    return await talk.says("i'm at home", "nlu_fallback")


async def answers(talk: Talk, *texts: str) -> Talk:
    """Words whose meaning lies in the words alone."""
    for text in texts:
        await talk.says(text, "nlu_fallback", ranking=())
    return talk


async def to_line_status(talk: Talk) -> Talk:
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is active")
    await talk.says("done", "step_done")
    await talk.says("no, another phone", "deny")
    await talk.says("done", "step_done")
    return await talk.says("still no bars", "step_failed")


async def proved(talk: Talk, number: str, pin: str) -> Talk:
    await talk.says("what do i owe", "ask_bill")
    return await talk.proves(number, pin)


def asks(talk: Talk) -> str | None:
    return talk.last.care.asks


# -- one step: look, fix, does it work now ---------------------------------------------------------------


@pytest.mark.policy("steps-verify-and-stop")
async def test_a_step_looks_first_then_says_what_to_do_then_asks_whether_it_works(talk):
    await started(talk)
    assert asks(talk) == "airplane_mode"
    await answers(talk, "it's on")
    assert talk.responses == ["utter_guide_step"]
    assert "off" in talk.last.values["step"]
    await talk.says("done", "step_done")
    assert talk.responses == ["utter_guide_verify"]
    assert steps(talk) == {}
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_guide_solved"]
    assert steps(talk) == {"airplane-mode": "worked"}
    assert talk.form is None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("airplane mode was on, I switched it off", "verify"),
        ("it was on so i turned it off", "verify"),
        ("I've just disabled airplane mode", "verify"),
        ("Airplane mode is ON", "fix"),
        ("yes it's enabled", "fix"),
        ("it is not off", "fix"),
        ("yep, the airplane is there, it's turned on", "fix"),
    ],
)
async def test_a_state_told_in_place_of_a_yes_says_where_the_step_goes_on(talk, text, stage):
    await started(talk)
    await answers(talk, text)
    assert talk.slots["guide_stage"] == stage
    assert talk.slots["guide_position"] == "airplane-mode"


@pytest.mark.parametrize(
    "text",
    [
        "it's already off",
        "Airplane mode is off",
        "off",
        "it isn't on",
        "never had it on",
        "flight mode's disabled",
        "nope, airplane mode is not on",
        "it has been off the whole time",
        "aeroplane mode: off",
        "it is switched off",
        "that is off already",
        "it's not enabled",
        "deactivated",
        "currently off",
        "it says off",
    ],
)
async def test_what_is_as_it_should_be_is_passed_over_without_a_fix(talk, text):
    await started(talk)
    await answers(talk, text)
    assert steps(talk) == {"airplane-mode": "skipped"}
    assert talk.facts["airplane_mode"] == "off"
    assert asks(talk) == "sim_state"


@pytest.mark.parametrize(
    "text",
    [
        "it's working now!",
        "i have bars again",
        "turned it off and now i've got signal",
        "status bar shows 4 bars",
        "signal is back",
        "yay, service is back",
        "calls work again",
        "I can make calls now",
        "full bars now",
        "that did it",
        "it works",
        "there is signal",
        "the status bar shows excellent signal",
        "two bars",
        "everything works again",
    ],
)
@pytest.mark.policy("steps-verify-and-stop")
async def test_it_stops_at_once_when_it_works(talk, text):
    await started(talk)
    await answers(talk, "it is on", "i turned it off", text) if "turned" not in text else await answers(
        talk, "it is on", text
    )
    assert talk.responses == ["utter_guide_solved"]
    assert talk.form is None


@pytest.mark.parametrize(
    "text",
    [
        "ok done, still nothing",
        "that didn't help",
        "still no service",
        "status bar shows no service",
        "no bars",
        "nope, it says SOS",
        "no change",
        "it doesn't work",
        "same as before",
        "still searching",
        "did it but there's no signal",
        "I have done so, but there are still no bars, I'm afraid.",
        "it made no difference",
        "not working",
        "emergency calls only",
    ],
)
async def test_what_did_not_help_goes_on_with_the_next_step(talk, text):
    await started(talk)
    await answers(talk, "it is on", "i turned it off", text)
    assert steps(talk)["airplane-mode"] == "failed"
    assert asks(talk) == "sim_state"


@pytest.mark.parametrize(
    ("text", "intent", "response"),
    [
        ("where is that", "ask_where", "utter_guide_look_where_both"),
        ("i don't know how", "dont_know", "utter_guide_look_where_both"),
        ("where on an iphone", "ask_where", "utter_guide_look_where"),
        ("one moment", "wait_please", "utter_guide_look_take_your_time"),
        ("done", "step_done", "utter_guide_see_again"),
    ],
)
async def test_what_says_nothing_of_the_phone_keeps_the_question(talk, text, intent, response):
    await started(talk)
    await talk.says(text, intent)
    assert talk.responses == [response]
    assert asks(talk) == "airplane_mode"
    assert steps(talk) == {}


@pytest.mark.parametrize(("text", "intent"), [("hold on", "wait_please"), ("ok, will do", "affirm")])
async def test_somebody_who_is_at_it_is_waited_for(talk, text, intent):
    await started(talk)
    await answers(talk, "it is on")
    await talk.says(text, intent)
    assert talk.responses == ["utter_guide_take_your_time"]
    await talk.says("done", "step_done")
    assert talk.responses == ["utter_guide_verify"]


async def test_a_sure_to_our_take_your_time_is_no_answer_to_the_question(talk, carrier):
    await proved(talk, "555-123-0101", "4071")
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "full bars")
    assert asks(talk) == "abroad"
    await talk.says("give me a second", "wait_please")
    await talk.says("certainly", "affirm")
    assert asks(talk) == "abroad"
    assert not (await carrier.get_line("lin-0001-1", conversation_id="t")).roaming_enabled


async def test_what_cannot_be_done_is_left_and_noted_as_unknown(talk):
    await started(talk)
    await answers(talk, "it is on", "it won't turn off, the switch is greyed out")
    assert steps(talk) == {"airplane-mode": "unknown"}


async def test_an_answer_that_never_comes_leaves_the_step_after_two_more_tries(talk):
    await started(talk)
    for _ in range(3):
        await talk.says("done", "step_done")
    assert steps(talk) == {"airplane-mode": "unknown"}


async def test_not_knowing_twice_leaves_the_step(talk):
    await started(talk)
    await talk.says("i don't know how", "dont_know")
    await talk.says("i don't know", "dont_know")
    assert steps(talk) == {"airplane-mode": "unknown"}


async def test_a_torn_classifier_between_two_ways_of_no_is_a_no(talk):
    await started(talk)
    ranking = (Intent(name="step_failed", confidence=0.45), Intent(name="deny", confidence=0.44))
    await talk.says("nah", "nlu_fallback", ranking=ranking)
    assert steps(talk) == {"airplane-mode": "skipped"}


async def test_a_choice_by_button_says_the_state(talk):
    await started(talk)
    payload = talk.last.care.choices[1].id
    assert payload == '/step_done{"choice": "on"}'
    await talk.says(payload, "step_done", entities={"choice": "on"}, situation={"payload": True})
    assert talk.responses == ["utter_guide_step"]


async def test_on_the_phone_a_step_is_short_and_says_the_same(resources, sealer):
    talk = Talk(resources, sealer, channel="voice")
    await started(talk)
    assert talk.last.values["step"] == "Is airplane mode on or off?"


# -- what is known is not asked --------------------------------------------------------------------------


@pytest.mark.policy("handover-nothing-again")
async def test_what_the_first_sentence_says_of_the_phone_is_not_asked_again(talk):
    await started(talk, "no bars, and airplane mode is off", "report_no_signal")
    assert asks(talk) == "sim_state"


async def test_a_state_told_for_a_later_step_leads_straight_to_what_to_do(talk):
    await started(talk, "my internet is slow", "report_slow_data")
    await answers(talk, "Poor, and the VPN is connected", "data saver is off", "5G")
    assert talk.responses == ["utter_guide_step"]
    assert "VPN" in talk.last.values["step"]


async def test_what_an_agent_found_out_is_not_asked_again(talk):
    await started(talk)
    talk.slots["learnt"] = {"sim_state": "Active"}
    await answers(talk, "it's off")
    assert talk.slots["guide_position"] == "apn-reset"


async def test_a_bill_in_between_is_told_and_the_step_comes_back(talk):
    await started(talk)
    await talk.says("how much is my bill", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    assert talk.responses == [
        "utter_identity_proved",
        "utter_billing_due_changed_told",
        "utter_guide_question",
    ]
    assert talk.form == "guide_form"
    assert asks(talk) == "airplane_mode"


@pytest.mark.policy("handover-nothing-again")
async def test_a_failed_step_is_never_proposed_again(talk):
    await to_line_status(talk)
    await talk.says("no", "deny")
    assert talk.care.handoff.reason == "steps_used_up"
    await talk.says("my phone has no signal", "report_no_signal")
    assert talk.care.handoff.reason == "steps_used_up"


# -- steps that cut the customer off ---------------------------------------------------------------------


async def to_the_sim(talk: Talk) -> Talk:
    await started(talk)
    return await answers(talk, "airplane mode is off", "it says no SIM")


async def test_before_a_step_that_cuts_off_it_is_asked_whether_this_is_the_phone(talk):
    await to_the_sim(talk)
    assert talk.responses == ["utter_guide_ask_same_phone"]
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_guide_step_cut"]


@pytest.mark.parametrize(
    "text", ["no", "I'm on my laptop", "another phone", "it's my wife's phone i write from", "different one"]
)
async def test_from_another_device_nothing_cuts_off_and_nothing_is_said_of_it(talk, text):
    await to_the_sim(talk)
    await talk.says(text, "deny" if text == "no" else "nlu_fallback", ranking=())
    assert talk.responses == ["utter_guide_step"]


async def test_it_is_asked_once_in_a_conversation(talk):
    await to_the_sim(talk)
    await talk.says("yes", "affirm")
    await answers(talk, "i'm back, it's in again", "still no service")
    await talk.says("done", "step_done")
    assert talk.responses == ["utter_guide_step_cut"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("i'm back", "greet"), ("hello again", "greet"), ("ok it's on again", "affirm"), ("done", "step_done")],
)
async def test_whoever_comes_back_is_asked_whether_it_helped(talk, text, intent):
    await to_the_sim(talk)
    await talk.says("yes", "affirm")
    await talk.says(text, intent)
    assert asks(talk) == "works_now"


@pytest.mark.parametrize("text", ["I'm back", "ok, I’m here again", "so we are back now"])
async def test_who_is_back_from_a_pause_has_told_nothing_of_the_phone(talk, text):
    await started(talk)
    await answers(talk, "it's off")
    await talk.says("wait a moment", "wait_please")
    await talk.says(text, "step_worked", answers={"works": {"good": 0.95}, "sim": {"fine": 0.95}})
    assert talk.form == "guide_form"
    assert asks(talk) == "sim_state"


async def test_another_conversation_takes_up_the_step_at_which_the_first_was_cut_off(talk, resources, sealer):
    await to_the_sim(talk)
    await talk.says("yes", "affirm")
    assert steps(talk) == {"sim-seated": "unknown"}
    tried = {
        "no-signal/airplane-mode": "skipped",
        "no-signal/sim-locked": "skipped",
        "no-signal/sim-seated": "unknown",
    }
    later = Talk(resources, sealer, tried=tried)
    await started(later)
    assert later.responses == ["utter_guide_verify_interrupted"]
    await later.says("no", "deny")
    assert steps(later)["sim-seated"] == "failed"
    assert later.slots["guide_position"] == "apn-reset"


async def test_a_step_cut_off_then_has_failed_where_the_signal_was_just_said_to_be_missing(resources, sealer):
    later = Talk(resources, sealer, tried={"no-signal/sim-seated": "unknown"})
    await started(later, "my calls drop", "report_call_trouble")
    await answers(later, "no signal")
    assert "utter_guide_verify_interrupted" not in later.responses
    assert later.slots["guide_results"]["no-signal/sim-seated"] == "failed"
    assert asks(later) != "works_now"


async def test_what_another_conversation_finished_is_looked_at_afresh(resources, sealer):
    talk = Talk(resources, sealer, tried={"no-signal/airplane-mode": "failed"})
    await started(talk)
    assert asks(talk) == "airplane_mode"


# -- several troubles at once ----------------------------------------------------------------------------


async def test_no_service_inside_the_data_guide_comes_first_and_the_data_afterwards(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "no service")
    assert talk.responses == ["utter_guide_first", "utter_guide_question"]
    assert asks(talk) == "airplane_mode"
    await answers(talk, "it's on", "switched it off", "signal is back")
    assert talk.responses == ["utter_guide_verify_returned"]
    await answers(talk, "still no internet")
    assert asks(talk) == "abroad"


async def test_a_cured_first_trouble_with_another_left_goes_on_with_the_other(talk):
    await started(talk)
    await answers(talk, "it's on", "turned it off", "signal is back, but the internet doesn't work")
    assert talk.slots["guide"] == "no-mobile-data"
    assert asks(talk) == "abroad"


async def test_a_page_that_loads_slowly_goes_over_to_slow_data(talk):
    await no_data(talk)
    await answers(
        talk, "it was off, i turned it on", "it loads now, but it's really slow, speed test says Fair"
    )
    assert talk.slots["guide"] == "slow-data"
    assert asks(talk) == "data_saver"


async def test_two_troubles_named_at_first_are_both_looked_at(talk):
    await started(talk, "no signal at all, and i can't send pictures either", "report_no_signal")
    await answers(talk, "it's on", "i switched it off", "bars are back")
    assert talk.responses == ["utter_guide_verify_fresh"]
    await answers(talk, "the picture went through")
    assert talk.responses == ["utter_guide_solved"]


async def test_another_report_inside_a_guide_is_kept_for_afterwards(talk):
    await started(talk, "my internet is slow", "report_slow_data")
    await talk.says("and my voicemail is broken as well", "report_voicemail", confidence=0.9)
    assert talk.responses[0] == "utter_guide_noted_for_later"
    assert talk.slots["guide"] == "slow-data"


async def test_a_misunderstood_report_is_left_for_the_right_one_without_a_failed_step(talk):
    await started(talk)
    await talk.says("no sorry, I meant the mobile data", "report_no_data", confidence=0.85)
    assert steps(talk) == {}
    assert talk.slots["guide"] == "no-mobile-data"


async def test_everything_reached_at_once_ends_the_guides_that_wait(talk):
    await started(talk, "i can't send pictures", "report_picture_messages")
    await answers(talk, "no service", "airplane mode is on", "off now, and the picture went through")
    assert talk.responses == ["utter_guide_solved"]


# -- the policy's lines ----------------------------------------------------------------------------------


@pytest.mark.policy("steps-no-service", "handover-not-before")
async def test_policy_no_service_airplane_mode_sim_apn_reset_and_restart_then_the_line(talk):
    await started(talk)
    seen = [talk.slots["guide_position"]]
    for text, intent in (
        ("it's off", "nlu_fallback"),
        ("active", "nlu_fallback"),
        ("done", "step_done"),
        ("no", "deny"),
        ("done", "step_done"),
        ("no", "deny"),
    ):
        await talk.says(text, intent, ranking=())
        seen.append(talk.slots["guide_position"])
    assert list(dict.fromkeys(seen)) == ["airplane-mode", "sim-locked", "apn-reset", "restart", "line-status"]


@pytest.mark.parametrize(
    "text",
    ["it's locked", "SIM locked", "yes it wants a PIN", "it asks for a PUK code", "the card is locked"],
)
@pytest.mark.policy("steps-locked-sim", "handover-forbidden")
async def test_policy_a_locked_sim_always_goes_to_the_team(talk, text):
    await started(talk)
    await answers(talk, "it's off", text)
    assert talk.care.handoff.reason == "policy"
    assert "SIM locked" in talk.care.handoff.note
    assert talk.facts["sim_state"] == "locked"


async def test_a_suspension_that_is_known_comes_before_anything_long_on_the_phone(talk):
    await proved(talk, "555-123-0107", "6482")
    await started(talk)
    await answers(talk, "it's off", "active")
    assert talk.responses == ["utter_network_suspended_overdue"]
    assert talk.slots["offer"] == "action_pay_bill"
    assert talk.replies[-1].values["amount"] == "$43.32"


@pytest.mark.policy("suspended-restart")
async def test_policy_a_line_suspended_for_a_bill_is_lifted_when_paid_and_the_phone_restarted(
    talk, carrier, office
):
    await proved(talk, "555-123-0107", "6482")
    await started(talk)
    await answers(talk, "it's off", "active")
    await talk.says("yes", "affirm")
    await talk.says("yes", "affirm")
    for table in ("bills",):
        office.connection.execute(f"UPDATE {table} SET status = 'Paid' WHERE customer_id = 'cus-0007'")
    office.connection.commit()
    await talk.says("i have paid it", "ask_payment_status")
    assert (await carrier.get_line("lin-0007-1", conversation_id="t")).status.value == "Active"
    assert asks(talk) is None or "restart" in talk.responses[-1]


@pytest.mark.policy("suspended-ended-contract")
async def test_policy_an_ended_contract_always_goes_to_the_team(talk):
    await to_line_status(talk)
    await talk.says("yes", "affirm")
    await talk.proves("555-123-0109", "2765")
    assert "utter_network_contract_ended" in talk.responses
    assert talk.care.handoff.reason == "policy"


@pytest.mark.policy("handover-steps-used-up")
async def test_a_line_that_is_active_uses_the_steps_up(talk):
    await to_line_status(talk)
    await talk.says("yes", "affirm")
    await talk.proves("555-123-0101", "4071")
    assert "utter_network_line_active" in talk.responses
    assert talk.care.handoff.reason == "steps_used_up"


async def test_a_number_given_in_place_of_a_yes_is_taken(talk):
    await to_line_status(talk)
    assert talk.responses == ["utter_guide_ask_identity"]
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses == ["utter_identity_ask_pin"]


@pytest.mark.policy("steps-no-data")
async def test_policy_no_data_service_first_then_abroad_data_switch_allowance(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    seen = [talk.slots["guide_position"]]
    for text in ("full bars", "i'm at home", "mobile data is on"):
        await answers(talk, text)
        seen.append(talk.slots["guide_position"])
    assert seen == ["service", "abroad", "data-switch", "allowance"]


async def allowance(talk: Talk) -> Talk:
    await no_data(talk)
    await answers(talk, "it's on")
    assert talk.responses == ["utter_guide_ask_identity"]
    await talk.says("yes", "affirm")
    return await talk.proves("555-123-0105", "7290")


@pytest.mark.policy("data-price-first", "data-on-a-yes")
async def test_policy_used_up_data_is_topped_up_only_on_a_yes_with_its_price(talk, carrier):
    await allowance(talk)
    assert talk.responses == ["utter_identity_proved", "utter_guide_ask_topup"]
    assert talk.last.values == {"amount": "$5.00", "data": "1 GB"}
    before = await carrier.get_usage("lin-0005-1", conversation_id="t")
    slots = dict(talk.slots)
    await talk.says("yes", "affirm", turn_id="turn-1")
    assert talk.responses == ["utter_network_topup_added", "utter_guide_verify"]
    talk.slots, talk.form = slots, "guide_form"
    await talk.says("yes", "affirm", turn_id="turn-1")
    after = await carrier.get_usage("lin-0005-1", conversation_id="t")
    assert after.data_topup_gb - before.data_topup_gb == 1
    await answers(talk, "it loads now")
    assert talk.responses == ["utter_guide_solved"]


async def test_a_no_to_the_top_up_adds_nothing_and_goes_to_the_team(talk, carrier):
    await allowance(talk)
    before = await carrier.get_usage("lin-0005-1", conversation_id="t")
    await talk.says("no", "deny")
    assert talk.care.handoff.reason == "steps_used_up"
    assert (await carrier.get_usage("lin-0005-1", conversation_id="t")).data_topup_gb == before.data_topup_gb


@pytest.mark.policy("abroad-roaming-at-once", "abroad-phone-switch")
async def test_policy_abroad_roaming_is_allowed_on_the_line_at_once_and_then_switched_on_in_the_phone(
    talk, carrier
):
    await proved(talk, "555-123-0101", "4071")
    await started(talk, "i'm in portugal and my mobile data does not work", "report_no_data")
    await answers(talk, "two bars")
    assert "utter_network_roaming_allowed" in talk.responses
    assert (await carrier.get_line("lin-0001-1", conversation_id="t")).roaming_enabled
    await answers(talk, "still no internet")
    assert asks(talk) == "data_roaming"
    await answers(talk, "it was off, i switched it on", "pages load now")
    assert talk.responses == ["utter_guide_solved"]


@pytest.mark.policy("steps-slow-data")
async def test_policy_slow_data_data_saver_network_mode_vpn(talk):
    await started(talk, "my internet is slow", "report_slow_data")
    seen = []
    for text in ("Poor", "it's off", "5G"):
        await answers(talk, text)
        seen.append(asks(talk))
    assert seen == ["data_saver", "network_mode", "vpn"]


@pytest.mark.parametrize("text", ["2G only", "it's on 3G", "3g only", "EDGE", "set to 2G", "the mode is 2g"])
@pytest.mark.policy("steps-slow-data")
async def test_policy_anything_without_5g_or_4g_is_slow(talk, text):
    await started(talk, "my internet is slow", "report_slow_data")
    await answers(talk, "Poor", "it's off", text)
    assert talk.responses == ["utter_guide_step"]


@pytest.mark.parametrize("text", ["speed test says Good", "it says fair", "Poor", "still slow", "Very Poor"])
@pytest.mark.policy("steps-fast-enough")
async def test_policy_fast_enough_means_the_speed_test_says_excellent(talk, text):
    await started(talk, "my internet is slow", "report_slow_data")
    await answers(talk, "Poor", "it's on", "turned it off", text)
    assert steps(talk)["data-saver"] == "failed"
    await answers(talk, "2G only", "switched it to 5G", "Excellent now")
    assert talk.responses == ["utter_guide_solved"]


async def test_a_plain_it_works_is_asked_about_once_where_only_the_speed_test_counts(talk):
    await started(talk, "my internet is slow", "report_slow_data")
    await answers(talk, "Poor", "it's on", "turned it off")
    await talk.says("it works now", "step_worked")
    assert asks(talk) == "works_now"
    await talk.says("yes it works", "step_worked")
    assert talk.responses == ["utter_guide_solved"]


@pytest.mark.policy("steps-pictures")
async def test_policy_picture_messages_in_their_order(talk):
    await started(talk, "i can't send pictures", "report_picture_messages")
    seen = [asks(talk)]
    for text in ("full bars", "the internet works", "4G", "it's off", "storage is allowed", "sms is allowed"):
        await answers(talk, text)
        seen.append(asks(talk))
    assert seen == [
        "service",
        "internet",
        "network_mode",
        "wifi_calling",
        "storage_permission",
        "sms_permission",
        "mms_address",
    ]


@pytest.mark.policy("steps-pictures")
async def test_policy_picture_messages_cannot_go_over_2g_and_can_over_3g(talk):
    await started(talk, "i can't send pictures", "report_picture_messages")
    await answers(talk, "full bars", "the internet works", "2G only")
    assert talk.responses == ["utter_guide_step"]
    await answers(talk, "set it to 3G", "still can't send")
    assert asks(talk) == "wifi_calling"


@pytest.mark.parametrize(
    "text",
    [
        "storage permission is missing",
        "only SMS",
        "it has sms but not storage",
        "storage isn't allowed",
        "no storage",
    ],
)
@pytest.mark.policy("steps-pictures")
async def test_policy_the_messaging_app_needs_storage_and_sms(talk, text):
    await started(talk, "i can't send pictures", "report_picture_messages")
    await answers(talk, "full bars", "the internet works", "4G", "it's off", text)
    assert "storage permission" in talk.last.values["step"]


@pytest.mark.policy("steps-pictures")
async def test_policy_the_mmsc_address_is_put_back_by_resetting_the_apn_and_a_restart(talk):
    await started(talk, "i can't send pictures", "report_picture_messages")
    await answers(talk, "full bars", "the internet works", "4G", "it's off", "both are allowed", "it's empty")
    assert "APN" in talk.last.values["step"]
    await talk.says("done", "step_done")
    await talk.says("no", "deny")
    assert "restart" in talk.last.values["step"]
    await answers(talk, "restarted, the photo went through")
    assert talk.responses == ["utter_guide_solved"]


# -- what says little, and a farewell --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["no", "nope, it's not locked", "no, it doesn't ask for a code", "isn't locked"]
)
async def test_a_sim_that_is_not_locked_may_still_be_loose(talk, text):
    await started(talk)
    await answers(talk, "airplane mode is off")
    await talk.says(text, "deny")
    assert steps(talk) == {"sim-locked": "skipped"}
    assert talk.slots["guide_position"] == "sim-seated"
    await answers(talk, "sim missing")
    assert talk.responses == ["utter_guide_ask_same_phone"]


@pytest.mark.parametrize("text", ["poor", "Fair", "still slow", "very poor"])
async def test_a_bare_result_answers_a_step_that_was_to_be_done(talk, text):
    await started(talk, "my data is slow", "report_slow_data")
    await answers(talk, "poor", "it's on", text)
    assert steps(talk)["data-saver"] == "failed"


async def test_that_it_worked_at_home_is_no_report_of_being_there(talk):
    ranking = (Intent(name="report_no_data", confidence=0.3),)
    await talk.says("no internet over here in Spain, at home it was fine", "nlu_fallback", ranking=ranking)
    if talk.responses == ["utter_ask_area"]:
        await talk.says("skip this", "deny")
    assert talk.slots["guide_facts"]["abroad"] == "yes"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("perfect, thanks, bye", "utter_guide_solved"),
        ("great, that was it, goodbye", "utter_guide_solved"),
        ("ok bye", "utter_general_goodbye"),
        ("it's not fixed, bye", "utter_general_goodbye"),
    ],
)
async def test_a_farewell_ends_the_steps(talk, text, response):
    await started(talk)
    await answers(talk, "it is on")
    await talk.says(text, "goodbye")
    assert talk.responses == [response]
    assert talk.form is None


@pytest.mark.parametrize("text", ["ok, i think so", "I guess so", "hmm, probably"])
async def test_a_hesitant_yes_is_a_yes(talk, text):
    await no_data(talk)
    await talk.says(text, "correct")
    assert steps(talk) == {"data-switch": "skipped"}


async def test_a_yes_to_carry_on_does_not_say_that_it_works(talk):
    await started(talk)
    await answers(talk, "it is on")
    await talk.says("done", "step_done")
    await talk.says("yes, if that helps", "affirm")
    assert talk.responses == ["utter_guide_verify"]


@pytest.mark.parametrize("text", ["sure", "ok, will do"])
async def test_an_agreement_to_try_does_not_say_that_it_works(talk, text):
    await started(talk)
    await answers(talk, "it is on")
    await talk.says("done", "step_done")
    await talk.says(text, "affirm")
    assert talk.responses == ["utter_guide_and_now"]


async def test_words_that_mean_no_wish_for_sure_but_tell_of_the_phone_begin_its_guide(talk):
    ranking = (Intent(name="travel_abroad", confidence=0.3), Intent(name="report_no_data", confidence=0.28))
    await talk.says("over here in Portugal, no internet at all", "nlu_fallback", ranking=ranking)
    if talk.responses == ["utter_ask_area"]:
        await talk.says("skip this", "deny")
    assert talk.slots["guide"] == "no-mobile-data"
    assert talk.slots["guide_facts"]["abroad"] == "yes"


async def test_where_all_looks_well_it_is_asked_whether_it_works_before_a_person_takes_over(talk):
    await started(talk, "my data is slow", "report_slow_data")
    await answers(talk, "good", "it's off", "5g", "no vpn")
    assert talk.responses == ["utter_guide_verify_test"]
    await answers(talk, "excellent")
    assert talk.responses == ["utter_guide_solved"]


# -- a second visit within seven days --------------------------------------------------------------------

TRIED = ("airplane-mode", "sim-seated")


def visited(*steps: str, days: int = 3, result: str = "failed") -> dict[str, EarlierStep]:
    at = NOW - timedelta(days=days)
    return {f"no-signal/{step}": EarlierStep(result=result, at=at) for step in steps}


async def test_a_second_visit_goes_on_after_what_was_tried(resources, sealer):
    talk = Talk(resources, sealer, earlier=visited(*TRIED))
    await started(talk)
    assert "utter_guide_earlier_visit" in talk.responses
    assert "Airplane mode" in talk.replies[-2].values["steps"]
    assert asks(talk) == "sim_state"
    await answers(talk, "the sim is active")
    assert talk.slots["guide_position"] == "apn-reset"


async def test_what_was_left_for_last_comes_when_nothing_else_has_helped(resources, sealer):
    talk = Talk(resources, sealer, earlier=visited(*TRIED))
    await proved(talk, "555-123-0101", "4071")
    await started(talk)
    await answers(talk, "the sim is active")
    await talk.says("done", "step_done")
    await talk.says("no, another phone", "deny")
    await talk.says("done", "step_done")
    await talk.says("still no bars", "step_failed")
    assert "utter_guide_earlier_once_more" in talk.responses
    assert asks(talk) == "airplane_mode"
    await answers(talk, "it's on", "switched it off", "signal is back")
    assert talk.responses == ["utter_guide_solved"]


async def test_what_helped_last_time_is_not_left_for_last(resources, sealer):
    talk = Talk(resources, sealer, earlier=visited("airplane-mode", result="worked"))
    await started(talk)
    assert asks(talk) == "airplane_mode"


async def test_who_it_is_may_become_known_only_on_the_way(talk):
    await started(talk)
    talk.situation["earlier"] = visited("sim-seated", "apn-reset")
    await answers(talk, "airplane mode is off")
    assert "utter_guide_earlier_visit" in talk.responses
    assert asks(talk) == "sim_state"


async def test_nothing_else_is_a_farewell_and_no_missing_permission(talk):
    await started(talk, "picture messages fail", "report_picture_messages")
    await answers(talk, "full bars", "the internet works", "5g", "wifi calling is off")
    await answers(talk, "storage is allowed", "the sms permission is missing")
    assert talk.slots["guide_stage"] == "fix"
    await talk.says("thanks! nothing else", "goodbye")
    assert talk.form is None


async def test_how_it_came_out_is_heard_beside_what_works_already(talk):
    await started(talk, "my data is slow", "report_slow_data")
    await answers(talk, "fair", "data saver is on")
    await answers(talk, "the internet is back but it says poor")
    assert steps(talk) == {"data-saver": "failed"}


async def test_good_news_of_something_else_is_no_yes(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "full bars")
    assert asks(talk) == "abroad"
    await talk.says("calls work fine", "affirm")
    assert asks(talk) == "abroad"


# -- customers who do and say more than was asked --------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["I reset the APN settings.", "APN settings reset successfully.", "I've just done that", "ok, did it"],
)
async def test_what_was_done_is_known_by_the_doing_itself(talk, text):
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is active", text)
    assert talk.responses == ["utter_guide_ask_same_phone"]


@pytest.mark.parametrize("text", ["done, I rebooted. I have signal again", "I restarted it and it works now"])
async def test_a_step_that_was_done_at_once_is_not_asked_for_any_more(talk, text):
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is active", "I reset the APN settings")
    assert talk.responses == ["utter_guide_ask_same_phone"]
    await answers(talk, text)
    assert talk.responses == ["utter_guide_solved"]


async def test_which_phone_it_is_may_wait_for_another_question(talk):
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is active", "I reset the APN settings")
    await talk.says("what do I owe?", "ask_bill", confidence=0.95)
    assert "utter_guide_step_cut" not in talk.responses


@pytest.mark.parametrize(
    "text", ["I don't know how, can you guide me?", "not sure how to do that", "show me how"]
)
async def test_who_does_not_know_how_is_shown(talk, text):
    await started(talk)
    await answers(talk, "it's on", text)
    assert talk.responses == ["utter_guide_where_both"]


async def test_good_news_of_a_thing_asked_about_is_no_report_of_its_trouble(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    await talk.says("Status bar shows excellent signal.", "report_no_signal", confidence=0.9)
    assert talk.slots["guide"] == "no-mobile-data"
    assert asks(talk) == "abroad"


async def test_the_trouble_that_waits_for_this_one_is_not_put_off_again(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "no signal", "airplane mode is off", "the sim is active")
    await talk.says("I reset the APN settings. There's no internet", "report_no_data", confidence=0.9)
    assert talk.responses == ["utter_guide_ask_same_phone"]


async def test_how_the_phone_stands_is_no_answer_to_a_price(talk):
    await allowance(talk)
    await talk.says("still nothing", "step_failed")
    assert talk.responses == ["utter_guide_ask_topup"]
    await talk.says("still nothing", "step_failed")
    assert talk.care.handoff.reason == "steps_used_up"


async def test_data_bought_in_the_middle_of_a_guide_brings_its_question_back(talk):
    await allowance(talk)
    await talk.says("please add 2 gb", "add_data", confidence=0.95)
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_usage_topup_added", "utter_guide_verify"]


async def test_words_about_the_step_before_are_no_answer_to_which_phone_it_is(talk):
    await started(talk)
    await answers(talk, "airplane mode is off", "no lock there", "no sim card, it says")
    assert talk.responses == ["utter_guide_ask_same_phone"]
    await answers(talk, "I think I did it right, but still no signal")
    assert talk.responses == ["utter_guide_step_cut"]
    assert "sim-seated" not in steps(talk) or steps(talk)["sim-seated"] == "unknown"


async def test_no_change_of_the_matter_that_waits_says_nothing_of_this_one(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "no signal", "airplane mode is off", "the sim is active", "I did that")
    await talk.says("yes", "affirm")
    await talk.says("nothing has changed, no internet", "report_no_data", confidence=0.9)
    assert talk.responses == ["utter_guide_verify"]


async def test_a_bare_no_to_a_step_of_what_is_needed_first_asks_for_that_alone(talk):
    await started(talk, "can't send pics by text", "report_picture_messages")
    await answers(talk, "no bars", "it's on")
    await talk.says("no", "deny")
    assert talk.responses == ["utter_guide_verify"]
    await talk.says("yes", "affirm")
    assert talk.slots["guide"] == "picture-messages"


# -- what says something of another part --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["i tried, but the photo still does not go", "no. nothing loads. what else?"]
)
async def test_what_rests_on_the_signal_and_fails_leaves_open_whether_there_is_one(talk, text):
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is active")
    await talk.says("done", "step_done")
    await talk.says("no, another phone", "deny")
    assert "restart" in talk.last.values["step"]
    await talk.says(text, "step_failed")
    assert talk.responses == ["utter_guide_verify"]
    assert "signal" in talk.last.values["goal"]


async def test_a_speed_told_in_a_sentence_of_its_own_is_the_result(talk):
    await started(talk, "data is slow", "report_slow_data")
    await answers(talk, "data saver is on")
    assert talk.responses == ["utter_guide_step"]
    await talk.says("that's Fair. My neighbor has the same carrier by the way.", "ask_faq", confidence=0.5)
    assert asks(talk) == "network_mode"
    assert steps(talk)["data-saver"] == "failed"


async def test_being_able_to_send_a_picture_is_the_end(talk):
    await started(talk, "i can't send pictures", "report_picture_messages")
    await answers(talk, "full bars", "the internet works", "4G")
    await answers(talk, "Wi-Fi calling was on. I switched it off. I was able to send a picture.")
    assert talk.responses == ["utter_guide_solved"]


async def test_a_no_that_names_the_other_permission_is_about_the_other(talk):
    await started(talk, "i can't send pictures", "report_picture_messages")
    await answers(talk, "full bars", "the internet works", "4G", "it's off")
    await talk.says("no, SMS is denied", "deny")
    assert "SMS permission" in talk.last.values["step"]


# -- what a customer takes back ----------------------------------------------------------------------------


async def test_a_state_taken_back_at_the_next_question_brings_the_step_back(talk):
    await started(talk)
    await answers(talk, "flight mode is off")
    assert asks(talk) == "sim_state"
    await answers(talk, "hang on, my mistake: flight mode is on, I see it now")
    assert talk.responses == ["utter_guide_step"]
    assert "irplane mode off" in talk.last.values["step"]


async def test_a_state_taken_back_while_something_else_is_to_be_done_brings_the_step_back(talk):
    await started(talk)
    await answers(talk, "not in flight mode", "the sim is active")
    await answers(talk, "oh sorry, flight mode is enabled here after all")
    assert talk.responses == ["utter_guide_step"]
    assert "irplane mode off" in talk.last.values["step"]


async def test_what_was_done_without_help_is_not_proposed_again_when_it_is_named(talk):
    await started(talk)
    await answers(talk, "flight mode is on")
    await talk.says("done", "step_done")
    await talk.says("no", "deny")
    assert asks(talk) == "sim_state"
    await answers(talk, "the sim is active, and flight mode was on before")
    assert "irplane" not in talk.last.values["step"]


@pytest.mark.parametrize(
    "text",
    [
        "I'm no technician. Where exactly would I see that?",
        "no clue where to look",
        "could you take me through it step by step",
    ],
)
async def test_whoever_asks_where_is_told_where_whatever_else_the_words_sound_like(talk, text):
    await started(talk)
    await talk.says(text, "upgrade_phone")
    assert talk.responses[0] in ("utter_guide_look_where", "utter_guide_look_where_both")
    assert asks(talk) == "airplane_mode"


async def test_a_question_of_something_else_is_answered_and_the_step_comes_again(talk, retriever):
    asked = "how do I record a new voicemail greeting"
    retriever.decisions[asked] = Answer(match=match("voicemail-setup"))
    await started(talk)
    await talk.says(asked, "report_voicemail")
    assert talk.responses[0] == "utter_faq_answer"
    assert talk.form == "guide_form"
    assert asks(talk) == "airplane_mode"
    assert not talk.slots.get("guide_waiting")


async def test_of_several_articles_the_nearest_is_told_beside_a_step(talk, retriever):
    asked = "do you have something for families"
    near = (match("family-lines", probability=0.5), match("unlimited-data", probability=0.2))
    retriever.decisions[asked] = DidYouMean(matches=near)
    await started(talk)
    await talk.says(asked, "ask_faq")
    assert talk.responses[0] == "utter_faq_answer"
    assert asks(talk) == "airplane_mode"


async def test_another_trouble_told_in_a_guide_is_kept_for_later(talk):
    await started(talk)
    await talk.says("my internet is really slow", "report_slow_data")
    assert talk.responses == ["utter_guide_noted_for_later", "utter_guide_question"]
    assert talk.slots["guide_waiting"] == ["slow-data"]


async def test_a_network_named_in_a_complaint_is_no_mode_of_the_phone(talk):
    await started(talk, "why is 5G on this phone so slow these days", "report_slow_data")
    assert "network_mode" not in (talk.slots.get("guide_facts") or {})


@pytest.mark.parametrize(
    ("text", "response"), [("hm, it is indeed", "utter_guide_step"), ("no it isn't", "utter_guide_question")]
)
async def test_it_is_and_it_is_not_answer_a_question_for_a_switch(talk, text, response):
    await started(talk)
    await talk.says(text, "nlu_fallback", ranking=())
    assert talk.responses == [response]


async def test_a_question_beside_the_one_for_the_number_begins_no_other_steps(talk, retriever):
    retriever.decisions["what is voicemail to text"] = Answer(match=match("voicemail-setup"))
    await talk.says("what do i owe", "ask_bill")
    await talk.says("oh and what is voicemail to text", "report_voicemail")
    assert talk.responses[0] == "utter_faq_answer"
    assert talk.form == "identity_form"
    assert talk.slots["pending_action"] == "action_tell_bill"


async def test_a_yes_with_a_report_of_something_else_behind_it_answers_the_question(talk):
    await started(talk)
    await talk.says("Yes. By the way, data saver is off.", "nlu_fallback", ranking=())
    assert talk.responses == ["utter_guide_step"]
    assert "irplane mode off" in talk.last.values["step"]


async def test_data_that_is_back_but_slow_answers_whether_there_is_any(talk):
    await no_data(talk)
    await answers(talk, "it's off")
    await talk.says("done", "step_done")
    assert talk.responses == ["utter_guide_verify"]
    await talk.says("the speed test reads poor, so it's slow", "report_slow_data")
    assert "utter_guide_verify" not in talk.responses
    assert asks(talk) == "data_saver"


async def test_what_works_again_only_slowly_solves_this_and_leads_to_the_other(talk):
    await no_data(talk)
    await answers(talk, "mobile data is off")
    assert talk.responses == ["utter_guide_step"]
    await talk.says("pages open again but slowly, the test gives poor", "report_slow_data")
    assert asks(talk) == "data_saver"
    assert "worked" in steps(talk).values()


async def test_a_failing_speed_test_is_not_asked_for_again_and_again(talk):
    await proved(talk, "555-123-0101", "4071")
    await started(talk, "my internet is slow", "report_slow_data")
    await answers(talk, "Poor", "it's off", "5G")
    failed = 0
    said = {"service": "full bars", "abroad": "I'm in Portugal", "vpn": "a VPN was on, I switched it off"}
    for _ in range(14):
        if talk.form is None:
            break
        speed = asks(talk) == "works_now" and talk.slots["guide"] == "slow-data"
        failed += speed
        none = "the test found no connection" if speed else "still no internet"
        await answers(talk, none if asks(talk) == "works_now" else said.get(asks(talk) or "", "it's on"))
    assert failed <= 3
    assert talk.form is None


async def test_done_with_somebodys_help_asks_for_no_way_there(talk):
    await started(talk)
    await answers(talk, "it's on")
    await talk.says("did that, my cousin showed me where it is", "ask_where")
    assert talk.responses == ["utter_guide_verify"]


async def test_a_reason_after_a_switch_that_is_off_leaves_it_to_be_switched_on(talk):
    await no_data(talk)
    await answers(talk, "off, does it have to be on?")
    assert talk.responses == ["utter_guide_step"]


@pytest.mark.parametrize(("text", "left"), [("there we are, that's done", False), ("done, bye", True)])
async def test_what_is_done_is_no_farewell(talk, text, left):
    await started(talk)
    await answers(talk, "it's on")
    await talk.says(text, "goodbye", answers={"fix": {"done": 0.95}})
    assert (talk.responses[0] == "utter_general_goodbye") is left
