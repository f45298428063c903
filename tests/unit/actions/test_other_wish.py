"""Another wish in the middle of a question: taken at once or in turn, never swallowed as an answer."""

import pytest

from actions.turns.turn import Aside, Intent, Wish
from tests.unit.actions.test_guides import answers, asks, started


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("by the way we're off to Crete next week, what do I have to do", "travel_abroad"),
        ("my sister and I leave for Lima on Friday with this handset", "travel_abroad"),
        ("somebody put a thing on there that I never ordered", "dispute_charge"),
    ],
)
async def test_a_wish_in_a_sentence_is_followed_and_the_step_comes_back(talk, text, intent):
    await started(talk)
    await talk.says(text, intent, confidence=0.93)
    assert talk.form == "identity_form"
    await talk.proves("555-123-0108", "9514")
    assert talk.slots["matter"] == intent
    assert talk.slots["guide"] == "no-signal"


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("I'm sitting in a hotel in Lima right now", "travel_abroad", 0.95),
        ("no, we just got back from there", "travel_abroad", 0.95),
        ("we only ever stay around here", "travel_abroad", 0.6),
    ],
)
async def test_where_somebody_is_answers_where_they_are(talk, text, intent, confidence):
    await started(talk, "mobile data does not work", "report_no_data")
    await answers(talk, "full bars")
    assert asks(talk) == "abroad"
    await talk.says(text, intent, confidence=confidence)
    assert talk.form != "identity_form"


async def test_an_answer_with_a_wish_behind_it_counts_and_the_wish_waits(talk):
    await started(talk)
    aside = Aside(
        rest="airplane mode is off",
        intent=Intent(name="nlu_fallback", confidence=0.0),
        wishes=(Wish(intent="dispute_charge", words="I want to dispute a fee"),),
    )
    text = "airplane mode is off, and I want to dispute a fee"
    await talk.says(text, "dispute_charge", confidence=0.8, aside=aside)
    assert talk.responses[0] == "utter_general_wish_noted"
    assert asks(talk) == "sim_state"
    assert talk.slots["wishes"] == [{"intent": "dispute_charge", "words": "I want to dispute a fee"}]


async def test_while_the_number_is_asked_a_sure_wish_without_its_own_words_is_followed(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("there is an item on it nobody here ever agreed to", "dispute_charge", confidence=0.91)
    assert talk.slots["pending_action"] == "action_dispute_charge"
    assert talk.slots["parked_action"] == "action_tell_bill"


async def test_a_new_phone_is_put_off_until_the_steps_are_over(talk):
    await started(talk)
    await talk.says("btw do you sell the new norrland", "upgrade_phone")
    assert talk.responses == ["utter_general_wish_noted", "utter_guide_question"]
    await answers(talk, "it's on")
    await talk.says("done", "step_done")
    await talk.says("yes, it's back", "step_worked")
    assert talk.responses == ["utter_guide_solved", "utter_general_next_wish", "utter_ask_wanted_phone"]
