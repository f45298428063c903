"""Answers in words that no rule knows, as the reader of answers takes them in the step that waits."""

import pytest

from actions.turns.turn import Aside, Intent, Wish
from tests.unit.actions.test_guides import answers, asks, started, steps


async def at_fix(talk):
    await started(talk)
    return await answers(talk, "it's on")


async def at_verify(talk):
    await at_fix(talk)
    return await talk.says("done", "step_done")


def read(question: str, meaning: str, sure: float = 0.9) -> dict[str, dict[str, float]]:
    return {question: {meaning: sure}}


@pytest.mark.parametrize(("meaning", "stage"), [("is_on", "fix"), ("made_off", "verify")])
async def test_a_look_is_answered_without_a_word_of_on_or_off(talk, meaning, stage):
    await started(talk)
    await talk.says("why, it glows like a lantern", "nlu_fallback", answers=read("switch", meaning))
    assert talk.slots["guide_stage"] == stage
    assert talk.slots["guide_position"] == "airplane-mode"


async def test_a_look_that_shows_all_is_well_goes_on(talk):
    await started(talk)
    await talk.says("as dull as ditchwater", "nlu_fallback", answers=read("switch", "is_off"))
    assert steps(talk) == {"airplane-mode": "skipped"}
    assert talk.facts["airplane_mode"] == "off"


async def test_what_the_words_name_goes_before_the_reading(talk):
    await started(talk)
    await talk.says("airplane mode is off", "nlu_fallback", answers=read("switch", "is_on", 0.99))
    assert steps(talk) == {"airplane-mode": "skipped"}


@pytest.mark.parametrize(
    ("meaning", "stage", "nudge"),
    [("done", "verify", None), ("wait", "fix", "take_your_time"), ("where", "fix", "where_both")],
)
async def test_something_to_do_is_answered_in_any_words(talk, meaning, stage, nudge):
    await at_fix(talk)
    await talk.says("as my grandson would have it", "nlu_fallback", answers=read("fix", meaning))
    assert talk.slots["guide_stage"] == stage
    assert talk.slots["nudge"] == nudge


@pytest.mark.parametrize("meaning", ["not_worked", "cannot"])
async def test_what_was_in_vain_or_cannot_be_done_leads_to_the_next_step(talk, meaning):
    await at_fix(talk)
    await talk.says("dead as a dodo", "nlu_fallback", answers=read("fix", meaning))
    assert asks(talk) == "sim_state"


async def test_what_helped_ends_the_guide(talk):
    await at_fix(talk)
    await talk.says("texts are pouring in", "nlu_fallback", answers=read("fix", "worked"))
    assert talk.responses == ["utter_guide_solved"]


@pytest.mark.parametrize(("meaning", "result"), [("good", "worked"), ("bad", "failed")])
async def test_whether_it_works_is_told_in_any_words(talk, meaning, result):
    await at_verify(talk)
    await talk.says("purring along / not a sausage", "nlu_fallback", answers=read("works", meaning))
    assert steps(talk) == {"airplane-mode": result}


async def test_an_answer_that_sounds_like_a_wish_stays_an_answer(talk):
    await at_fix(talk)
    await talk.says(
        "got rid of it on this phone", "upgrade_phone", confidence=0.5, answers=read("fix", "done")
    )
    assert talk.slots["guide_stage"] == "verify"


async def test_a_wish_of_its_own_begins_though_it_tells_of_something_done(talk):
    await at_fix(talk)
    await talk.says("I took that and now what do I owe", "ask_bill", answers=read("fix", "else"))
    assert talk.slots["pending_action"] == "action_tell_bill"


async def test_a_wish_the_classifier_is_surer_of_begins(talk):
    await at_fix(talk)
    await talk.says("what do I owe", "ask_bill", confidence=0.95, answers=read("fix", "done", 0.65))
    assert talk.slots["pending_action"] == "action_tell_bill"


async def test_a_wish_for_a_person_is_never_read_as_an_answer(talk):
    await at_fix(talk)
    await talk.says("a person please", "want_agent", answers=read("fix", "done", 0.99))
    assert talk.paused


async def test_a_reading_that_is_not_sure_changes_nothing(talk):
    await at_fix(talk)
    await talk.says("yes", "affirm", answers=read("fix", "cannot", 0.55))
    assert talk.slots["guide_stage"] == "verify"


async def test_a_button_is_what_it_says(talk):
    await at_fix(talk)
    await talk.says(
        "/step_done", "step_done", situation={"payload": True}, answers=read("fix", "cannot", 0.99)
    )
    assert talk.slots["guide_stage"] == "verify"


async def test_the_answer_before_a_wish_is_read_by_itself(talk):
    await at_verify(talk)
    aside = Aside(
        rest="it's purring",
        intent=Intent(name="nlu_fallback", confidence=0.0),
        wishes=(Wish(intent="ask_data_left", words="how much data is left"),),
        answers=read("works", "good"),
    )
    await talk.says(
        "it's purring and how much data is left", "ask_data_left", aside=aside, answers=read("works", "else")
    )
    assert steps(talk)["airplane-mode"] == "worked"


@pytest.mark.parametrize(("meaning", "cuts"), [("other", False), ("same", True)])
async def test_which_phone_it_is_decides_whether_the_step_cuts_off(talk, meaning, cuts):
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is missing")
    if talk.responses != ["utter_guide_ask_same_phone"]:
        await answers(talk, "it says the sim is missing")
    await talk.says("the kitchen one", "nlu_fallback", answers=read("same_phone", meaning))
    assert (talk.responses == ["utter_guide_step_cut"]) is cuts


async def test_the_phone_they_are_on_is_heard_in_words_that_resemble_a_wish(talk):
    await started(talk)
    await answers(talk, "airplane mode is off", "the sim is active", "I reset the APN settings")
    assert talk.responses == ["utter_guide_ask_same_phone"]
    told = read("same_phone", "same", 0.97)
    await talk.says(
        "the very one, the only phone in the house", "upgrade_phone", confidence=0.8, answers=told
    )
    assert talk.responses == ["utter_guide_step_cut"]


async def test_a_question_that_holds_a_word_for_on_says_nothing_of_the_switch(talk):
    await started(talk)
    answers_read = read("switch", "else", 0.95)
    await talk.says("what are your hours on Saturday?", "ask_faq", answers=answers_read)
    assert talk.slots["guide_position"] == "airplane-mode"
    assert talk.slots["guide_stage"] == "look"
