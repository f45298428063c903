"""A guide ends on its own goal, and what is taken back of the phone is a report, not a pause."""

import pytest

from tests.unit.actions.talk import Talk
from tests.unit.actions.test_guides import answers, asks, no_data, started


async def to_pictures_mode(talk: Talk) -> Talk:
    await started(talk, "my photos don't go out", "report_picture_messages")
    return await answers(talk, "full bars", "the internet works")


@pytest.mark.parametrize("text", ["the signal is back", "I have bars again", "now there is service"])
async def test_data_is_not_solved_by_signal(talk, text):
    await no_data(talk)
    await answers(talk, "it's off", "i switched it on")
    await talk.says(text, "step_worked")
    assert talk.responses == ["utter_guide_and_now"]
    assert asks(talk) == "works_now"


@pytest.mark.parametrize("text", ["pages load now", "the internet works again", "I'm online again"])
async def test_speed_is_not_solved_by_data_however_often_it_is_said(talk, text):
    await started(talk, "my internet is slow", "report_slow_data")
    await answers(talk, "data saver is on", "i turned it off")
    for _ in range(2):
        await talk.says(text, "step_worked")
        assert asks(talk) == "works_now"
        assert talk.form == "guide_form"


@pytest.mark.parametrize("text", ["the test says excellent now", "speed is excellent, great"])
async def test_pictures_are_not_solved_by_a_speed_test(talk, text):
    await to_pictures_mode(talk)
    await answers(talk, "2g only", "i changed it to 5g")
    await talk.says(text, "step_worked")
    assert asks(talk) == "works_now"
    assert talk.form == "guide_form"


async def test_what_rests_on_the_goal_proves_it(talk):
    await started(talk)
    await answers(talk, "airplane mode is on", "turned it off")
    await talk.says("the web loads again", "step_worked")
    assert talk.responses == ["utter_guide_solved"]


async def test_a_switch_told_besides_turns_to_what_it_spoils_and_comes_back(talk):
    await to_pictures_mode(talk)
    await talk.says("oh hang on, the data switch is off actually", "report_no_data")
    assert talk.slots["guide"] == "no-mobile-data"
    assert talk.slots["guide_stack"] == ["picture-messages/network-mode"]


async def test_a_switch_of_a_matter_that_need_not_come_first_is_noted(talk):
    await started(talk)
    await answers(talk, "airplane mode is off")
    await talk.says("sorry, cellular data is off actually", "report_no_data")
    assert "utter_guide_noted_for_later" in talk.responses
    assert talk.slots["guide_waiting"] == ["no-mobile-data"]
    assert asks(talk) == "sim_state"


async def test_another_matter_that_was_meant_still_replaces_this_one(talk):
    await started(talk)
    await talk.says("no, I meant that the internet doesn't load", "report_no_data")
    assert talk.slots["guide"] == "no-mobile-data"
    assert not talk.slots.get("guide_stack")


@pytest.mark.parametrize(
    ("text", "intent", "guide", "position"),
    [
        ("oh wait, the data switch is off after all", "report_no_data", "no-mobile-data", "data-switch"),
        ("sorry, there's no signal now", "report_no_signal", "no-signal", "airplane-mode"),
    ],
)
async def test_before_the_line_is_read_a_step_is_taken_back(talk, text, intent, guide, position):
    await no_data(talk)
    await answers(talk, "it's on")
    assert talk.slots["guide_question"] == "identity"
    await talk.says(text, intent)
    assert (talk.slots["guide"], talk.slots["guide_position"]) == (guide, position)
    assert not talk.slots["guide_question"]


async def test_bars_that_show_send_no_picture(talk):
    await started(talk, "pictures don't send", "report_picture_messages")
    await talk.says("two lines up there", "step_worked", answers={"works": {"good": 0.95}})
    assert talk.slots["guide"] == "picture-messages"
    assert talk.responses == ["utter_guide_question"]


async def test_a_speed_test_without_a_connection_is_no_other_trouble(talk):
    await no_data(talk)
    await answers(talk, "it's off")
    await talk.says("speed test: No connection", "report_slow_data")
    assert not talk.slots.get("guide_waiting")
    assert talk.responses != ["utter_guide_noted_for_later"]


async def test_how_wifi_calling_is_set_is_no_picture_that_went(talk):
    await started(talk, "pictures don't send", "report_picture_messages")
    await answers(talk, "full bars", "pages load", "it says 5G")
    assert talk.slots["guide_position"] == "wifi-calling"
    await talk.says("Wi-Fi calling is doing its thing", "step_worked")
    assert talk.slots["guide_position"] == "wifi-calling"
    assert "utter_guide_solved" not in talk.responses


@pytest.mark.parametrize(
    "text", ["I do as you say. The result is Excellent", "Very well. It rated me Excellent. Thank you."]
)
async def test_a_speed_told_in_a_later_sentence_counts(talk, text):
    await started(talk, "my data is slow", "report_slow_data")
    while asks(talk) != "data_saver":
        await answers(talk, "Poor")
    await answers(talk, "it is on")
    await talk.says(text, "nlu_fallback")
    assert talk.responses == ["utter_guide_solved"]


async def test_what_was_put_right_at_once_is_measured_before_anything_ends(talk):
    await started(talk, "my data is slow", "report_slow_data")
    while asks(talk) != "data_saver":
        await answers(talk, "Poor")
    await answers(talk, "it is off", "it says 5G", "VPN was on. I switched it off. yes, I'm online again")
    assert talk.slots["guide"] == "slow-data"
    assert "handoff" not in talk.responses[-1]
    assert not talk.paused


@pytest.mark.parametrize("text", ["calls OK, internet not", "network found, same picture error"])
async def test_a_signal_that_is_back_counts_though_something_else_still_fails(talk, text):
    await started(talk, "pictures don't send", "report_picture_messages")
    await answers(talk, "no bars", "airplane mode is on", "done")
    assert talk.slots["guide_stage"] == "verify"
    await talk.says(text, "step_failed", answers={"works": {"bad": 0.95}})
    assert talk.slots["guide"] != "no-signal"


async def test_what_works_beside_what_does_not_ends_what_was_needed_first(talk):
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "no bars", "airplane mode is on", "done")
    said = {"works": {"mixed": 0.8}}
    await talk.says("the little lines are there but the rest sulks", "step_failed", answers=said)
    assert talk.slots["guide"] == "no-mobile-data"
