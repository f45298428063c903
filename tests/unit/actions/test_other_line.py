"""Another line of the same account than the one that was told of."""

import pytest

from tests.unit.actions.talk import Talk

FAMILY = ("555-123-0106", "1837")


@pytest.mark.parametrize("text", ["oops, my daughter's line is what I meant", "no, the other number of ours"])
async def test_another_line_is_asked_for_without_a_new_proof(talk: Talk, text):
    await talk.says("how much data is left", "ask_data_left")
    await talk.proves(*FAMILY)
    await talk.says(text, "correct")
    assert talk.responses == ["utter_ask_line"]
    assert len(talk.last.care.choices) > 1
    await talk.says("number two", "nlu_fallback")
    assert talk.slots["verification"]["line_id"] == "lin-0006-2"
    assert "utter_identity_ask_number" not in talk.responses
    assert "data_left" in talk.facts


async def asked_of_the_first(talk: Talk) -> Talk:
    await talk.says("how much data is left", "ask_data_left")
    await talk.proves(*FAMILY)
    assert talk.last.values["number"] == "0106"
    return talk


@pytest.mark.parametrize(
    ("text", "intent"),
    [("and my daughter's, 0116?", "inform_identity"), ("what about 0116?", "nlu_fallback")],
)
async def test_the_same_is_told_of_the_line_whose_last_digits_are_named(talk: Talk, text, intent):
    await asked_of_the_first(talk)
    await talk.says(text, intent)
    assert talk.responses == ["utter_usage_left"]
    assert talk.last.values["number"] == "0116"


@pytest.mark.parametrize(
    ("text", "intent", "sure"),
    [("the tablet", "wait_please", 0.35), ("and my husband's phone?", "nlu_fallback", 0.2)],
)
async def test_a_line_that_is_only_described_is_asked_for(talk: Talk, text, intent, sure):
    await asked_of_the_first(talk)
    await talk.says(text, intent, confidence=sure)
    assert talk.responses == ["utter_ask_line"]
    await talk.says("555-123-0136", "inform_identity")
    assert talk.responses[0] == "utter_usage_used_up"


async def test_digits_that_end_no_line_point_at_none(talk: Talk):
    await asked_of_the_first(talk)
    await talk.says("what about 9999?", "nlu_fallback")
    assert talk.slots["verification"]["line_id"] == "lin-0006-1"


async def test_words_that_hardly_resemble_a_pause_are_not_waited_for(talk: Talk):
    await talk.says("the tablet", "wait_please", confidence=0.35)
    assert "utter_general_take_your_time" not in talk.responses
    await talk.says("give me a minute", "wait_please")
    assert talk.responses == ["utter_general_take_your_time"]
