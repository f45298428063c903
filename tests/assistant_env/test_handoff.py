from __future__ import annotations

import pytest

from bot.components.errors import BadTurn

QUESTIONS = {
    "Which number is it about?",
    "What is the number of the line?",
    "Please give me the line's number.",
}


async def test_a_handoff_pauses_and_says_its_reason(assistant):
    answer = await assistant.say("I want to talk to a person")
    assert answer["paused"]
    assert answer["replies"][0]["custom"]["care"]["handoff"]["reason"] == "asked_for_person"


async def test_while_paused_the_assistant_is_silent_and_that_is_no_failure(assistant):
    await assistant.say("I want to talk to a person")
    answer = await assistant.say("what do I owe")
    assert answer["paused"]
    assert answer["replies"] == []


async def test_the_first_turn_after_a_resume_is_answered_as_any_other(assistant):
    await assistant.say("I want to talk to a person")
    await assistant.append({"event": "resume"})
    answer = await assistant.say("what do I owe")
    assert not answer["paused"]
    assert "$82.14" in answer["replies"][0]["text"]


async def test_what_a_person_and_the_customer_said_meanwhile_is_kept_and_runs_nothing(assistant, actions):
    await assistant.say("I want to talk to a person")
    asked = len(actions.asked)
    await assistant.append(
        {"event": "user", "text": "hello, are you real", "turn_id": "held-1"},
        {"event": "bot", "text": "I am, what can I do?"},
        {"event": "user", "text": "what do I owe"},
        {"event": "slot", "name": "note", "value": "settled"},
        {"event": "resume"},
    )
    assert len(actions.asked) == asked
    tracker = await assistant.tracker()
    assert tracker.get_slot("note") == "settled"
    assert not tracker.is_paused()
    assert await assistant.texts("data remaining") == ["3 GB are left."]


@pytest.mark.parametrize("held", [[], [{"event": "user", "text": "wait"}, {"event": "bot", "text": "Yes?"}]])
async def test_a_handoff_in_the_middle_of_a_form_keeps_the_form(assistant, held):
    await assistant.say("no signal")
    answer = await assistant.say("give me a human")
    assert answer["paused"]
    assert answer["active_loop"] == "line_form"
    await assistant.append(*held, {"event": "resume"})
    assert await assistant.texts("it is 6125550101") == ["Line noted."]


async def test_a_wish_after_a_resume_inside_a_form_is_answered_and_the_form_asks_again(assistant):
    await assistant.say("no signal")
    await assistant.say("give me a human")
    await assistant.append({"event": "user", "text": "hm"}, {"event": "resume"})
    texts = await assistant.texts("data remaining")
    assert texts[0] == "3 GB are left."
    assert texts[-1] in QUESTIONS


async def test_no_session_expires_so_time_alone_never_un_pauses(assistant, assemble_assistant):
    assert not assistant.agent.domain.session_config.are_sessions_enabled()
    await assistant.say("I want to talk to a person")
    for event in (await assistant.tracker()).events:
        event.timestamp -= 90 * 60
    answer = await assistant.say("are you there")
    assert answer["paused"]
    assert answer["replies"] == []


async def test_pausing_before_anything_was_said_holds_from_the_first_turn(assistant):
    await assistant.append({"event": "pause"})
    assert (await assistant.say("hello"))["paused"]


async def test_slots_this_model_does_not_have_are_named_and_change_nothing(assistant):
    result = await assistant.append({"event": "slot", "name": "no_such", "value": 1})
    assert result["unknown"] == ["no_such"]


@pytest.mark.parametrize(
    "events",
    [
        None,
        "pause",
        [{"event": "action", "name": "action_bill"}],
        [{"event": "slot"}],
        [{"event": "user"}],
        [7],
    ],
)
async def test_only_the_five_kinds_may_be_appended(assistant, events):
    from bot.components.wire import append_request

    with pytest.raises(BadTurn):
        append_request({"conversation_id": "c1", "events": events})
