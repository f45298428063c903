"""Words that point at what was just told."""

import pytest

from tests.unit.actions.talk import Talk

ZOE = ("555-123-0105", "7290")
MARIGOLD = ("555-123-0101", "4071")


async def topped_up(talk: Talk) -> Talk:
    await talk.says("i need more data", "add_data")
    await talk.proves(*ZOE)
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_usage_topup_added"]
    return talk


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("another one please", "repeat"),
        ("the same again", "nlu_fallback"),
        ("can I have one more", "add_line"),
    ],
)
async def test_the_same_data_once_more_is_offered_with_its_price(talk, text, intent):
    await topped_up(talk)
    await talk.says(text, intent)
    assert talk.responses == ["utter_ask_topup"]
    assert (talk.last.values["data"], talk.last.values["amount"]) == ("1 GB", "$5.00")


async def test_more_than_the_policy_allows_goes_to_the_team_however_it_is_asked(talk):
    await topped_up(talk)
    await talk.says("one more", "repeat")
    await talk.says("sure", "affirm")
    await talk.says("and one more of those", "repeat")
    assert talk.care.handoff.reason == "policy"


async def test_what_was_added_has_a_price(talk):
    await topped_up(talk)
    await talk.says("what did that cost me", "nlu_fallback")
    assert talk.responses == ["utter_usage_topup_price"]
    assert talk.last.values["amount"] == "$5.00"


async def test_say_that_once_more_buys_nothing(talk):
    await topped_up(talk)
    await talk.says("say that one more time", "repeat")
    assert talk.form is None
    assert "utter_ask_topup" not in talk.responses


@pytest.mark.parametrize(
    ("text", "intent", "plan"),
    [
        ("the fourth one", "nlu_fallback", "Family 25"),
        ("number two", "nlu_fallback", "Basic 5"),
        ("the last", "repeat", "Max 200"),
        ("the cheapest", "nlu_fallback", "Talk 1"),
        ("what does max 50 cost", "ask_faq", "Max 50"),
        ("max 50", "nlu_fallback", "Max 50"),
    ],
)
async def test_a_plan_of_the_list_is_picked_by_place_name_or_size(talk, text, intent, plan):
    await talk.says("which plans are there", "compare_plans")
    await talk.says(text, intent)
    assert talk.responses == ["utter_plans_one"]
    assert talk.last.values["plan"] == plan


async def test_a_bigger_plan_is_the_one_above_the_plan_spoken_of_and_has_a_price(talk):
    await talk.says("what plan do i have", "ask_plan")
    await talk.proves(*MARIGOLD)
    await talk.says("and what does that one cost", "compare_plans")
    assert (talk.last.values["plan"], talk.last.values["price"]) == ("Plus 15", "$40.00")
    await talk.says("put it next to the larger one", "nlu_fallback")
    assert talk.last.values["plan"] == "Family 25"
    await talk.says("how much would that be", "ask_bill")
    assert talk.last.values["price"] == "$45.00"
    await talk.says("and one step down", "nlu_fallback")
    assert talk.last.values["plan"] == "Plus 15"


async def test_without_a_list_a_place_points_at_nothing(talk):
    await talk.says("the third one", "nlu_fallback")
    assert "utter_plans_one" not in talk.responses
