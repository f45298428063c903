from __future__ import annotations

import itertools
from collections import Counter

import pytest

from bot.components.replies import reply_from
from bot.components.responses import WordingMissing

GREETINGS = {
    "Hello. I am the automated assistant.",
    "Good day. This is the automated assistant.",
    "Hi. You are talking to the automated assistant.",
}


async def test_every_wording_is_used_before_one_comes_again(assistant):
    said = [(await assistant.texts("hello"))[0] for _ in range(6)]
    assert set(said[:3]) == GREETINGS
    assert set(Counter(said).values()) == {2}


async def test_the_same_text_never_comes_twice_in_a_row(assistant):
    said = [(await assistant.texts("hello"))[0] for _ in range(12)]
    assert all(one != other for one, other in itertools.pairwise(said))


async def test_the_same_conversation_is_worded_the_same_way_again(assemble_assistant, assistant):
    first = [(await assistant.texts("hello"))[0] for _ in range(3)]
    await assistant.restore()
    assistant.store.replace("c1", [])
    second = [(await assistant.texts("hello"))[0] for _ in range(3)]
    assert first == second


async def test_conversations_do_not_all_begin_with_the_same_wording(assistant):
    first = {(await assistant.texts("hello", conversation=f"c{number}"))[0] for number in range(12)}
    assert first == GREETINGS


async def test_the_channel_of_the_turn_chooses_the_wording_even_in_the_first_turn(assistant):
    assert await assistant.texts("hello", channel="voice") == ["Hello by voice."]
    assert (await assistant.texts("hello", channel="web_chat"))[0] in GREETINGS
    assert (await assistant.texts("hello", channel="rest"))[0] in GREETINGS


async def test_a_variation_whose_value_is_missing_is_passed_over(assistant, actions):
    actions.answers["action_bill"] = lambda _: {
        "events": [],
        "responses": [{"response": "utter_bill", "amount": "$5.00"}],
    }
    for _ in range(3):
        assert await assistant.texts("what do I owe") == ["You owe $5.00."]


async def test_a_value_that_is_none_counts_as_missing(assistant, actions):
    actions.answers["action_bill"] = lambda _: {
        "events": [],
        "responses": [{"response": "utter_bill", "amount": "$5.00", "month": None, "facts": []}],
    }
    for _ in range(3):
        assert await assistant.texts("what do I owe") == ["You owe $5.00."]


async def test_a_missing_response_is_an_error_and_no_silence(assistant):
    tracker = assistant.store.init_tracker("x")
    with pytest.raises(WordingMissing):
        await assistant.agent.nlg.generate("utter_no_such_thing", tracker, "front_door")


async def test_a_lone_placeholder_in_custom_takes_the_value_itself(assistant):
    for _ in range(2):
        answer = await assistant.say("what do I owe")
        if answer["replies"][0]["text"].startswith("Your July"):
            facts = answer["replies"][0]["custom"]["care"]["facts"]
            assert facts == [{"name": "amount_due", "value": "82.14"}]
            return
    pytest.fail("the wording with facts was not used in two turns")


async def test_what_an_action_adds_to_care_does_not_wipe_what_the_response_asks(assistant, actions):
    custom = {"care": {"facts": [{"name": "n", "value": "v"}]}}
    actions.answers["action_data"] = lambda _: {
        "events": [],
        "responses": [{"response": "utter_ask_mood_form_happy", "custom": custom}],
    }
    care = (await assistant.say("data remaining"))["replies"][0]["custom"]["care"]
    assert care["asks"] == "happy"
    assert care["expects"] == "yes_no"
    assert care["facts"] == [{"name": "n", "value": "v"}]


async def test_a_question_may_be_worded_as_another_response_and_stays_open(assistant, actions):
    actions.answers["action_data"] = lambda _: {
        "events": [],
        "responses": [
            {"response": "utter_ask_mood_form_happy", "worded_as": "utter_bill", "amount": "$5.00"},
        ],
    }
    reply = (await assistant.say("data remaining"))["replies"][0]
    assert reply["text"] == "You owe $5.00."
    assert reply["custom"]["care"]["expects"] == "yes_no"


async def test_two_replies_of_one_turn_use_two_wordings(assistant, actions):
    actions.answers["action_data"] = lambda _: {
        "events": [],
        "responses": [{"response": "utter_thank"}, {"response": "utter_thank"}],
    }
    one, other = await assistant.texts("data remaining")
    assert one != other


def test_a_message_that_carries_nothing_is_no_reply():
    assert reply_from({"text": "  ", "custom": None, "buttons": None}) is None


def test_choices_of_an_action_and_buttons_of_a_response_stand_together():
    reply = reply_from(
        {
            "text": "Which?",
            "buttons": [{"title": "B", "payload": "/b"}],
            "custom": {"care": {"choices": [{"id": "/a", "title": "A"}], "asks": None}},
        }
    )
    assert reply["custom"]["care"]["choices"] == [{"id": "/a", "title": "A"}, {"id": "/b", "title": "B"}]
    assert reply["custom"]["care"]["asks"] is None


def test_what_care_does_not_know_is_passed_on_for_the_front_door_to_judge():
    assert reply_from({"text": "x", "custom": {"care": {"card": {"kind": "amount"}}, "other": 1}})[
        "custom"
    ] == {
        "other": 1,
        "care": {**reply_from({"text": "x"})["custom"]["care"], "card": {"kind": "amount"}},
    }
